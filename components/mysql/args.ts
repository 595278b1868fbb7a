import * as pulumi from "@pulumi/pulumi";
import { Member } from "../member";
import { MySqlBackupArgs } from "./backup/args";
import { GaleraArgs } from "./galera/args";
import { ReplicaArgs, RoleMemberArgs, WitnessArgs } from "../roles/args";

/** How the binary log writes changes down. */
export const BinlogFormat = { Mixed: "MIXED", Statement: "STATEMENT", Row: "ROW" } as const;
export type BinlogFormat = (typeof BinlogFormat)[keyof typeof BinlogFormat];

/** When a commit is acknowledged: at once, or when the standby has it too. */
export const MySqlDurability = { Async: "async", Semisync: "semisync" } as const;
export type MySqlDurability = (typeof MySqlDurability)[keyof typeof MySqlDurability];

/** The way of the replication between members; TLS with the pair's own certificates is inside of each. */
export const MySqlLink = { Tls: "tls", SshTunnel: "ssh-tunnel" } as const;
export type MySqlLink = (typeof MySqlLink)[keyof typeof MySqlLink];

/** How the members keep the same data: asynchronous replication with roles, or a Galera cluster with a third vote. */
export const MySqlEngine = { Mariadb: "mariadb", Galera: "galera" } as const;
export type MySqlEngine = (typeof MySqlEngine)[keyof typeof MySqlEngine];

/** How clients find the primary. */
export const MySqlEndpoint = { Dns: "dns", Haproxy: "haproxy", Multihost: "multihost" } as const;
export type MySqlEndpoint = (typeof MySqlEndpoint)[keyof typeof MySqlEndpoint];

export interface MySqlPairArgs {
    /** Cloudflare zone that holds all names of the pair, e.g. "example.com". */
    zone: pulumi.Input<string>;
    /** One member. Members keep their name for life; roles move between them. */
    a: RoleMemberArgs;
    /** The other member. */
    b: RoleMemberArgs;
    /** The third host, which knows who is the primary. */
    witness: WitnessArgs;
    /**
     * mariadb: a primary and a standby. galera: a cluster of both members and a third vote (garbd) on the witness, which
     * goes on without an operator when one is lost. It needs endpoint "haproxy"; a pair moves in one `up` when its tables are fit.
     * @default "mariadb"
     */
    engine?: MySqlEngine;
    /**
     * Settings of the Galera library, for engine "galera".
     * @default those of GaleraArgs
     */
    galera?: GaleraArgs;
    /**
     * Further copies of the data.
     * @default none
     */
    replicas?: ReplicaArgs[];
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
     * MIXED, STATEMENT or ROW.
     * @default "MIXED", as MariaDB itself
     */
    binlogFormat?: pulumi.Input<BinlogFormat>;
    /**
     * async: a commit is acknowledged at once, and the newest may be lost with the primary. semisync: when the standby has
     * it; nothing acknowledged is lost while the standby is in sync.
     * @default "semisync"
     */
    durability?: pulumi.Input<MySqlDurability>;
    /**
     * Seconds that commits wait for a standby that does not acknowledge; then "not in sync" is written down at the witness,
     * and they go on without it. Only for semisync.
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
     * tls: MariaDB's port, open to the members alone. ssh-tunnel: MariaDB listens on the loopback alone.
     * @default "tls"
     */
    link?: MySqlLink;
    /**
     * Port on which members and witness reach each other by SSH, with keys that may do one thing each.
     * @default 2345
     */
    linkPort?: number;
    /**
     * Account of the SSH tunnel.
     * @default "mysql_tunnel"
     */
    tunnelUser?: pulumi.Input<string>;
    /**
     * Port on the loopback at which the tunnel gives the other member's MariaDB; further members get the next ones.
     * @default 4406
     */
    tunnelPort?: pulumi.Input<number>;
    /**
     * Networks in CIDR form whose clients may reach MariaDB's port 3306, by TLS only.
     * @default none: clients on the members and through tunnels of their own
     */
    clientsFrom?: string[];
    /**
     * How clients find the primary. dns: one name that an `up` moves. haproxy: a proxy on each member, which finds the
     * primary by itself, also after `standby promote`. multihost: clients know all members; see the outputs.
     * @default "dns"
     */
    endpoint?: MySqlEndpoint;
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
     * Networks in CIDR form whose Prometheus may ask the members, by TLS, on ports 9100 and 9104.
     * @default none: no exporter runs
     */
    metricsFrom?: string[];
    /**
     * Full backups on a timer and every change in between, to a directory or to object storage.
     * @default none: a standby is no backup, it repeats each mistake
     */
    backup?: MySqlBackupArgs;
    /**
     * Days that binary logs are kept: how long a standby may be away and still catch up without a new copy.
     * @default 7
     */
    binlogKeepDays?: pulumi.Input<number>;
    /**
     * More settings for MariaDB on all members, by their names in an option file; not those that the pair sets itself.
     * @default none
     */
    mariadbSettings?: pulumi.Input<Record<string, pulumi.Input<string>>>;
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
     * Give up the protection of one member, so that it can be replaced: "a" or "b", never both.
     * @default none: hosts and records are protected
     */
    release?: Member;
    /**
     * Give up all protection, for stacks that are made to be destroyed: a lab, a test.
     * @default false
     */
    destroyable?: boolean;
}

/** The arguments once every Output is known and every default is filled in. */
export interface MySqlSettings {
    readonly zone: string;
    /** Full host names by member: "a", "b", "witness", and the names of replicas. */
    readonly names: Readonly<Record<string, string>>;
    /** Addresses of hosts that stand already, by member. */
    readonly addresses: Readonly<Record<string, string>>;
    readonly binlogFormat: BinlogFormat;
    readonly durability: MySqlDurability;
    readonly degradeAfterSeconds: number;
    readonly selfFenceSeconds: number;
    readonly maxLagSeconds: number;
    readonly link: MySqlLink;
    readonly linkPort: number;
    readonly tunnelUser: string;
    readonly tunnelPort: number;
    readonly endpointName: string;
    readonly endpointTtlSeconds: number;
    readonly binlogKeepDays: number;
    readonly mariadbSettings: Record<string, string>;
    readonly addressTtlSeconds: number;
    readonly adminKeys: string[];
}
