import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { shipped } from "../ops/host-file";

/** Seconds that a new machine may take to its first SSH greeting; Linode boots in 30 to 90 s. */
const BOOT_SECONDS = 300;

/** Waits, on this side, for a host to greet as an SSH server. Asked again only when the machine is another one. */
export function gate(
    name: string,
    host: { address: pulumi.Input<string>; port?: pulumi.Input<number>; instance: pulumi.Input<string> },
    opts: pulumi.CustomResourceOptions,
): command.local.Command {
    return new command.local.Command(
        name,
        {
            interpreter: ["node", "-e"],
            create: shipped("host", "/gate.js"),
            environment: {
                HOST: host.address,
                PORT: pulumi.output(host.port ?? 22).apply(String),
                SECONDS: String(BOOT_SECONDS),
                INSTANCE: host.instance,
            },
            logging: command.local.Logging.None,
            addPreviousOutputInEnv: false,
        },
        { ...opts, hideDiffs: ["create"] },
    );
}
