import { mkdir, readFile, rm } from "node:fs/promises";
import * as path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { LabNetwork } from "../net/network";
import { output } from "../net/command";
import { logFrom, runningPid, startDaemon } from "./daemon";
import { serialAt } from "./query";
import { writeAtomically, zoneFile } from "./zone-store";

const LOAD_SECONDS = 5;
const EVERY_MS = 10;
const SOCKET = "/lab/run/knot.sock";

/** The configuration of the authoritative server: one worker of each kind, and what is on disk is the truth. */
export function renderKnotConf(net: LabNetwork, zones: string[]): string {
    const entries = [...zones].sort().map((name) => `  - domain: "${name}"\n    file: "${zoneFile(name)}"`);
    return `server:
    listen: ${net.dns}@53
    rundir: /lab/run
    user: root:root
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
log:
  - target: stderr
    any: info
control:
    listen: ${SOCKET}
database:
    storage: /lab/db
template:
  - id: default
    storage: /lab/zones
    zonefile-sync: -1
    zonefile-load: whole
    journal-content: none
zone:
${entries.join("\n")}
`;
}

/** The folder of the zone files, given the server's state folder. */
export function zonesFolder(dir: string): string {
    return path.join(dir, "zones");
}

/** Writes the configuration for these zones. Returns a function that puts the former one back. */
export async function writeKnotConf(net: LabNetwork, dir: string, zones: string[]): Promise<() => Promise<void>> {
    const file = path.join(dir, "knot.conf");
    const former = await readFile(file, "utf8").catch(() => undefined);
    await mkdir(path.join(dir, "run"), { recursive: true });
    await writeAtomically(file, renderKnotConf(net, zones));
    return () => (former === undefined ? rm(file) : writeAtomically(file, former));
}

/** Starts the server unless it runs. Returns whether it had to. */
export async function startKnot(net: LabNetwork, dir: string, tree: string): Promise<boolean> {
    if (runningPid(dir) !== undefined) return false;
    // Holds nothing but timers; one that a killed server left behind could only be in the way.
    await rm(path.join(dir, "db"), { recursive: true, force: true });
    // A killed server leaves its own pid file; while a zombie or another process has that number, it would not start.
    await rm(path.join(dir, "run", "knot.pid"), { force: true });
    await mkdir(path.join(dir, "db"), { recursive: true });
    // Another server on the address would answer, too: our own has it once it listens to its control program.
    const ready = async (): Promise<boolean> => (await serialAt(net.dns, ".")) > 0 && (await control(dir, "status"));
    const argv = ["knotd", "-c", "/lab/knot.conf"];
    return (await startDaemon({ dir, tree, netns: net.netns, argv, ready })) === "started";
}

/** Makes the running server read its configuration and the zone files that changed. */
export async function reloadKnot(dir: string): Promise<void> {
    await control(dir, "reload");
}

/** Has the running server do this. Throws with its words if it does not. */
async function control(dir: string, verb: "reload" | "status"): Promise<true> {
    await output("chroot", [`/proc/${runningPid(dir)}/root`, "/usr/sbin/knotc", "-s", SOCKET, verb]);
    return true;
}

/**
 * Returns once each zone is served with its serial. Throws if the server refused one, as its log says from the byte
 * `since` on, or does not serve one within 5 s.
 */
export async function awaitZones(
    net: LabNetwork,
    dir: string,
    zones: { name: string; serial: number }[],
    since: number,
): Promise<void> {
    const deadline = Date.now() + LOAD_SECONDS * 1000;
    for (const { name, serial } of zones) {
        while ((await serialAt(net.dns, name).catch(() => undefined)) !== serial) {
            // Asked before its log is read: what it said when it ended is in there then.
            const ended = runningPid(dir) === undefined;
            const log = await logFrom(dir, since);
            const about = log
                .split("\n")
                .filter((line) => line.includes(`[${name}]`) && /(error|warning): /.test(line));
            const refused = about.some((line) => line.includes("failed"));
            if (refused || Date.now() > deadline || ended) {
                const why = about.length > 0 ? about : log.trimEnd().split("\n").slice(-10);
                throw new Error(`zone ${name} is not served; the name server says:\n${why.join("\n")}`);
            }
            await pause(EVERY_MS);
        }
    }
}
