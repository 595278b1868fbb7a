import type { Cloud } from "../cloud";
import { setEvent } from "../linode/events";
import type { Instance } from "../linode/model";
import { findById } from "../linode/read-input";
import { volumesOf } from "../state";
import { finishCreation } from "./creation";
import { finishDeletion } from "./deletion";
import { isOpen, openEvent, queue } from "./jobs";
import { bootJob, rebootJob, shutdownJob } from "./power";
import { finishVolumeJob } from "./volume-jobs";

/**
 * Goes on where an earlier process was ended: rules and zones in force again, half-done actions finished, machines
 * that lost power with the whole host booted. Resolves when the rules are in force; machines follow behind.
 */
export async function recover(cloud: Cloud): Promise<void> {
    const hostWasOff = cloud.state.bootId !== cloud.bootId;
    await cloud.change((state) => {
        state.bootId = cloud.bootId;
        const lost = hostWasOff ? state.instances.filter(({ status }) => status === "running") : [];
        for (const instance of lost.filter(({ id }) => !cloud.ground.running(id))) {
            instance.status = "booting";
            openEvent(state, cloud.now(), instance, "host_reboot");
        }
    });
    // A failure is logged and tried again; no machine boots before the rules are in force.
    await Promise.all([cloud.publishRules(), cloud.publishZones()]).catch(() => undefined);
    const work = [
        ...cloud.state.instances.map((instance) => goOn(cloud, instance)),
        ...volumesOf(cloud.state).map(({ id }) => finishVolumeJob(cloud, id)),
    ];
    void Promise.all(work).then(() => closeOrphans(cloud));
}

async function goOn(cloud: Cloud, instance: Instance): Promise<void> {
    const { id, status } = instance;
    if (status === "provisioning") return finishCreation(cloud, id);
    if (status === "deleting") return finishDeletion(cloud, id);
    if (status === "booting") return queue(cloud, id, bootJob(openBoot(cloud, id)));
    if (status === "rebooting") return queue(cloud, id, rebootJob);
    if (status === "shutting_down") return queue(cloud, id, shutdownJob);
    if (instance.host === "lost" && cloud.ground.running(id)) return cloud.ground.crash(id);
}

/** Which kind of boot was under way. */
function openBoot(cloud: Cloud, id: number): "linode_boot" | "lassie_reboot" | "host_reboot" {
    const open = cloud.state.events.filter((event) => event.entity?.id === id && isOpen(event));
    const kinds = ["lassie_reboot", "host_reboot"] as const;
    return kinds.find((kind) => open.some(({ action }) => action === kind)) ?? "linode_boot";
}

/** An event that nobody works on any more would keep its readers waiting for ever. */
async function closeOrphans(cloud: Cloud): Promise<void> {
    await cloud.change((state) => {
        for (const { id, action, entity } of state.events.filter(isOpen)) {
            if (entity && cloud.lanes.busy(entity.id)) continue;
            // A deletion that had only its last word left to say.
            const gone = action === "linode_delete" && !findById(state.instances, entity?.id ?? 0);
            const message = gone ? "" : "the cloud was stopped in the middle";
            setEvent(state, cloud.now(), id, gone ? "finished" : "failed", { message });
        }
    });
}
