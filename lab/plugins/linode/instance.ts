import { type Before, type Change, type Context, type Failure, PartialFailure, type Resource } from "../resource";
import { absent, flag, hasUnknown, isProps, list, type Props, Unknown, type Value } from "../values";
import type { Json, LinodeApi } from "./api";
import { afterwards, createBody } from "./instance-create";
import { declared, instanceState, passwordHash } from "./instance-state";
import { updateInstance } from "./instance-update";
import { untilGone, untilStatus } from "./instance-wait";

const NEEDS_IMAGE = ["authorizedKeys", "authorizedUsers", "swapSize", "stackscriptId", "stackscriptData", "interfaces"];

const PURPOSES = ["public", "vlan", "vpc"];

function check(inputs: Props): Failure[] {
    const failures: Failure[] = [];
    const custom = ["disks", "configs"].filter((key) => !absent(inputs[key]));
    for (const property of custom) {
        failures.push({ property, reason: "deprecated and not supported by the lab; use the real plugin" });
    }
    if (!absent(inputs.backupId) && !absent(inputs.image)) {
        failures.push({ property: "backupId", reason: "conflicts with image" });
    }
    if (absent(inputs.image)) {
        const needing = NEEDS_IMAGE.filter((key) => !absent(inputs[key]));
        for (const property of needing) failures.push({ property, reason: `"${property}" needs "image" to be set` });
    }
    const metadatas = list(inputs, "metadatas") ?? [];
    if (metadatas.length > 1) failures.push({ property: "metadatas", reason: "at most one block is allowed" });
    (list(inputs, "interfaces") ?? []).forEach((one, index) => {
        const purpose = isProps(one) ? one.purpose : one;
        if (purpose instanceof Unknown || PURPOSES.includes(String(purpose))) return;
        const reason = `expected one of ${PURPOSES.join(", ")}, got ${String(purpose)}`;
        failures.push({ property: `interfaces[${index}].purpose`, reason });
    });
    return failures;
}

const lower = (value: Value | undefined): string[] | undefined =>
    Array.isArray(value) && !hasUnknown(value) ? value.map((item) => String(item).toLowerCase()).sort() : undefined;

function same(property: string, stored: Value | undefined, next: Value | undefined, before: Before): boolean {
    if (property === "rootPass") return typeof next === "string" && stored === passwordHash(next);
    if (property === "tags") {
        const [old, wanted] = [lower(stored), lower(next)];
        return old !== undefined && wanted !== undefined && old.join("\n") === wanted.join("\n");
    }
    // A group that PlacementGroupAssignment manages is none of the Instance's business.
    return property === "placementGroup" && before.inputs.placementGroupExternallyManaged === true;
}

async function create(api: LinodeApi, inputs: Props, context: Context): Promise<{ id: string; state: Props }> {
    let instance: Json;
    try {
        instance = await api.post("/linode/instances", createBody(inputs));
    } catch (error) {
        throw new Error(`Error creating a Linode Instance: ${(error as Error).message}`, { cause: error });
    }
    const id = String(instance.id);
    const known = declared(inputs);
    try {
        const more = afterwards(inputs);
        if (more) await api.put(`/linode/instances/${id}`, more);
        const runs = !absent(inputs.image) && flag(inputs, "booted") !== false;
        const ready = await untilStatus(api, id, [runs ? "running" : "offline"], context);
        return { id, state: await instanceState(api, ready, known) };
    } catch (error) {
        // The Linode is there and costs money: it must stay in the state whatever went wrong.
        const found = await api.find(`/linode/instances/${id}`).catch(() => undefined);
        const state = await instanceState(api, found ?? instance, known).catch(() => known);
        throw new PartialFailure(id, state, (error as Error).message);
    }
}

async function update(api: LinodeApi, id: string, change: Change, context: Context): Promise<Props> {
    await updateInstance(api, id, change, context);
    const instance = await untilStatus(api, id, ["running", "offline"], context);
    const { rootPass, ...rest } = declared(change.inputs);
    const known: Props = { ...rest, rootPass, ipAddress: change.state.ipAddress };
    return instanceState(api, instance, known);
}

/** linode:index/instance:Instance. */
export function instance(api: LinodeApi): Resource {
    return {
        sets: ["tags", "ipv4s", "sharedIpv4s"],
        check,
        same,
        replaces: (path) => path.startsWith("metadatas"),
        create: (inputs, context) => create(api, inputs, context),
        read: async (id, state) => {
            const found = await api.find(`/linode/instances/${id}`);
            return found && { id, state: await instanceState(api, found, state) };
        },
        update: (id, change, context) => update(api, id, change, context),
        remove: async (id, _state, context) => {
            await api.drop(`/linode/instances/${id}`);
            context.log.status(`Linode ${id} is being deleted`);
            await untilGone(api, id, context);
        },
    };
}
