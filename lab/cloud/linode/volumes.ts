import type { Cloud } from "../cloud";
import { ok, type Call, type Route } from "../http/exchange";
import { finishVolumeJob, openVolumeJob } from "../machines/volume-jobs";
import { type CloudState, nextId, volumesOf } from "../state";
import { notFound, refuse } from "./errors";
import { addEvent } from "./events";
import { page } from "./page";
import { checkLabel, findById, Input } from "./read-input";
import { linodeTime } from "./time";
import { atRest, checkPlace, readSize, readVolumeRequest, VOLUME_LABEL } from "./volume-input";
import type { Volume, VolumeJob } from "./volume-model";
import { volumeView } from "./volume-views";

const PATH = "/volumes";

/** Block volumes. Like Linode, the API answers when an order is noted; the work goes on behind, as events tell. */
export function volumeRoutes(cloud: Cloud): Route[] {
    const one = (id: string) => existing(cloud.state, id);
    return [
        {
            method: "GET",
            path: PATH,
            handle: (call) =>
                page(
                    call,
                    volumesOf(cloud.state).map((volume) => volumeView(cloud.state, volume)),
                ),
        },
        { method: "POST", path: PATH, handle: (call) => create(cloud, call) },
        { method: "GET", path: `${PATH}/:id`, handle: ({ params }) => ok(volumeView(cloud.state, one(params.id))) },
        { method: "PUT", path: `${PATH}/:id`, handle: (call) => update(cloud, call) },
        { method: "DELETE", path: `${PATH}/:id`, handle: (call) => remove(cloud, call) },
        { method: "POST", path: `${PATH}/:id/attach`, handle: (call) => attach(cloud, call) },
        { method: "POST", path: `${PATH}/:id/detach`, handle: (call) => detach(cloud, call) },
        { method: "POST", path: `${PATH}/:id/resize`, handle: (call) => resize(cloud, call) },
        {
            method: "POST",
            path: `${PATH}/:id/clone`,
            handle: ({ params }) => {
                one(params.id);
                throw refuse("The lab does not clone volumes: create another");
            },
        },
    ];
}

async function create(cloud: Cloud, { body }: Call) {
    const request = readVolumeRequest(body);
    const made = await cloud.change((state) => {
        const { label, linodeId, size, tags, encryption } = request;
        checkLabel(label, VOLUME_LABEL, labels(state));
        const region = linodeId === undefined ? request.region : checkPlace(state, linodeId, request.region);
        const now = linodeTime(cloud.now());
        const volume: Volume = {
            id: nextId(state, "volume"),
            label,
            region: region ?? "",
            size,
            linodeId: linodeId ?? null,
            tags,
            encryption,
            created: now,
            updated: now,
        };
        state.volumes = [...volumesOf(state), volume];
        openVolumeJob(state, cloud.now(), volume, "create");
        return volume;
    });
    return begun(cloud, made);
}

async function update(cloud: Cloud, { params, body }: Call) {
    const input = new Input(body);
    const label = input.text("label");
    const tags = input.texts("tags");
    input.done();
    const changed = await cloud.change((state) => {
        const volume = existing(state, params.id);
        if (label !== undefined) checkLabel(label, VOLUME_LABEL, labels(state, volume));
        Object.assign(volume, label !== undefined && { label }, tags && { tags });
        volume.updated = linodeTime(cloud.now());
        note(cloud, state, volume, "volume_update");
        return volume;
    });
    return ok(volumeView(cloud.state, changed));
}

/** Linode keeps what hangs on a machine; so no disk goes from under a file system. */
async function remove(cloud: Cloud, { params }: Call) {
    const gone = await cloud.change((state) => {
        const volume = atRest(existing(state, params.id));
        if (volume.linodeId !== null) throw refuse("Volume must be detached before it can be deleted");
        state.volumes = volumesOf(state).filter((one) => one !== volume);
        note(cloud, state, volume, "volume_delete");
        return volume;
    });
    await cloud.ground.dropVolume(gone.id);
    return ok({});
}

async function attach(cloud: Cloud, { params, body }: Call) {
    const input = new Input(body);
    const linodeId = input.integer("linode_id");
    if (linodeId === undefined) input.problem("linode_id", "linode_id is required");
    input.flag("persist_across_boots");
    input.done();
    return start(cloud, params.id, "attach", (state, volume) => {
        if (volume.linodeId !== null) throw refuse(`Volume ${volume.id} is already attached`, "linode_id");
        checkPlace(state, linodeId as number, volume.region);
        volume.linodeId = linodeId as number;
    });
}

async function detach(cloud: Cloud, { params }: Call) {
    await start(cloud, params.id, "detach", (_, volume) => {
        if (volume.linodeId === null) throw refuse("Volume is not attached");
    });
    return ok({});
}

function resize(cloud: Cloud, { params, body }: Call) {
    const input = new Input(body);
    const size = readSize(input);
    if (size === undefined) input.problem("size", "size is required");
    input.done();
    return start(cloud, params.id, "resize", (_, volume) => {
        if ((size as number) <= volume.size) throw refuse("Storage volumes can only be resized up", "size");
        volume.size = size as number;
    });
}

/** Notes an order on a volume that is at rest, and lets the work go on behind. */
async function start(
    cloud: Cloud,
    id: string,
    kind: VolumeJob["kind"],
    alter: (state: CloudState, volume: Volume) => void,
) {
    const volume = await cloud.change((state) => {
        const found = atRest(existing(state, id));
        alter(state, found);
        found.updated = linodeTime(cloud.now());
        openVolumeJob(state, cloud.now(), found, kind);
        return found;
    });
    return begun(cloud, volume);
}

function begun(cloud: Cloud, volume: Volume) {
    void finishVolumeJob(cloud, volume.id);
    return ok(volumeView(cloud.state, volume));
}

function note(cloud: Cloud, state: CloudState, { id, label }: Volume, action: string): void {
    addEvent(state, cloud.now(), action, { id, label, type: "volume", url: `/v4${PATH}/${id}` }, "notification");
}

function labels(state: CloudState, except?: Volume): string[] {
    return volumesOf(state)
        .filter((volume) => volume !== except)
        .map(({ label }) => label);
}

function existing(state: CloudState, id: string): Volume {
    const volume = findById(volumesOf(state), id);
    if (!volume) throw notFound();
    return volume;
}
