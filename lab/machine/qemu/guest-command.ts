import { spawnSync } from "node:child_process";
import * as path from "node:path";
import { machineNetns } from "../../net/network";
import type { MachineSpec, RunOptions, RunResult } from "../machine";
import { GuestSession } from "./guest-session";

/** A late command is killed inside; the agent has that long to say so. */
const KILL_SECONDS = 5;
const CHUNK = 24576;

/** What the agent is told of a command. */
export interface RunOrder {
    command: string[];
    environment?: Record<string, string>;
    /** Rows and columns: it gets a terminal. */
    size?: [number, number];
}

/** Runs a command as root inside the machine. Throws after `seconds`, with the command and its children killed. */
export async function runInside(spec: MachineSpec, command: string, options: RunOptions): Promise<RunResult> {
    const seconds = options.seconds ?? 60;
    const started = Date.now();
    const name = machineNetns(spec.net, spec.id);
    const session = await GuestSession.open(spec, seconds).catch((error: Error) => {
        const late = Date.now() - started >= seconds * 1000;
        throw late ? new Error(`${name}: ${command}: not done within ${seconds} s: ${error.message}`) : error;
    });
    const left = Math.max(0, seconds * 1000 - (Date.now() - started));
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    const text = (chunks: Buffer[]) => Buffer.concat(chunks).toString();
    try {
        return await new Promise<RunResult>((resolve, reject) => {
            const tooLate = () => new Error(`${name}: ${command}: not done within ${seconds} s: ${text(err).trim()}`);
            let late = false;
            const limits = [
                setTimeout(() => {
                    late = true;
                    session.say("KILL");
                    limits.push(setTimeout(() => reject(tooLate()), KILL_SECONDS * 1000));
                }, left),
            ];
            const over = (result: () => void) => {
                limits.forEach(clearTimeout);
                result();
            };
            session.lost = (why) => over(() => reject(late ? tooLate() : new Error(`${name}: ${command}: ${why}`)));
            session.hear = (word, rest) => {
                if (word === "OUT") out.push(Buffer.from(rest, "base64"));
                else if (word === "ERR") err.push(Buffer.from(rest, "base64"));
                else if (word === "FAIL") over(() => reject(new Error(`${name}: ${command}: ${decoded(rest)}`)));
                else if (word === "EXIT") {
                    const result = { code: Number(rest), stdout: text(out), stderr: text(err) };
                    over(() => (late ? reject(tooLate()) : resolve(result)));
                }
            };
            session.say("RUN", encoded({ command: ["/bin/bash", "-c", command] }));
            const stdin = Buffer.from(options.stdin ?? "");
            for (let at = 0; at < stdin.length; at += CHUNK) {
                session.say("IN", stdin.subarray(at, at + CHUNK).toString("base64"));
            }
            session.say("EOF");
        });
    } finally {
        session.close();
    }
}

/** Interactive root shell on the caller's terminal; returns its exit code. */
export function shellInside(spec: MachineSpec): number {
    // A process of its own: ours waits for it, and cannot talk with the machine meanwhile.
    const main = path.join(__dirname, "shell-main.js");
    return spawnSync(process.execPath, [main, spec.dir], { stdio: "inherit" }).status ?? 137;
}

export function encoded(order: RunOrder): string {
    return Buffer.from(JSON.stringify(order)).toString("base64");
}

export function decoded(text: string): string {
    return Buffer.from(text, "base64").toString();
}
