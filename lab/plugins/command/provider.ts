import { echo } from "../plan";
import type { Invoke, Provider } from "../resource";
import { text } from "../values";
import { localCommand, noAssetPaths, remoteCommand } from "./command";
import { copyToRemote } from "./copy";
import { runLocal } from "./local-run";

const localRun: Invoke = async (inputs, context) => {
    const wrong = noAssetPaths(inputs);
    if (wrong.length > 0) throw new Error(`${wrong[0].property}: ${wrong[0].reason}`);
    return { ...echo(inputs), ...(await runLocal(text(inputs, "command") ?? "", inputs, {}, context)) };
};

/** The `command` plugin: commands and files over an SSH library, commands on this machine. */
export function command(): Provider {
    return {
        name: "command",
        acceptSecrets: true,
        replacesWholeOnly: true,
        configure: async () => undefined,
        resources: {
            "command:remote:Command": remoteCommand(),
            "command:remote:CopyToRemote": copyToRemote(),
            "command:local:Command": localCommand(),
        },
        functions: { "command:local:run": localRun },
    };
}
