import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { Bundle, parcel } from "../ops/bundle";
import { shipped } from "../ops/host-file";
import { Host } from "./host";

/** Seconds after which the host itself ends a run; package installation on a slow mirror is the longest part. */
const RUN_SECONDS = 1200;

/**
 * What SSH runs: saves stdin, readable by root alone, and runs it with a verb and a digest. It is constant but for the
 * digest, so a preview shows one short line, and an error never prints a script.
 */
export function launcher(user: string, digest: string): string {
    const script =
        'umask 077; f=$(mktemp /run/standby-XXXXXXXX) && cat >"$f" && [ -s "$f" ] && ' +
        `timeout ${RUN_SECONDS} sh "$f" apply ${digest}; s=$?; rm -f "$f"; exit $s`;
    return user === "root" ? script : `sudo -n sh -c '${script}'`;
}

/**
 * Applies a bundle to a host: one SSH session when the bundle changed or the machine is new, none otherwise.
 * There is no `delete`: a member that is gone must not stop an `up`.
 */
export function hostPhase(
    name: string,
    host: Host,
    bundle: pulumi.Input<Bundle>,
    opts: { dependsOn?: pulumi.Resource[] } = {},
): command.remote.Command {
    const runtime = shipped("host", "/usr/local/lib/standby/apply");
    const sent = pulumi.all([bundle, host.instance]).apply(([wanted, instance]) => {
        return parcel(runtime, wanted as Bundle, instance);
    });
    const user = pulumi.unsecret(host.connection.apply((connection) => connection.user as unknown as string));
    return new command.remote.Command(
        name,
        {
            connection: host.connection,
            create: pulumi.unsecret(pulumi.all([user, sent]).apply(([as, { digest }]) => launcher(as, digest))),
            stdin: pulumi.secret(sent.apply(({ stdin }) => stdin)),
            logging: command.remote.Logging.None,
            addPreviousOutputInEnv: false,
        },
        {
            parent: host.parent,
            dependsOn: [...host.ready, ...(opts.dependsOn ?? [])],
            deletedWith: host.machine,
            additionalSecretOutputs: ["stdout", "stderr"],
            hideDiffs: ["stdin", "connection"],
        },
    );
}
