import type { Cloud } from "../cloud";
import { addEvent, linodeEntity } from "../linode/events";
import { busy, notFound, refuse } from "../linode/errors";
import { vlansOf } from "../linode/interfaces";
import type { Instance } from "../linode/model";
import { findById } from "../linode/read-input";
import type { CloudState } from "../state";
import { type Job, openEvent, queue } from "./jobs";

/** Boots whatever asked for it: the API, the watchdog, a host that has power again. */
export function bootJob(action: "linode_boot" | "lassie_reboot" | "host_reboot"): Job {
    return {
        during: "booting",
        action,
        // Rules first: a machine must never be open, not even for its first second.
        work: async (cloud, instance) => {
            await cloud.publishRules();
            await cloud.ground.boot(instance.id, vlansOf(instance));
        },
        success: "running",
        failure: "offline",
    };
}

export const rebootJob: Job = {
    during: "rebooting",
    action: "linode_reboot",
    work: (cloud, instance) => cloud.ground.reboot(instance.id, vlansOf(instance)),
    success: "running",
    failure: "offline",
};

export const shutdownJob: Job = {
    during: "shutting_down",
    action: "linode_shutdown",
    work: (cloud, { id }) => cloud.ground.shutdown(id),
    success: "offline",
    failure: "running",
};

/** Asks for a job by the API: answers once the status has changed, the work goes on behind. */
export async function requestPower(cloud: Cloud, id: string, job: Job): Promise<void> {
    const started = await cloud.change((state) => enter(state, cloud.now(), id, job));
    if (started) void queue(cloud, Number(id), started);
}

/** Puts an instance into the job's status; undefined when there is nothing to do. */
function enter(state: CloudState, now: Date, id: string, job: Job): Job | undefined {
    const instance = settled(findById(state.instances, id));
    if (instance.host === "lost" && job !== shutdownJob) {
        const event = addEvent(state, now, job.action, linodeEntity(instance), "failed");
        event.message = "the host of this Linode has no power; the lab's words start and restore give it back";
        return undefined;
    }
    if (job === shutdownJob && instance.status === "offline") {
        if (instance.host === "lost") instance.shutWhileLost = true;
        addEvent(state, now, job.action, linodeEntity(instance), "finished");
        return undefined;
    }
    if (!instance.made) throw refuse("A Linode without an image cannot be booted in the lab");
    const chosen = job === rebootJob && instance.status === "offline" ? bootJob("linode_boot") : job;
    if (chosen.during === "booting" && instance.status === "running") throw refuse("Linode is already running.");
    instance.status = chosen.during;
    openEvent(state, now, instance, chosen.action);
    return chosen;
}

/** Refuses while another action is under way, as Linode does. */
export function settled(instance: Instance | undefined): Instance {
    if (!instance) throw notFound();
    if (instance.status !== "running" && instance.status !== "offline") throw busy();
    return instance;
}
