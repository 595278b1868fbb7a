import { randomBytes } from "node:crypto";
import { echo } from "../plan";
import type { Context, Failure, Resource } from "../resource";
import { type Props, text } from "../values";
import { runLocal } from "./local-run";
import { runRemote } from "./remote-run";

type Run = (
    command: string,
    inputs: Props,
    state: Props,
    context: Context,
) => Promise<{ stdout: string; stderr: string }>;

const ID_BYTES = 4;
export const uniqueHex = (prefix: string): string => prefix + randomBytes(ID_BYTES).toString("hex");

/** create at the start, update (else create) at any change of any input, delete with what is stored. */
function command(run: Run, check?: (inputs: Props) => Failure[]): Resource {
    return {
        check,
        unknownOnUpdate: ["stdout", "stderr"],
        create: async (inputs, context) => {
            const script = text(inputs, "create");
            const output = script === undefined ? { stdout: "", stderr: "" } : await run(script, inputs, {}, context);
            return { id: uniqueHex(context.name), state: { ...echo(inputs), ...output } };
        },
        read: async (id, state) => ({ id, state }),
        update: async (_id, { state, inputs }, context) => {
            const script = text(inputs, "update") ?? text(inputs, "create");
            const old = { stdout: state.stdout ?? "", stderr: state.stderr ?? "" };
            const output = script === undefined ? old : await run(script, inputs, state, context);
            return { ...echo(inputs), ...output };
        },
        remove: async (_id, state, context) => {
            const script = text(state, "delete");
            if (script !== undefined) await run(script, state, state, context);
        },
    };
}

/** The lab has no use for files picked up after a local command. */
export function noAssetPaths(inputs: Props): Failure[] {
    return ["assetPaths", "archivePaths"]
        .filter((property) => inputs[property] !== undefined)
        .map((property) => ({ property, reason: "not supported by the lab yet; use the real plugin" }));
}

/** command:remote:Command. */
export const remoteCommand = (): Resource => command(runRemote);

/** command:local:Command. */
export const localCommand = (): Resource => command(runLocal, noAssetPaths);
