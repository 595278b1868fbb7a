import { type CloudState, volumesOf } from "../state";
import { findById } from "./read-input";
import type { Volume } from "./volume-model";

/** The volumes on an instance, the oldest first. */
export function volumesOn(state: CloudState, linodeId: number): Volume[] {
    return volumesOf(state).filter((volume) => volume.linodeId === linodeId);
}

/** A volume as the API shows it. */
export function volumeView(state: CloudState, volume: Volume): object {
    const { id, label, region, size, linodeId, tags, encryption, job, created, updated } = volume;
    const status = { create: "creating", resize: "resizing", attach: "active", detach: "active" };
    return {
        id,
        label,
        status: job ? status[job.kind] : "active",
        size,
        region,
        linode_id: linodeId,
        linode_label: linodeId === null ? null : (findById(state.instances, linodeId)?.label ?? null),
        filesystem_path: `/dev/disk/by-id/scsi-0Linode_Volume_${label}`,
        tags,
        created,
        updated,
        hardware_type: "nvme",
        encryption,
        io_ready: job === undefined,
    };
}
