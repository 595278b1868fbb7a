import { StringDecoder } from "node:string_decoder";
import type { Log } from "../resource";
import { type Props, text } from "../values";

/** The real plugin writes `running "<command>":` and the whole output into its error. */
export function failed(reason: string, command: string, output: string): Error {
    return new Error(`${reason}: running ${JSON.stringify(command)}:\n${output}`);
}

export const trimmed = (output: string): string => (output.endsWith("\n") ? output.slice(0, -1) : output);

/** Variables with the output of the step before, unless the program switched them off. */
export function previousOutput(inputs: Props, state: Props): Record<string, string> {
    if (inputs.addPreviousOutputInEnv === false) return {};
    const [stdout, stderr] = [text(state, "stdout"), text(state, "stderr")];
    return {
        ...(stdout ? { PULUMI_COMMAND_STDOUT: stdout } : {}),
        ...(stderr ? { PULUMI_COMMAND_STDERR: stderr } : {}),
    };
}

export function environmentOf(inputs: Props): Record<string, string> {
    return Object.fromEntries(
        Object.entries((inputs.environment as Props | undefined) ?? {}).map(([key, value]) => [key, String(value)]),
    );
}

type Stream = "stdout" | "stderr";

/** Collects both streams, shows their lines as they come (as `logging` says), keeps the mixture for the error text. */
export class Output {
    private readonly parts: Record<Stream, string> = { stdout: "", stderr: "" };
    private readonly lines: Record<Stream, string> = { stdout: "", stderr: "" };
    private readonly decoders = { stdout: new StringDecoder("utf8"), stderr: new StringDecoder("utf8") };
    mixed = "";

    constructor(
        private readonly logging: string | undefined,
        private readonly log: Log,
    ) {}

    add(stream: Stream, chunk: Buffer): void {
        const piece = this.decoders[stream].write(chunk);
        this.parts[stream] += piece;
        this.mixed += piece;
        if (!this.shown(stream)) return;
        const lines = (this.lines[stream] + piece).split("\n");
        this.lines[stream] = lines.pop() ?? "";
        for (const line of lines) this.log.status(line);
    }

    /** Both outputs, without the one newline at their end. */
    end(): { stdout: string; stderr: string } {
        for (const stream of ["stdout", "stderr"] as const) if (this.lines[stream]) this.log.status(this.lines[stream]);
        return { stdout: trimmed(this.parts.stdout), stderr: trimmed(this.parts.stderr) };
    }

    private shown(stream: Stream): boolean {
        return this.logging === undefined || this.logging === stream || this.logging === "stdoutAndStderr";
    }
}
