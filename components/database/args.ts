import * as pulumi from "@pulumi/pulumi";
import { Member } from "../member";
import { ReplicaArgs, RoleMemberArgs, WitnessArgs } from "../roles/args";

/** A host whose protection is given up. */
export const ReleasedHost = { A: "a", B: "b", Witness: "witness" } as const;
export type ReleasedHost = (typeof ReleasedHost)[keyof typeof ReleasedHost];

/** The way of the replication between members; TLS with the pair's own certificates is inside of each. */
export const DatabaseLink = { Tls: "tls", SshTunnel: "ssh-tunnel", Wireguard: "wireguard" } as const;
export type DatabaseLink = (typeof DatabaseLink)[keyof typeof DatabaseLink];

/** How clients find the primary. */
export const DatabaseEndpoint = { Dns: "dns", Haproxy: "haproxy", Multihost: "multihost" } as const;
export type DatabaseEndpoint = (typeof DatabaseEndpoint)[keyof typeof DatabaseEndpoint];

/** What every pair of databases is told, whatever its engine. */
export interface DatabasePairArgs {
    /** Cloudflare zone that holds all names of the pair, e.g. "example.com". */
    zone: pulumi.Input<string>;
    /** One member. Members keep their name for life; roles move between them. */
    a: RoleMemberArgs;
    /** The other member. */
    b: RoleMemberArgs;
    /** The third host, which knows who is the primary. */
    witness: WitnessArgs;
    /**
     * The member that takes writes. Changing it is a switchover; with `lost`, a failover.
     * @default "a"
     */
    primary?: Member;
    /**
     * The member that is gone: it is powered off through the cloud's API, and only then is the other one promoted. Take it
     * out and name the member in `rejoin` when it may come back.
     * @default none
     */
    lost?: Member;
    /**
     * For a lost host that we did not make, exactly "HOSTNAME is switched off": nobody but you can know.
     * @default none
     */
    lostConfirmed?: string;
    /**
     * The member that was lost and comes back: it is booted through the cloud's API and made a standby. Take it out later;
     * that changes nothing.
     * @default none
     */
    rejoin?: Member;
    /**
     * Codes of refusals to override in this `up`, e.g. "not-in-sync". Each may lose data: take them out again.
     * @default none
     */
    override?: string[];
    /**
     * Seconds that commits wait for a standby that does not acknowledge; then "not in sync" is written down at the witness,
     * and they go on without it. Only where commits wait for the standby.
     * @default 10
     */
    degradeAfterSeconds?: pulumi.Input<number>;
    /**
     * Seconds after which a primary that reaches neither the witness nor a peer stops taking writes.
     * @default 20
     */
    selfFenceSeconds?: pulumi.Input<number>;
    /**
     * Seconds of lag above which no switchover begins.
     * @default 30
     */
    maxLagSeconds?: pulumi.Input<number>;
    /**
     * tls: the database's port, open to the members alone. ssh-tunnel: the database listens on the loopback alone. wireguard:
     * on the loopback, and on an address that only the members reach, by WireGuard.
     * @default "tls"
     */
    link?: DatabaseLink;
    /**
     * UDP port of WireGuard on every member.
     * @default 51820
     */
    wireguardPort?: number;
    /**
     * Private network of 24 bits for the members' addresses inside of WireGuard, e.g. "10.77.12.0/24"; no other route of
     * theirs may lead into it.
     * @default from the pair's name, within 10.64.0.0 to 10.191.255.255
     */
    wireguardNetwork?: string;
    /**
     * Port on which members and witness reach each other by SSH, with keys that may do one thing each.
     * @default 2345
     */
    linkPort?: number;
    /**
     * Networks in CIDR form whose clients may reach the database's port, by TLS only.
     * @default none: clients on the members and through tunnels of their own
     */
    clientsFrom?: string[];
    /**
     * How clients find the primary. dns: one name that an `up` moves. haproxy: a proxy on each member, which finds the
     * primary by itself, also after `standby promote`. multihost: clients know all members; see the outputs.
     * @default "dns"
     */
    endpoint?: DatabaseEndpoint;
    /**
     * Full name that follows the primary, in the zone; with haproxy it has the addresses of both members.
     * @default "db." and the zone
     */
    endpointName?: pulumi.Input<string>;
    /**
     * TTL of that name in seconds: how long a client may go on asking the old primary.
     * @default 60, the least that Cloudflare takes
     */
    endpointTtlSeconds?: pulumi.Input<number>;
    /**
     * TTL of the A records in seconds.
     * @default 300
     */
    addressTtlSeconds?: pulumi.Input<number>;
    /**
     * Public SSH keys of administrators who may log in as root, beside the deploy key.
     * @default none
     */
    adminKeys?: pulumi.Input<pulumi.Input<string>[]>;
    /**
     * Networks in CIDR form that may reach SSH.
     * @default everybody
     */
    sshFrom?: string[];
    /**
     * Generation of the deploy key; raise it by one to rotate the key in one `up`.
     * @default 1
     */
    deployKeyGeneration?: number;
    /**
     * Generation of the replication password; raise it by one to rotate it in one `up`, without a gap.
     * @default 1
     */
    passwordGeneration?: number;
    /**
     * Give up the protection of one host, so that it can be replaced: "a", "b" or "witness", one at a time.
     * @default none: members, the witness and their records are protected
     */
    release?: ReleasedHost;
    /**
     * Give up all protection, for stacks that are made to be destroyed: a lab, a test.
     * @default false
     */
    destroyable?: boolean;
}

/** The same with what only some engines have. */
export interface PairShape extends DatabasePairArgs {
    readonly replicas?: readonly ReplicaArgs[];
    readonly metricsFrom?: readonly string[];
}

/** The arguments once every Output is known and every default is filled in. */
export interface DatabaseSettings {
    readonly zone: string;
    /** Full host names by member: "a", "b", "witness", and the names of replicas. */
    readonly names: Readonly<Record<string, string>>;
    /** Addresses of hosts that stand already, by member. */
    readonly addresses: Readonly<Record<string, string>>;
    readonly degradeAfterSeconds: number;
    readonly selfFenceSeconds: number;
    readonly maxLagSeconds: number;
    readonly link: DatabaseLink;
    readonly linkPort: number;
    readonly tunnelUser: string;
    readonly tunnelPort: number;
    readonly endpointName: string;
    readonly endpointTtlSeconds: number;
    readonly addressTtlSeconds: number;
    readonly adminKeys: string[];
}
