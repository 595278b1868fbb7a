import { spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { removeTree, type MachineCgroup } from "./cgroup";
import type { RunOptions, RunResult } from "./machine";

const ENVIRONMENT = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8"];
/**
 * The command joins the group, nsenter stays outside to reap it: killed together with nsenter it would be a zombie of
 * the guest until this machine's init looks, and a guest with a zombie takes 10 s longer to shut down.
 */
const OPEN_GROUP = 'exec 9>"$1/cgroup.procs" && shift && exec "$@"';
const JOIN_GROUP = 'echo 0 >&9 && exec 9>&- && exec "$@"';

/**
 * Runs a command inside the machine's namespaces and inside its control group: so it freezes and dies with the machine,
 * and no network is needed. Throws after `seconds`, with the command and its children killed.
 */
export function runInside(cgroup: MachineCgroup, command: string, options: RunOptions): Promise<RunResult> {
    const seconds = options.seconds ?? 60;
    const group = cgroup.child();
    const [program, ...args] = enter(cgroup, group, ["/bin/bash", "-c", command]);
    return new Promise<RunResult>((resolve, reject) => {
        const child = spawn(program as string, args, { detached: true });
        const out: Buffer[] = [];
        const err: Buffer[] = [];
        let late = false;
        const limit = setTimeout(() => {
            late = true;
            fs.writeFileSync(path.join(group, "cgroup.kill"), "1");
        }, seconds * 1000);
        child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
        child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
        child.stdin.on("error", () => undefined);
        child.stdin.end(options.stdin ?? "");
        child.on("error", reject);
        child.on("close", (code) => {
            clearTimeout(limit);
            const stdout = Buffer.concat(out).toString();
            const stderr = Buffer.concat(err).toString();
            if (late) reject(new Error(`${cgroup.name}: ${command}: not done within ${seconds} s: ${stderr.trim()}`));
            else resolve({ code: code ?? 137, stdout, stderr });
        });
    }).finally(() => removeTree(group));
}

/** Interactive root shell on the caller's terminal; returns its exit code. */
export function shellInside(cgroup: MachineCgroup): number {
    const group = cgroup.child();
    // `script` gives the shell a terminal of the guest's own; without one there is no job control.
    const shell = process.stdin.isTTY ? ["script", "--quiet", "--command", "bash -l", "/dev/null"] : ["bash", "-l"];
    const [program, ...args] = enter(cgroup, group, shell, `TERM=${process.env.TERM ?? "dumb"}`);
    try {
        return spawnSync(program as string, args, { stdio: "inherit" }).status ?? 137;
    } finally {
        removeTree(group);
    }
}

function enter(cgroup: MachineCgroup, group: string, command: string[], ...environment: string[]): string[] {
    const init = cgroup.init();
    if (init === undefined) {
        removeTree(group);
        throw new Error(`${cgroup.name} is not running: boot it first`);
    }
    const namespaces = ["--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--root", "--wd"];
    const outside = ["sh", "-c", OPEN_GROUP, "open", group, "nsenter", `--target=${init}`, ...namespaces, "--"];
    const inside = ["sh", "-c", JOIN_GROUP, "join", "env", "--ignore-environment", ...ENVIRONMENT, ...environment];
    return [...outside, ...inside, ...command];
}
