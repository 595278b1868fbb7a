import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { mkdir, readFile, rm, stat } from "node:fs/promises";
import * as path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { repoRoot } from "../paths";

/** What the services get as environment: nothing of the user's. */
const ENVIRONMENT = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C.UTF-8" };
const START_SECONDS = 10;
const STOP_SECONDS = 3;
const EVERY_MS = 10;
const LOG_LINES = 10;

/** A program of the services tree that runs on its own, in the background. */
export interface Daemon {
    /** Its state: appears as /lab to the program; holds its `pid` file and its `log`. */
    dir: string;
    tree: string;
    /** The network namespace it runs in; the host's unless given. */
    netns?: string;
    /** Appears as /cache to the program; its state folder unless given. */
    cache?: string;
    argv: string[];
    /** True as soon as it serves. */
    ready(): Promise<boolean>;
}

/** Starts the daemon unless it runs, and waits until it serves. Throws with the end of its log if it does not. */
export async function startDaemon(daemon: Daemon): Promise<"started" | "running"> {
    const { dir, tree, cache = dir, netns, argv } = daemon;
    if (runningPid(dir) !== undefined) return "running";
    await mkdir(dir, { recursive: true });
    await rm(path.join(dir, "pid"), { force: true });
    const enter = path.join(repoRoot, "lab/services/enter-tree.sh");
    const paths = [path.join(dir, "pid"), tree, dir, cache].map((one) => path.resolve(one));
    const mounts = ["unshare", "--mount", "--propagation", "private", "sh", enter, ...paths];
    const command = [...(netns ? ["nsenter", `--net=/run/netns/${netns}`] : []), ...mounts, ...argv];
    const before = await logSize(dir);
    const log = openSync(path.join(dir, "log"), "a");
    const child = spawn(command[0], command.slice(1), {
        detached: true,
        stdio: ["ignore", log, log],
        env: ENVIRONMENT,
        cwd: "/",
    });
    closeSync(log);
    let ended: string | undefined;
    child.on("error", (error) => (ended = error.message));
    child.on("exit", (code, signal) => (ended = `it ended with ${signal ?? code}`));
    child.unref();
    for (const deadline = Date.now() + START_SECONDS * 1000; Date.now() < deadline && !ended; await pause(EVERY_MS)) {
        // An answer counts only while our own process lives: another one could hold the port.
        if ((await daemon.ready().catch(() => false)) && !ended && runningPid(dir) !== undefined) return "started";
    }
    await stopDaemon(dir);
    const said = (await logFrom(dir, before)).trimEnd().split("\n").slice(-LOG_LINES).join("\n");
    const why = ended ?? `it did not serve within ${START_SECONDS} s`;
    throw new Error(`${path.basename(dir)} did not start: ${why}; ${dir}/log says:\n${said}`);
}

/** The process of the daemon with state in `dir`, while it lives. Start times tell it from a later one of that number. */
export function runningPid(dir: string): number | undefined {
    try {
        const [pid, start] = readFileSync(path.join(dir, "pid"), "utf8").trim().split(" ");
        const line = readFileSync(`/proc/${pid}/stat`, "utf8");
        const [state, ...rest] = line.slice(line.lastIndexOf(")") + 2).split(" ");
        return state !== "Z" && rest[18] === start ? Number(pid) : undefined;
    } catch {
        return undefined;
    }
}

/** Stops the daemon with state in `dir`: asks first, forces after 3 s. Returns when it is gone; its files stay. */
export async function stopDaemon(dir: string): Promise<void> {
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
        const pid = runningPid(dir);
        if (pid === undefined) break;
        try {
            process.kill(pid, signal);
        } catch {
            // It ended in this moment.
        }
        const deadline = Date.now() + STOP_SECONDS * 1000;
        while (runningPid(dir) !== undefined && Date.now() < deadline) await pause(EVERY_MS);
    }
    if (runningPid(dir) !== undefined) throw new Error(`process ${runningPid(dir)} of ${dir} cannot be stopped`);
    await rm(path.join(dir, "pid"), { force: true });
}

/** How many bytes the daemon with state in `dir` has written to its log. */
export async function logSize(dir: string): Promise<number> {
    return (await stat(path.join(dir, "log")).catch(() => undefined))?.size ?? 0;
}

/** What it has written since its log had that size. */
export async function logFrom(dir: string, size: number): Promise<string> {
    const bytes = await readFile(path.join(dir, "log")).catch(() => Buffer.alloc(0));
    return bytes.subarray(size).toString("utf8");
}
