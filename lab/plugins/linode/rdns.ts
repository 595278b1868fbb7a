import * as net from "node:net";
import { pause } from "../http";
import { echo } from "../plan";
import type { Context, Failure, Resource } from "../resource";
import { flag, nested, type Props, text } from "../values";
import { isGone, LinodeError, type Json, type LinodeApi } from "./api";

const DEFAULT_SECONDS = 900;
const RETRY_MS = 1000;

/** "5m30s" -> 330; undefined when it is not a duration. */
function seconds(duration: string | undefined): number | undefined {
    const found = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(duration ?? "");
    if (!duration || !found) return undefined;
    return Number(found[1] ?? 0) * 3600 + Number(found[2] ?? 0) * 60 + Number(found[3] ?? 0);
}

const notYet = (error: unknown): boolean =>
    error instanceof LinodeError && error.status === 400 && /unable to perform a lookup/i.test(error.message);

/** Sets the name; with waitForAvailable again and again until the forward record can be seen by the API. */
async function setName(api: LinodeApi, inputs: Props, step: "create" | "update", context: Context): Promise<Json> {
    const own = text(nested(inputs, "timeouts") ?? {}, step);
    const limit = Date.now() + (seconds(own) ?? (context.seconds || DEFAULT_SECONDS)) * 1000;
    const path = `/networking/ips/${text(inputs, "address")}`;
    for (;;) {
        try {
            return await api.put(path, { rdns: text(inputs, "rdns") });
        } catch (error) {
            const again = flag(inputs, "waitForAvailable") === true && notYet(error) && Date.now() < limit;
            if (!again) throw new Error(`Failed to ${step} Linode RDNS: ${(error as Error).message}`, { cause: error });
            context.log.status(`waiting until ${text(inputs, "rdns")} resolves to ${text(inputs, "address")}`);
        }
        await pause(RETRY_MS, context.signal);
    }
}

const stateOf = (known: Props, ip: Json): Props => ({
    waitForAvailable: false,
    ...known,
    address: ip.address as string,
    rdns: (ip.rdns as string | null) ?? "",
});

function check(inputs: Props): Failure[] {
    const address = text(inputs, "address");
    if (address === undefined || net.isIP(address) !== 0) return [];
    return [{ property: "address", reason: `expected a plain IP address without a prefix length, got ${address}` }];
}

const isDefault = (address: string, name: unknown): boolean =>
    !name || name === `${address.replaceAll(".", "-")}.ip.linodeusercontent.com` || address.includes(":");

/** linode:index/rdns:Rdns. */
export function rdns(api: LinodeApi): Resource {
    return {
        check,
        create: async (inputs, context) => {
            const address = text(inputs, "address") ?? "";
            const now = await api.get(`/networking/ips/${address}`);
            if (!isDefault(address, now.rdns)) context.log.warning("RDNS was already configured before this resource");
            return { id: address, state: stateOf(echo(inputs), await setName(api, inputs, "create", context)) };
        },
        read: async (id, state) => {
            const found = await api.find(`/networking/ips/${id}`);
            return found && { id, state: stateOf(state, found) };
        },
        update: async (_id, { inputs, state, changed }, context) => {
            if (!changed.has("rdns")) return { ...state, waitForAvailable: false, ...echo(inputs) };
            return stateOf(echo(inputs), await setName(api, inputs, "update", context));
        },
        remove: async (id) => {
            await api.put(`/networking/ips/${id}`, { rdns: null }).catch((error: unknown) => {
                if (!isGone(error)) throw error;
            });
        },
    };
}
