import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { machineNetns, script, vlanWords } from "../net/network";
import { repoRoot } from "../paths";
import type { MachineCgroup } from "./cgroup";
import type { MachineSpec } from "./machine";
import { processInFile, readOr, type ProcessIdentity } from "./process";

/** Path of one of the scripts of this folder. */
export function machineScript(name: string): string {
    return path.join(repoRoot, "lab", "machine", name);
}

/** The process that keeps the machine: there from boot until the machine is off. */
export function keeperOf(spec: MachineSpec): ProcessIdentity | undefined {
    return processInFile(path.join(spec.dir, "keeper.pid"));
}

/** Starts a keeper's script so that it outlives us, our terminal and our process group. It writes to console.log. */
export function startKeeper(spec: MachineSpec, name: string): void {
    fs.rmSync(path.join(spec.dir, "keeper.pid"), { force: true });
    const log = fs.openSync(path.join(spec.dir, "console.log"), "a");
    const outside = fs.openSync("/proc/self/ns/mnt", "r");
    const [program, ...args] = privateMounts(name, spec);
    const keeper = spawn(program as string, args, { detached: true, stdio: ["ignore", log, log, outside], cwd: "/" });
    keeper.on("error", () => undefined); // seen by the caller: no keeper.pid appears
    keeper.unref();
    fs.closeSync(log);
    fs.closeSync(outside);
}

/** The command line that runs one of our scripts with mounts that end with it. */
export function privateMounts(name: string, spec: MachineSpec, ...args: string[]): string[] {
    const inOwnNamespace = ["unshare", "--mount", "--propagation", "slave", "sh"];
    return [...inOwnNamespace, machineScript(name), spec.dir, ...args];
}

/** Writes what keeper.sh and offline.sh need to know. A running keeper takes it in at the next reboot. */
export function writeKeeperEnv(spec: MachineSpec, cgroup: MachineCgroup): void {
    const values: Record<string, string | number> = {
        SLOT: spec.net.slot,
        ID: spec.id,
        IPV4: spec.ipv4,
        IPV6: spec.ipv6,
        VLANS: vlanWords(spec.vlans).join(" "),
        NAME: machineNetns(spec.net, spec.id),
        IMAGE: spec.image,
        CGROUP: cgroup.path,
        MEMORY_MB: spec.memoryMb,
        NET_SCRIPTS: path.dirname(script("plug.sh")),
    };
    const quote = (value: string | number) => `'${String(value).replaceAll("'", "'\\''")}'`;
    const lines = Object.entries(values).map(([name, value]) => `${name}=${quote(value)}\n`);
    // A keeper that starts its machine again may read it at this moment.
    const file = path.join(spec.dir, "keeper.env");
    fs.writeFileSync(`${file}.new`, lines.join(""));
    fs.renameSync(`${file}.new`, file);
}

/** What the machine wrote to its console. */
export function consoleLog(spec: MachineSpec): string {
    return readOr(path.join(spec.dir, "console.log"), "");
}

/** The last lines of it. */
export function consoleTail(spec: MachineSpec): string {
    return consoleLog(spec).trimEnd().split("\n").slice(-15).join("\n");
}
