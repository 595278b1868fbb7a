import * as pulumi from "@pulumi/pulumi";
import { types } from "@pulumi/command";

/** What is needed to log in to a host. */
export interface Login {
    readonly address: pulumi.Input<string>;
    /** @default 22 */
    readonly port?: pulumi.Input<number>;
    /** root, or a user who may `sudo -n`. @default "root" */
    readonly user?: pulumi.Input<string>;
    /** OpenSSH private key. */
    readonly privateKey: pulumi.Input<string>;
    /** "ssh-ed25519 AAAA…": the only identity that is accepted. */
    readonly hostKey: pulumi.Input<string>;
}

/** About 30 s of refused connections: the gate has already waited for the host. */
const DIAL_ERRORS = 14;
/** Seconds for one TCP connection. */
const DIAL_SECONDS = 15;

/** The one place that builds an SSH connection. Every default is written out, so that a provider upgrade changes none. */
export function connectionTo(login: Login): pulumi.Output<types.input.remote.ConnectionArgs> {
    return pulumi.secret(
        pulumi.output({
            host: login.address,
            port: login.port ?? 22,
            user: login.user ?? "root",
            privateKey: pulumi.secret(login.privateKey),
            hostKey: login.hostKey,
            dialErrorLimit: DIAL_ERRORS,
            perDialTimeout: DIAL_SECONDS,
        }),
    );
}
