import type { Cloud } from "../cloud";
import { notFound } from "../linode/errors";
import { findById } from "../linode/read-input";
import type { CloudState } from "../state";
import { type Job, openEvent, queue } from "./jobs";
import { releaseVolumes } from "./volume-jobs";

const deleteJob: Job = {
    during: "deleting",
    action: "linode_delete",
    work: async (cloud, { id }) => {
        await cloud.ground.destroy(id);
        await cloud.change((state) => forget(state, id));
        await Promise.all([cloud.publishRules(), cloud.publishZones()]);
    },
    success: "deleting",
    failure: "offline",
};

/** Marks an instance as going; the machine ends behind. Deleting is allowed at any moment, also during a boot. */
export async function requestDeletion(cloud: Cloud, id: string): Promise<void> {
    const instance = await cloud.change((state) => {
        const going = findById(state.instances, id);
        if (!going) throw notFound();
        if (going.status === "deleting") return undefined;
        going.status = "deleting";
        openEvent(state, cloud.now(), going, deleteJob.action);
        return going;
    });
    if (instance) void finishDeletion(cloud, instance.id);
}

export async function finishDeletion(cloud: Cloud, id: number): Promise<void> {
    // Outside the queue: this ends a boot that the deletion would otherwise wait for.
    await cloud.ground.crash(id).catch((error: Error) => cloud.log(`crash of ${id} failed: ${error.message}`));
    await queue(cloud, id, deleteJob);
}

/** Takes an instance and all that hangs on it out of the state; its reverse names fall back to the defaults. */
function forget(state: CloudState, id: number): void {
    const gone = findById(state.instances, id);
    if (!gone) return;
    state.instances = state.instances.filter((instance) => instance !== gone);
    delete state.rdns[gone.ipv4];
    delete state.rdns[gone.ipv6];
    for (const firewall of state.firewalls) {
        firewall.devices = firewall.devices.filter(({ linodeId }) => linodeId !== id);
    }
    releaseVolumes(state, id);
    for (const group of state.placementGroups) group.linodeIds = group.linodeIds.filter((member) => member !== id);
    state.cuts = state.cuts.filter(({ a, b }) => a !== String(id) && b !== String(id));
}
