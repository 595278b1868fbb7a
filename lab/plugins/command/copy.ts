import { echo } from "../plan";
import type { Context, Resource } from "../resource";
import { isProps, nested, type Props, text } from "../values";
import { uniqueHex } from "./command";
import { dial } from "./dial";
import { RemoteFiles } from "./remote-files";
import { copySource } from "./copy-source";
import { countSession } from "./session-log";

async function copy(inputs: Props, context: Context): Promise<void> {
    const connected = await dial(nested(inputs, "connection") ?? {}, context);
    try {
        countSession("sftp", connected.hop, context.name);
        const files = await RemoteFiles.open(connected.client);
        await copySource(files, nested(inputs, "source") ?? {}, text(inputs, "remotePath") ?? "");
    } finally {
        connected.close();
    }
}

const hashOf = (props: Props): unknown => (isProps(props.source) ? props.source.hash : undefined);

/** command:remote:CopyToRemote: copies again only when contents or remotePath changed, and never deletes. */
export function copyToRemote(): Resource {
    return {
        create: async (inputs, context) => {
            await copy(inputs, context);
            return { id: uniqueHex(""), state: echo(inputs) };
        },
        read: async (id, state) => ({ id, state }),
        update: async (_id, { state, inputs }, context) => {
            const needed = hashOf(state) !== hashOf(inputs) || state.remotePath !== inputs.remotePath;
            if (needed) await copy(inputs, context);
            return echo(inputs);
        },
        remove: async () => undefined,
    };
}
