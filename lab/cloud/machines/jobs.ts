import type { Cloud } from "../cloud";
import { addEvent, linodeEntity, setEvent } from "../linode/events";
import type { Instance, InstanceStatus } from "../linode/model";
import { findById } from "../linode/read-input";
import type { CloudState } from "../state";

/** A long action on one machine: which status it works through, where it ends, and the event that tells about it. */
export interface Job {
    during: InstanceStatus;
    action: string;
    /** Does the work on the ground. Called again after a crash of the cloud's process. */
    work(cloud: Cloud, instance: Instance): Promise<void>;
    /** The status after success and after a failure. */
    success: InstanceStatus;
    failure: InstanceStatus;
}

/** The id of the job's event: the one under way, or a new one. */
export function openEvent(state: CloudState, now: Date, instance: Instance, action: string): number {
    const open = state.events.find(
        (event) =>
            event.action === action &&
            event.entity?.id === instance.id &&
            event.entity.type === "linode" &&
            isOpen(event),
    );
    return (open ?? addEvent(state, now, action, linodeEntity(instance))).id;
}

export function isOpen({ status }: { status: string }): boolean {
    return status === "scheduled" || status === "started";
}

/**
 * Queues a job whose instance has been put into `job.during` by the caller. It does nothing when something else has
 * taken the instance over by the time it begins, and leaves the status alone when that happens while it works.
 * Resolves when the job is over; a failure is in the event and in the log.
 */
export function queue(cloud: Cloud, id: number, job: Job): Promise<void> {
    return cloud.lanes.run(id, async () => {
        const begun = await cloud.change((state) => begin(state, cloud.now(), id, job));
        if (!begun) return;
        const problem = await job.work(cloud, begun.instance).then(
            () => undefined,
            (error: Error) => error,
        );
        if (problem) cloud.log(`${job.action} of ${begun.instance.label} (${id}) failed: ${problem.message}`);
        await cloud.change((state) => end(state, cloud.now(), id, job, begun.event, problem));
        await keepLostOff(cloud, id);
    });
}

function begin(state: CloudState, now: Date, id: number, job: Job): { instance: Instance; event: number } | undefined {
    const instance = findById(state.instances, id);
    if (instance?.status !== job.during) return undefined;
    const event = openEvent(state, now, instance, job.action);
    setEvent(state, now, event, "started", { percent: 10 });
    return { instance, event };
}

function end(state: CloudState, now: Date, id: number, job: Job, event: number, problem: Error | undefined): void {
    const message = problem?.message.slice(0, 500);
    setEvent(state, now, event, problem ? "failed" : "finished", { message });
    const instance = findById(state.instances, id);
    if (instance?.status === job.during) instance.status = problem ? job.failure : job.success;
}

/** A host that lost power during a job must not have a running machine after it. */
async function keepLostOff(cloud: Cloud, id: number): Promise<void> {
    const lost = findById(cloud.state.instances, id)?.host === "lost";
    if (lost && cloud.ground.running(id)) await cloud.ground.crash(id);
}
