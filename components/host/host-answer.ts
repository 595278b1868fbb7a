import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { Host } from "./host";

/** Asks a host something by a command, which must succeed; again when the question or the machine is another one. */
export function hostQuestion(
    name: string,
    host: Host,
    question: pulumi.Input<string>,
    dependsOn: pulumi.Resource[],
): command.remote.Command {
    const user = pulumi.unsecret(host.connection.apply((connection) => connection.user as unknown as string));
    return new command.remote.Command(
        name,
        {
            connection: host.connection,
            create: pulumi
                .all([user, host.instance, question])
                .apply(([as, instance, asked]) => `${as === "root" ? "" : "sudo -n "}${asked} # ${instance}`),
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

/** How old news may be that is told: an `up` that asks nothing anew finds those of an earlier one. */
const FRESH_SECONDS = 1800;

/**
 * Asks a host for something that the `up` does not wait for, and tells what it said: "EPOCH info|warn" in the first line, news in
 * the others.
 */
export function hostNews(name: string, host: Host, question: pulumi.Input<string>, dependsOn: pulumi.Resource[]): void {
    const asked = hostQuestion(name, host, question, dependsOn);
    pulumi.unsecret(asked.stdout).apply((said) => {
        const [, epoch, level, news] = /^(\d+) (info|warn)\n([^]+)$/.exec(said ?? "") ?? [];
        if (pulumi.runtime.isDryRun() || Math.abs(Date.now() / 1000 - Number(epoch)) > FRESH_SECONDS) return;
        if (level === "info" || level === "warn") void pulumi.log[level](news.trimEnd(), asked);
    });
}
