import { pause } from "../http";
import { echo } from "../plan";
import type { Change, Context, Failure, Resource } from "../resource";
import { int, list, type Props, text } from "../values";
import type { Json, LinodeApi } from "./api";

const DEFAULT_SECONDS = 900;

const pathOf = (id: string): string => `/volumes/${id}`;

function stateOf(volume: Json): Props {
    return {
        label: volume.label as string,
        region: volume.region as string,
        size: volume.size as number,
        linodeId: (volume.linode_id as number | null) ?? 0,
        filesystemPath: volume.filesystem_path as string,
        encryption: (volume.encryption as string | undefined) ?? "disabled",
        status: volume.status as string,
        tags: (volume.tags as string[] | undefined) ?? [],
    };
}

function check(inputs: Props): Failure[] {
    if (inputs.region !== undefined || inputs.sourceVolumeId !== undefined) return [];
    return [{ property: "region", reason: "one of region and sourceVolumeId is needed" }];
}

/** Waits until the volume is at rest on that Linode; null: on none. Undefined: wherever it is. */
async function settled(api: LinodeApi, id: string, on: number | null | undefined, context: Context): Promise<Json> {
    const limit = Date.now() + (context.seconds || DEFAULT_SECONDS) * 1000;
    for (;;) {
        const volume = await api.get(pathOf(id));
        const place = on === undefined || ((volume.linode_id as number | null) ?? null) === on;
        if (place && volume.status === "active" && volume.io_ready !== false) return volume;
        if (Date.now() > limit) {
            throw new Error(
                `volume ${id} is ${String(volume.status)} on Linode ${String(volume.linode_id)}, not ready`,
            );
        }
        await pause(api.pollMs, context.signal);
    }
}

/** Off the Linode it is on, then onto the wanted one: one volume is never on two. */
async function move(api: LinodeApi, id: string, wanted: number | undefined, context: Context): Promise<void> {
    const now = (await settled(api, id, undefined, context)).linode_id as number | null;
    if (now === (wanted ?? null)) return;
    if (now !== null) {
        await api.post(`${pathOf(id)}/detach`);
        await settled(api, id, null, context);
    }
    if (wanted === undefined) return;
    await api.post(`${pathOf(id)}/attach`, { linode_id: wanted });
    await settled(api, id, wanted, context);
}

async function update(
    api: LinodeApi,
    id: string,
    { state, inputs, changed }: Change,
    context: Context,
): Promise<Props> {
    if (changed.has("size") && int(inputs, "size") !== undefined) {
        await api.post(`${pathOf(id)}/resize`, { size: int(inputs, "size") });
        await settled(api, id, undefined, context);
    }
    if (changed.has("label") || changed.has("tags")) {
        await api.put(pathOf(id), { label: text(inputs, "label"), tags: list(inputs, "tags") ?? [] });
    }
    if (changed.has("linodeId")) await move(api, id, int(inputs, "linodeId"), context);
    const now = stateOf(await settled(api, id, undefined, context));
    // As in the real one: a changed encryption shows as an update and sends nothing, and the path is the old one until
    // the next refresh.
    const { filesystemPath } = state;
    return { ...echo(inputs), ...now, filesystemPath, encryption: text(inputs, "encryption") ?? now.encryption };
}

/** linode:index/volume:Volume. */
export function volume(api: LinodeApi): Resource {
    return {
        sets: ["tags"],
        check,
        create: async (inputs, context) => {
            if (inputs.sourceVolumeId !== undefined) throw new Error("the lab does not clone volumes");
            const made = await api.post("/volumes", {
                label: text(inputs, "label"),
                region: text(inputs, "region"),
                size: int(inputs, "size"),
                linode_id: int(inputs, "linodeId"),
                tags: list(inputs, "tags") ?? [],
                encryption: text(inputs, "encryption"),
            });
            const id = String(made.id);
            const on = int(inputs, "linodeId");
            return { id, state: { ...echo(inputs), ...stateOf(await settled(api, id, on, context)) } };
        },
        read: async (id) => {
            const found = await api.find(pathOf(id));
            return found && { id, state: stateOf(found) };
        },
        update: (id, change, context) => update(api, id, change, context),
        remove: async (id, _state, context) => {
            const found = await api.find(pathOf(id));
            if (!found) return;
            await move(api, id, undefined, context);
            await api.drop(pathOf(id));
        },
    };
}
