import type { ClientChannel } from "ssh2";
import type { Context } from "../resource";
import { nested, type Props, text } from "../values";
import { type Connected, dial } from "./dial";
import { environmentOf, failed, Output, previousOutput } from "./output";
import { countSession } from "./session-log";
import { awaitEnvironment } from "./setenv";

interface Job {
    command: string;
    inputs: Props;
    environment: Record<string, string>;
    previous: Record<string, string>;
}

function cannotSet(key: string): string {
    return (
        `Unable to set '${key}'. This only works if your SSH server is configured to accept these variables via ` +
        "AcceptEnv. Alternatively, if a Bash-like shell runs the command on the remote host, you could prefix the " +
        "command itself with the variables in the form 'VAR=value command'"
    );
}

/** A command that was started, and how it ends. */
interface Started {
    channel: ClientChannel;
    ending: { code?: number | null; signal?: string };
    closed: Promise<void>;
}

/** Listens at once: a short command's beginning, output and end may come in one packet, before anything else runs here. */
function listening(channel: ClientChannel): Started {
    const ending: Started["ending"] = {};
    channel.on("exit", (code: number | null, signal?: string) => Object.assign(ending, { code, signal }));
    channel.on("error", () => undefined);
    return { channel, ending, closed: new Promise((resolve) => channel.on("close", () => resolve())) };
}

/** Opens the session and starts the command; a refused variable of the program is an error, one of ours a warning. */
function start(connected: Connected, job: Job, context: Context): Promise<Started> {
    return new Promise((resolve, reject) => {
        const env = { ...job.environment, ...job.previous };
        if (Object.keys(env).length > 0) {
            awaitEnvironment(connected.client, (key) => {
                if (!(key in job.environment)) {
                    context.log.warning(cannotSet(key));
                    return false;
                }
                reject(new Error(`could not set environment variable "${key}": ssh: setenv failed. ${cannotSet(key)}`));
                return true;
            });
        }
        connected.client.once("close", () => reject(new Error("EOF")));
        connected.client.exec(job.command, { env }, (error, channel) => {
            if (error) reject(error);
            else resolve(listening(channel));
        });
    });
}

function reasonOf({ code, signal }: Started["ending"]): string {
    if (signal) return `Process exited with status 128 from signal ${signal}`;
    if (code === undefined) return "wait: remote command exited without exit status or exit signal";
    return `Process exited with status ${code}`;
}

async function finish({ channel, ending, closed }: Started, job: Job, output: Output): Promise<void> {
    channel.on("data", (chunk: Buffer) => output.add("stdout", chunk));
    channel.stderr.on("data", (chunk: Buffer) => output.add("stderr", chunk));
    // Unset means end of file at once: a command that asks questions fails instead of waiting.
    channel.end(text(job.inputs, "stdin") ?? "");
    await closed;
    if (ending.code !== 0) throw failed(reasonOf(ending), job.command, output.mixed);
}

/** Runs one command on the host of `inputs.connection` and returns its output. `state`: what the step before left. */
export async function runRemote(
    command: string,
    inputs: Props,
    state: Props,
    context: Context,
): Promise<{ stdout: string; stderr: string }> {
    const connected = await dial(nested(inputs, "connection") ?? {}, context);
    const stop = (): void => connected.close();
    context.signal.addEventListener("abort", stop, { once: true });
    try {
        const job: Job = {
            command,
            inputs,
            environment: environmentOf(inputs),
            previous: previousOutput(inputs, state),
        };
        const output = new Output(text(inputs, "logging"), context.log);
        countSession("exec", connected.hop, context.name);
        await finish(await start(connected, job, context), job, output);
        return output.end();
    } finally {
        context.signal.removeEventListener("abort", stop);
        connected.close();
    }
}
