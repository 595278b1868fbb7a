import * as pulumi from "@pulumi/pulumi";
import { ExistingArgs } from "../host/existing-host";
import { LinodeArgs } from "../host/linode-host";

/** One of the two members. Exactly one of `linode` and `existing` says where its host comes from. */
export interface RoleMemberArgs {
    /** Full lower-case name, in the zone. */
    hostName: pulumi.Input<string>;
    /**
     * Make a Linode.
     * @default none
     */
    linode?: LinodeArgs;
    /**
     * Adopt a Debian 12 host.
     * @default none
     */
    existing?: ExistingArgs;
}

/** A further copy of the data, which follows whoever is the primary. */
export interface ReplicaArgs {
    /** Short name: lower-case letters and digits, a letter first; not "a", "b" or "witness". */
    name: string;
    /** Full lower-case name, in the zone. */
    hostName: pulumi.Input<string>;
    /**
     * Make a Linode.
     * @default none
     */
    linode?: LinodeArgs;
    /**
     * Adopt a Debian 12 host.
     * @default none
     */
    existing?: ExistingArgs;
    /**
     * May a human make it the primary, by `standby promote` on it, when a site is gone?
     * @default false
     */
    promotable?: boolean;
}

/**
 * The third host, which keeps the record of who is the primary, and the pair's certificate authority. It holds no data and
 * needs little: the smallest machine will do, in another region than the members or at another provider.
 */
export interface WitnessArgs {
    /** Full lower-case name, in the zone. */
    hostName: pulumi.Input<string>;
    /**
     * Make a Linode.
     * @default none
     */
    linode?: LinodeArgs;
    /**
     * Adopt a Debian 12 host.
     * @default none
     */
    existing?: ExistingArgs;
}
