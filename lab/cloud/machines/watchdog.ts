import type { Cloud } from "../cloud";
import { findById } from "../linode/read-input";
import { openEvent, queue } from "./jobs";
import { bootJob } from "./power";

const EVERY_MS = 1000;
const BOOTS_ALLOWED = 5;
const WINDOW_MS = 15 * 60 * 1000;

/** Lassie: every second, boots machines that powered themselves off. Returns the function that stops it. */
export function startWatchdog(cloud: Cloud): () => void {
    const timer = setInterval(() => void patrol(cloud), EVERY_MS);
    timer.unref();
    return () => clearInterval(timer);
}

/** One round. What the API shut down, or what lost its host's power, is "offline" and so not touched. */
export async function patrol(cloud: Cloud): Promise<void> {
    const fallen = cloud.state.instances.filter(
        ({ id, status }) => status === "running" && !cloud.lanes.busy(id) && !cloud.ground.running(id),
    );
    await Promise.all(fallen.map(({ id }) => revive(cloud, id)));
}

async function revive(cloud: Cloud, id: number): Promise<void> {
    const boots = await cloud.change((state) => {
        const instance = findById(state.instances, id);
        if (instance?.status !== "running" || cloud.ground.running(id)) return false;
        const now = cloud.now().getTime();
        instance.watchdogBoots = instance.watchdogBoots.filter((time) => time > now - WINDOW_MS);
        const allowed = instance.watchdog && instance.watchdogBoots.length < BOOTS_ALLOWED;
        instance.status = allowed ? "booting" : "offline";
        if (!allowed) return false;
        instance.watchdogBoots.push(now);
        openEvent(state, cloud.now(), instance, "lassie_reboot");
        return true;
    });
    if (boots) await queue(cloud, id, bootJob("lassie_reboot"));
}
