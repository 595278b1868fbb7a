import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { Host } from "./host";

/** Asks a host something by a command, which must succeed; again when the question or the machine is another one. */
export function hostQuestion(
    name: string,
    host: Host,
    question: string,
    dependsOn: pulumi.Resource[],
): command.remote.Command {
    const user = pulumi.unsecret(host.connection.apply((connection) => connection.user as unknown as string));
    return new command.remote.Command(
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
}

/** Asks a host for a short text that does not change, such as a public certificate. */
export function hostAnswer(
    name: string,
    host: Host,
    question: string,
    dependsOn: pulumi.Resource[],
): pulumi.Output<string> {
    return pulumi.unsecret(hostQuestion(name, host, question, dependsOn).stdout);
}
