import * as pulumi from "@pulumi/pulumi";
import { types } from "@pulumi/command";

/** A machine that phases can be applied to, whoever made it. */
export interface Host {
    /** Name of the resource; children of the host start with it. */
    readonly resourceName: string;
    /** Full host name. */
    readonly hostName: pulumi.Output<string>;
    /** Public IPv4 address. */
    readonly address: pulumi.Output<string>;
    /** Public IPv6 address, where the cloud tells one. */
    readonly addressV6?: pulumi.Output<string>;
    /** Changes whenever the machine is another one. */
    readonly instance: pulumi.Output<string>;
    /** How to log in. */
    readonly connection: pulumi.Output<types.input.remote.ConnectionArgs>;
    /** Its SSH identity, "ssh-ed25519 AAAA…". */
    readonly hostKey: pulumi.Output<string>;
    /** The machine, where it is one of ours: what lives on it dies with it. */
    readonly machine?: pulumi.CustomResource;
    /** What must be done before a service phase. */
    readonly ready: pulumi.Resource[];
    /** Parent of all that belongs to this host. */
    readonly parent: pulumi.Resource;
}
