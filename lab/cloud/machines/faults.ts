import type { Cloud } from "../cloud";
import { setEvent } from "../linode/events";
import type { Instance } from "../linode/model";
import { findById } from "../linode/read-input";
import { isOpen, openEvent, queue } from "./jobs";
import { bootJob } from "./power";

/** The host under a Linode loses power: off at once, and off it stays until `giveHostPower`. */
export async function crashHost(cloud: Cloud, instance: Instance): Promise<void> {
    await cloud.change((state) => {
        const hit = findById(state.instances, instance.id);
        if (!hit) return;
        hit.host = "lost";
        if (hit.status !== "deleting" && hit.made) hit.status = "offline";
        for (const event of state.events.filter((one) => one.entity?.id === hit.id && isOpen(one))) {
            if (event.action.endsWith("boot")) {
                setEvent(state, cloud.now(), event.id, "failed", { message: "the host lost power" });
            }
        }
    });
    // Not queued: a power cut does not wait for a shutdown to end.
    await cloud.ground.crash(instance.id);
}

/**
 * The host has power again, and boots what it had, but not what the API shut down meanwhile: that was an order, and stays off
 * until the API boots it. Resolves when the machine's init runs, if it boots.
 */
export async function restoreHost(cloud: Cloud, instance: Instance): Promise<void> {
    if (!instance.shutWhileLost) return giveHostPower(cloud, instance);
    await cloud.change((state) => {
        const back = findById(state.instances, instance.id);
        if (!back) return;
        back.host = "up";
        delete back.shutWhileLost;
    });
}

/** The host has power again, and boots what it had, whatever the API said. Resolves when the machine's init runs. */
export async function giveHostPower(cloud: Cloud, instance: Instance): Promise<void> {
    // What the power cut interrupted ends first, so that it cannot be taken for the boot asked for here.
    await cloud.lanes.run(instance.id, () => Promise.resolve());
    await cloud.change((state) => {
        const back = findById(state.instances, instance.id);
        if (!back) return;
        back.host = "up";
        delete back.shutWhileLost;
        if (back.status !== "offline" || !back.made) return;
        back.status = "booting";
        openEvent(state, cloud.now(), back, "host_reboot");
    });
    await queue(cloud, instance.id, bootJob("host_reboot"));
    const now = findById(cloud.state.instances, instance.id);
    if (now?.status === "offline") throw new Error(`${instance.label} did not boot; access.log of the lab says why`);
}
