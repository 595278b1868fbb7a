import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import { createInterface } from "node:readline";

/** Every process of a run has this variable, so that all can be found, whatever group or parent they are in. */
const MARK = "STANDBY_RUN";

export interface RunOptions {
    cwd: string;
    env: Record<string, string>;
    /** Unique per run; a prefix of it names the lab. */
    mark: string;
    /** Gets each line of both outputs as it comes. */
    onLine?: (line: string) => void;
    /** Gives the process our terminal: its output is seen as it is, and not returned. */
    terminal?: boolean;
    stdin?: string;
}

export interface RunResult {
    /** 128 + signal number when a signal ended it. */
    code: number;
    stdout: string;
    stderr: string;
}

/** A program under way. */
export interface Run {
    /** Resolves when it has ended, however; rejects only when it could not be started. */
    readonly done: Promise<RunResult>;
    /** SIGINT: the engine ends what is under way and stops. */
    interrupt(): void;
    /** SIGKILL to it and all that it started. Resolves when they are gone. */
    kill(): Promise<void>;
}

/** Starts a program in a process group of its own (but with `terminal` in ours, where Ctrl-C reaches it). */
export function startRun(program: string, args: string[], options: RunOptions): Run {
    const child = spawn(program, args, {
        cwd: options.cwd,
        env: { ...options.env, [MARK]: options.mark },
        detached: !options.terminal,
        stdio: options.terminal ? "inherit" : ["pipe", "pipe", "pipe"],
    });
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(options.stdin ?? "");
    passSignals(child, options);
    return {
        done: outcome(child, program, options),
        interrupt: () => void child.kill("SIGINT"),
        kill: () => killMarked(options.mark),
    };
}

/**
 * When we are told to stop, so is the program, and we wait for its orderly end; told a second time, it is killed. On a
 * terminal it gets Ctrl-C by itself.
 */
function passSignals(child: ChildProcess, { terminal, mark }: RunOptions): void {
    let told = false;
    const pass = () => {
        if (told && !terminal) void killMarked(mark);
        else if (!terminal) child.kill("SIGINT");
        told = true;
    };
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
        process.on(signal, pass);
        child.once("exit", () => process.off(signal, pass));
        child.once("error", () => process.off(signal, pass));
    }
}

function outcome(child: ChildProcess, program: string, { onLine }: RunOptions): Promise<RunResult> {
    return new Promise((resolve, reject) => {
        const said = { stdout: "", stderr: "" };
        for (const name of ["stdout", "stderr"] as const) {
            const stream = child[name];
            if (!stream) continue;
            stream.setEncoding("utf8");
            stream.on("data", (chunk: string) => (said[name] += chunk));
            if (onLine) createInterface({ input: stream }).on("line", onLine);
        }
        child.on("error", (error) => reject(new Error(`cannot start ${program}: ${error.message}`)));
        child.on("exit", (code, signal) => {
            const finish = () => resolve({ code: code ?? 128 + signalNumber(signal), ...said });
            if (signal === null) child.once("close", finish);
            // A plugin that outlives the killed engine keeps the pipes open.
            else setImmediate(finish);
        });
    });
}

function signalNumber(signal: NodeJS.Signals | null): number {
    return signal === "SIGKILL" ? 9 : signal === "SIGINT" ? 2 : 15;
}

/** Kills every process whose mark starts with `prefix`. Resolves when they are gone. */
export async function killMarked(prefix: string): Promise<void> {
    // Again and again: one that was about to start another may have done so.
    for (let round = 0; round < 250; round++) {
        const pids = markedProcesses(prefix);
        if (pids.length === 0) return;
        for (const pid of pids) kill(pid);
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`processes ${markedProcesses(prefix).join(", ")} of run ${prefix} cannot be killed`);
}

function markedProcesses(prefix: string): number[] {
    const wanted = `${MARK}=${prefix}`;
    return fs
        .readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
        .filter((pid) => environmentOf(pid).some((line) => line.startsWith(wanted)))
        .map(Number);
}

function environmentOf(pid: string): string[] {
    try {
        return fs.readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    } catch {
        return [];
    }
}

function kill(pid: number): void {
    try {
        process.kill(pid, "SIGKILL");
    } catch {
        // It ended in this moment.
    }
}
