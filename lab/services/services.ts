import { existsSync } from "node:fs";
import * as path from "node:path";
import type { LabNetwork } from "../net/network";
import { aptCacheAnswers } from "./apt-cache";
import { runningPid, stopDaemon } from "./daemon";
import { serialAt } from "./query";

const ANSWER_MS = 1000;

/** Which of a lab's services answer. */
export interface ServicesHealth {
    knot: boolean;
    unbound: boolean;
    aptCache: boolean;
}

/** Stops all services of the lab with this state folder, also those another process started. Idempotent. */
export async function stopServices(dir: string): Promise<void> {
    const states = ["unbound", "knot", "apt-cacher-ng", "acme"].map((name) => path.join(dir, name));
    await Promise.all(states.filter(existsSync).map(stopDaemon));
}

/** Asks each service: true when its process lives and it answers. */
export async function servicesHealthy(net: LabNetwork, dir: string): Promise<ServicesHealth> {
    const check = async (name: string, ask: () => Promise<unknown>): Promise<boolean> =>
        runningPid(path.join(dir, name)) !== undefined && Boolean(await ask().catch(() => false));
    const [knot, unbound, aptCache] = await Promise.all([
        check("knot", () => serialAt(net.dns, ".", ANSWER_MS)),
        check("unbound", () => serialAt(net.gateway, ".", ANSWER_MS)),
        check("apt-cacher-ng", () => aptCacheAnswers(net)),
    ]);
    return { knot, unbound, aptCache };
}
