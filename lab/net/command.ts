import { spawn } from "node:child_process";

/** What a finished command left behind. `code` is 128 + signal number when a signal ended it. */
export interface CommandResult {
    code: number;
    stdout: string;
    stderr: string;
}

export interface CommandOptions {
    stdin?: string;
    /** Kills the command and throws after that many seconds. @default no limit */
    seconds?: number;
    env?: Record<string, string>;
}

/** Runs a program to its end, whatever its exit code. Throws when it cannot be started or takes too long. */
export function attempt(program: string, args: string[], options: CommandOptions = {}): Promise<CommandResult> {
    return new Promise((resolve, reject) => {
        const child = spawn(program, args, { env: { ...process.env, ...options.env } });
        const out: Buffer[] = [];
        const err: Buffer[] = [];
        let late = false;
        const limit =
            options.seconds === undefined
                ? undefined
                : setTimeout(() => {
                      late = true;
                      child.kill("SIGKILL");
                  }, options.seconds * 1000);
        child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
        child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
        // A program that ends without reading its stdin is no error of ours.
        child.stdin.on("error", () => undefined);
        child.stdin.end(options.stdin ?? "");
        child.on("error", (error) => {
            clearTimeout(limit);
            reject(new Error(`cannot start ${program}: ${error.message}; is it installed?`));
        });
        child.on("close", (code, signal) => {
            clearTimeout(limit);
            const stdout = Buffer.concat(out).toString();
            const stderr = Buffer.concat(err).toString();
            if (late)
                reject(new Error(`${brief(program, args)}: not done within ${options.seconds} s: ${stderr.trim()}`));
            else resolve({ code: code ?? (signal ? 137 : 1), stdout, stderr });
        });
    });
}

/** Runs a program and returns its stdout. Throws with the command line and its stderr unless it exits with 0. */
export async function output(program: string, args: string[], options: CommandOptions = {}): Promise<string> {
    const result = await attempt(program, args, options);
    if (result.code === 0) return result.stdout;
    const why = result.stderr.trim() || result.stdout.trim() || "no message";
    throw new Error(`${brief(program, args)}: exit code ${result.code}: ${why}`);
}

function brief(program: string, args: string[]): string {
    const line = [program, ...args].join(" ").replace(/\s+/g, " ");
    return line.length > 160 ? `${line.slice(0, 157)}...` : line;
}
