import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { LabClient } from "./client/lab-client";
import { processInFile, readOr, startTime } from "./machine/process";
import type { LabNetwork } from "./net/network";
import { labDir, repoRoot } from "./paths";

const MAIN = path.join(repoRoot, "dist", "lab", "cloud", "main.js");
const START_SECONDS = 30;
const STOP_SECONDS = 10;
const EVERY_MS = 50;
const LOG_LINES = 15;

const pidFile = (lab: string) => labDir(lab, "cloud", "pid");
const logFile = (lab: string) => labDir(lab, "cloud", "server.log");

/** The process of the lab's cloud server, while it lives. */
export function cloudPid(lab: string): number | undefined {
    return processInFile(pidFile(lab))?.pid;
}

/** Whether the lab's cloud answers its control API. */
export async function cloudAnswers(lab: string): Promise<boolean> {
    return LabClient.open(lab)
        .state()
        .then(
            () => true,
            () => false,
        );
}

/** Starts the cloud server of a lab in the lab's network unless it runs, and waits until it answers. */
export async function startCloudServer(net: LabNetwork): Promise<void> {
    const { lab } = net;
    if (cloudPid(lab) === undefined) spawnServer(net);
    const deadline = Date.now() + START_SECONDS * 1000;
    while (!(await cloudAnswers(lab))) {
        if (cloudPid(lab) === undefined) throw new Error(`the cloud server ended at its start\n${logTail(lab)}`);
        if (Date.now() > deadline) {
            throw new Error(`the cloud server does not answer after ${START_SECONDS} s\n${logTail(lab)}`);
        }
        await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
}

/** Stops it: asks first, forces after 10 s. Machines go on. Idempotent. */
export async function stopCloudServer(lab: string): Promise<void> {
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
        const pid = cloudPid(lab);
        if (pid === undefined) break;
        process.kill(pid, signal);
        const deadline = Date.now() + STOP_SECONDS * 1000;
        while (cloudPid(lab) !== undefined && Date.now() < deadline) {
            await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
        }
    }
    fs.rmSync(pidFile(lab), { force: true });
}

/** It must outlive us, our terminal and our process group. */
function spawnServer({ lab, netns }: LabNetwork): void {
    fs.mkdirSync(labDir(lab, "cloud"), { recursive: true, mode: 0o700 });
    const log = fs.openSync(logFile(lab), "a", 0o600);
    const args = [`--net=/run/netns/${netns}`, process.execPath, MAIN, lab];
    const child = spawn("nsenter", args, { detached: true, stdio: ["ignore", log, log], cwd: "/" });
    fs.closeSync(log);
    child.on("error", () => undefined); // seen by the caller: no process
    child.unref();
    // nsenter becomes the server: number and start time stay.
    if (child.pid !== undefined) fs.writeFileSync(pidFile(lab), `${child.pid} ${startTime(child.pid)}\n`);
}

function logTail(lab: string): string {
    const file = logFile(lab);
    return `${file} says:\n${readOr(file, "").trimEnd().split("\n").slice(-LOG_LINES).join("\n")}`;
}
