import { attempt } from "../net/command";
import { machineNetns } from "../net/network";
import type { MachineSpec } from "./machine";

/**
 * Limits both directions of each of a machine's links to `kbit` kbit/s each; undefined ends it.
 * The limit is gone when the machine stops or restarts.
 */
export async function limitRate(spec: MachineSpec, kbit: number | undefined): Promise<void> {
    if (kbit !== undefined && !(kbit >= 8)) throw new Error(`slow ${kbit} kbit/s: allowed is 8 and more`);
    // Each side of the link shapes what it sends.
    await shape(spec.net.netns, `m${spec.id}`, kbit);
    await shape(machineNetns(spec.net, spec.id), "eth0", kbit);
    for (const [index] of (spec.vlans ?? []).entries()) {
        await shape(spec.net.netns, `v${spec.id}e${index + 1}`, kbit);
        await shape(machineNetns(spec.net, spec.id), `eth${index + 1}`, kbit);
    }
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
