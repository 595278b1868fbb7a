import { pause } from "../http";
import type { Context } from "../resource";
import type { Json, LinodeApi } from "./api";

const DEFAULT_SECONDS = 900;
const EVENTS_EVERY = 5;

/** The newest failed boot or creation of this Linode among the account's events. */
async function failedEvent(api: LinodeApi, id: string): Promise<string | undefined> {
    const answer = await api.find("/account/events?page=1&page_size=100");
    const events = (answer?.data as Json[] | undefined) ?? [];
    const mine = events.find((event) => {
        const entity = event.entity as { id?: unknown; type?: string } | null;
        return (
            entity?.type === "linode" &&
            String(entity.id) === id &&
            /^linode_(create|boot|reboot)$/.test(String(event.action))
        );
    });
    if (mine?.status !== "failed") return undefined;
    return `${String(mine.action)} failed${mine.message ? `: ${String(mine.message)}` : ""}`;
}

/** Waits until the Linode is in one of these states; shows what it does meanwhile; fails when a boot has failed. */
export async function untilStatus(api: LinodeApi, id: string, wanted: string[], context: Context): Promise<Json> {
    const started = Date.now();
    const limit = (context.seconds || DEFAULT_SECONDS) * 1000;
    for (let turn = 1; ; turn++) {
        const instance = await api.get(`/linode/instances/${id}`);
        const status = String(instance.status);
        if (wanted.includes(status)) return instance;
        const seconds = Math.round((Date.now() - started) / 1000);
        if (turn % EVENTS_EVERY === 0) {
            // Who waits for the power to go has no use for a boot that failed long ago.
            const failure = wanted.includes("running") ? await failedEvent(api, id) : undefined;
            if (failure) throw new Error(`Linode ${id} is ${status}: ${failure}`);
            context.log.status(`Linode ${id} is ${status}, waiting for ${wanted.join(" or ")} (${seconds} s)`);
        }
        if (Date.now() - started > limit) {
            throw new Error(`Linode ${id} is ${status} after ${seconds} s, not ${wanted.join(" or ")}`);
        }
        await pause(api.pollMs, context.signal);
    }
}

/** Waits until the API no longer knows the Linode, so that its volumes and label are free. */
export async function untilGone(api: LinodeApi, id: string, context: Context): Promise<void> {
    const limit = Date.now() + (context.seconds || DEFAULT_SECONDS) * 1000;
    while (await api.find(`/linode/instances/${id}`)) {
        if (Date.now() > limit) throw new Error(`Linode ${id} is still there, although it was deleted`);
        await pause(api.pollMs, context.signal);
    }
}
