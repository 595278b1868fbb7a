import type { Cloud } from "../cloud";
import { addEvent, setEvent } from "../linode/events";
import { findById } from "../linode/read-input";
import type { Volume, VolumeJob } from "../linode/volume-model";
import { type CloudState, volumesOf } from "../state";

/** Marks a job on a volume as under way; `finishVolumeJob` does it. */
export function openVolumeJob(state: CloudState, now: Date, volume: Volume, kind: VolumeJob["kind"]): void {
    const entity = { id: volume.id, label: volume.label, type: "volume" as const, url: `/v4/volumes/${volume.id}` };
    volume.job = { kind, event: addEvent(state, now, `volume_${kind}`, entity).id };
}

/**
 * Does what is under way on a volume; in the lane of the machine that it is on, so that it waits for the machine's boot.
 * May be called again after a crash of the cloud's process. A failure is in the event and in the log.
 */
export async function finishVolumeJob(cloud: Cloud, id: number): Promise<void> {
    const volume = findById(volumesOf(cloud.state), id);
    if (!volume?.job) return;
    const { job, linodeId } = volume;
    const onMachine = job.kind !== "create" && linodeId !== null;
    const problem = await (onMachine ? cloud.lanes.run(linodeId, () => work(cloud, id)) : work(cloud, id)).then(
        () => undefined,
        (error: Error) => error,
    );
    if (problem) cloud.log(`volume_${job.kind} of ${volume.label} (${id}) failed: ${problem.message}`);
    const next = await cloud.change((state) => end(state, cloud.now(), id, job, problem));
    if (next) await finishVolumeJob(cloud, id);
}

async function work({ state, ground }: Cloud, id: number): Promise<void> {
    const volume = findById(volumesOf(state), id);
    if (!volume?.job) return;
    const { linodeId, size, label } = volume;
    switch (volume.job.kind) {
        case "create":
            return ground.provideVolume(id, size);
        case "resize":
            return ground.provideVolume(id, size, linodeId ?? undefined);
        case "attach":
            return linodeId === null ? undefined : ground.attachVolume(linodeId, { id, label });
        case "detach":
            return linodeId === null ? undefined : ground.detachVolume(linodeId, id);
    }
}

/** Returns whether a next job has begun. */
function end(state: CloudState, now: Date, id: number, job: VolumeJob, problem: Error | undefined): boolean {
    setEvent(state, now, job.event, problem ? "failed" : "finished", { message: problem?.message.slice(0, 500) });
    const volume = findById(volumesOf(state), id);
    // The machine was deleted meanwhile: that took the volume off.
    if (volume?.job?.event !== job.event) return false;
    delete volume.job;
    if (problem && job.kind === "attach") volume.linodeId = null;
    if (!problem && job.kind === "detach") volume.linodeId = null;
    if (problem || job.kind !== "create" || volume.linodeId === null) return false;
    openVolumeJob(state, now, volume, "attach");
    return true;
}

/** Takes the volumes off an instance that is gone; they stay. */
export function releaseVolumes(state: CloudState, linodeId: number): void {
    for (const volume of volumesOf(state).filter((one) => one.linodeId === linodeId)) {
        volume.linodeId = null;
        if (volume.job && volume.job.kind !== "create") delete volume.job;
    }
}
