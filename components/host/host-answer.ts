import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { Host } from "./host";

/** Asks a host for a short text that does not change, such as a public certificate; again when the machine is another one. */
export function hostAnswer(
    name: string,
    host: Host,
    question: string,
    dependsOn: pulumi.Resource[],
): pulumi.Output<string> {
    const user = pulumi.unsecret(host.connection.apply((connection) => connection.user as unknown as string));
    const asked = new command.remote.Command(
        name,
        {
            connection: host.connection,
            create: pulumi
                .all([user, host.instance])
                .apply(([as, instance]) => `${as === "root" ? "" : "sudo -n "}${question} # ${instance}`),
            logging: command.remote.Logging.None,
            addPreviousOutputInEnv: false,
        },
        { parent: host.parent, dependsOn, deletedWith: host.machine, hideDiffs: ["connection"] },
    );
    return pulumi.unsecret(asked.stdout);
}
