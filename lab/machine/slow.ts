import { attempt } from "../net/command";
import { machineNetns } from "../net/network";
import type { MachineSpec } from "./machine";

/**
 * Limits both directions of a machine's only link to `kbit` kbit/s each; undefined ends it.
 * The limit is gone when the machine stops or restarts.
 */
export async function limitRate(spec: MachineSpec, kbit: number | undefined): Promise<void> {
    if (kbit !== undefined && !(kbit >= 8)) throw new Error(`slow ${kbit} kbit/s: allowed is 8 and more`);
    // Each side of the link shapes what it sends.
    await shape(spec.net.netns, `m${spec.id}`, kbit);
    await shape(machineNetns(spec.net, spec.id), "eth0", kbit);
}

async function shape(netns: string, device: string, kbit: number | undefined): Promise<void> {
    const inside = [`--net=/run/netns/${netns}`, "tc", "qdisc"];
    if (kbit === undefined) {
        await attempt("nsenter", [...inside, "delete", "dev", device, "root"]);
        return;
    }
    const bucket = ["root", "tbf", "rate", `${kbit}kbit`, "burst", "16kb", "latency", "400ms"];
    const result = await attempt("nsenter", [...inside, "replace", "dev", device, ...bucket]);
    if (result.code !== 0) {
        throw new Error(`slow: this kernel cannot limit ${device} (queue discipline tbf): ${result.stderr.trim()}`);
    }
}
