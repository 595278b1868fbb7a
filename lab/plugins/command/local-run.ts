import { spawn } from "node:child_process";
import type { Context } from "../resource";
import { list, type Props, text } from "../values";
import { environmentOf, failed, Output, previousOutput } from "./output";

const SHELL = ["/bin/sh", "-c"];

function startError(program: string, error: NodeJS.ErrnoException): string {
    if (error.code !== "ENOENT" || program.includes("/")) return `fork/exec ${program}: ${error.message}`;
    return `exec: "${program}": executable file not found in $PATH`;
}

/** Runs one command on this machine, with the plugin's environment, and returns its output. */
export function runLocal(
    command: string,
    inputs: Props,
    state: Props,
    context: Context,
): Promise<{ stdout: string; stderr: string }> {
    const interpreter = (list(inputs, "interpreter") ?? []).map(String);
    const [program, ...args] = interpreter.length > 0 ? interpreter : SHELL;
    const stdin = text(inputs, "stdin") ?? "";
    const output = new Output(text(inputs, "logging"), context.log);
    return new Promise((resolve, reject) => {
        const child = spawn(program, [...args, command], {
            cwd: text(inputs, "dir"),
            env: { ...process.env, ...environmentOf(inputs), ...previousOutput(inputs, state) },
            stdio: [stdin ? "pipe" : "ignore", "pipe", "pipe"],
            signal: context.signal,
            killSignal: "SIGKILL",
        });
        child.stdout?.on("data", (chunk: Buffer) => output.add("stdout", chunk));
        child.stderr?.on("data", (chunk: Buffer) => output.add("stderr", chunk));
        child.once("error", (error) => reject(failed(startError(program, error), command, output.mixed)));
        child.once("close", (code, signal) => {
            if (code === 0) resolve(output.end());
            else reject(failed(signal ? `signal: ${signal}` : `exit status ${code}`, command, output.mixed));
        });
        // A command that does not read its input closes the pipe; that alone is no failure.
        child.stdin?.on("error", () => undefined);
        child.stdin?.end(stdin);
    });
}
