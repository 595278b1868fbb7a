import * as pulumi from "@pulumi/pulumi";
import { ExistingArgs } from "../host/existing-host";
import { LinodeArgs } from "../host/linode-host";
import { WitnessArgs } from "../roles/args";
import { Timers } from "./timing";

/** How many members write at a time. */
export const ActiveActiveMode = { ActivePassive: "active-passive", DualPrimary: "dual-primary" } as const;
export type ActiveActiveMode = (typeof ActiveActiveMode)[keyof typeof ActiveActiveMode];

/** How users find the member that serves. */
export const ActiveActiveTakeover = { Dns: "dns", Bgp: "bgp", NodeBalancer: "nodebalancer" } as const;
export type ActiveActiveTakeover = (typeof ActiveActiveTakeover)[keyof typeof ActiveActiveTakeover];

/** Where mail waits that was accepted and not delivered yet. */
export const ActiveActiveDurability = { ReplicatedQueue: "replicated-queue", LocalQueue: "local-queue" } as const;
export type ActiveActiveDurability = (typeof ActiveActiveDurability)[keyof typeof ActiveActiveDurability];

/** One of the two members. Exactly one of `linode` and `existing` says where its host comes from. */
export interface ActiveActiveMemberArgs {
    /** Full lower-case name, in the zone. */
    hostName: pulumi.Input<string>;
    /**
     * Make a Linode, in the same region as the other member and in the same VLAN.
     * @default none
     */
    linode?: LinodeArgs;
    /**
     * Adopt a Debian 12 host.
     * @default none
     */
    existing?: ExistingArgs;
    /**
     * Address of an adopted host in the private network of both members; a Linode's is that of its VLAN.
     * @default none
     */
    linkAddress?: string;
    /**
     * Empty block device of an adopted host that the pair may use as a whole, e.g. "/dev/vdb"; a Linode gets a volume.
     * @default none
     */
    device?: string;
}

/** A mailbox. */
export interface ActiveActiveUserArgs {
    /** Address, "anna@example.com", in one of the domains. */
    name: pulumi.Input<string>;
    /** Password; a secret. Hosts get a salted hash of it. */
    password: pulumi.Input<string>;
}

/** Copies of the mail outside of the pair, by restic. */
export interface ActiveActiveBackupArgs {
    /** Repository of restic: a folder that is not on the volume, or "s3:https://HOST/BUCKET". */
    repository: pulumi.Input<string>;
    /** What the repository is encrypted with; a secret. Keep it elsewhere as well: without it no copy can be read. */
    password: pulumi.Input<string>;
    /**
     * Key id for a repository in object storage.
     * @default none
     */
    accessKey?: pulumi.Input<string>;
    /**
     * Secret key for a repository in object storage; a secret.
     * @default none
     */
    secretKey?: pulumi.Input<string>;
    /**
     * When a copy is made each day, "HH:MM" in UTC.
     * @default "03:10"
     */
    at?: pulumi.Input<string>;
    /**
     * Days that daily copies are kept.
     * @default 30
     */
    keepDays?: pulumi.Input<number>;
}

/** Timers in seconds. All of them are checked against each other at preview: see docs/pairs/active-active.md. */
export interface ActiveActiveTimersArgs {
    /**
     * DRBD asks an idle peer this often, 1 to 120.
     * @default 3
     */
    pingIntervalSeconds?: number;
    /**
     * DRBD takes a peer for dead that has not answered for so long, 0.1 to 3.
     * @default 1
     */
    pingTimeoutSeconds?: number;
    /**
     * DRBD counts one late write after this, 0.1 to 60.
     * @default 2.5
     */
    writeTimeoutSeconds?: number;
    /**
     * DRBD drops a peer after so many late writes, 1 to 200.
     * @default 7
     */
    lateWrites?: number;
    /**
     * DRBD tries to connect this often, 1 to 120.
     * @default 3
     */
    connectIntervalSeconds?: number;
    /**
     * How long the link may flap before anybody is fenced, 0 to 60.
     * @default 3
     */
    graceSeconds?: number;
    /**
     * How much longer the member waits that is not to win a draw, 1 to 60.
     * @default 5
     */
    biasSeconds?: number;
    /**
     * The longest answer of the witness, 1 to 30.
     * @default 2
     */
    witnessSeconds?: number;
    /**
     * The longest that the cloud takes to power a machine off and say so, 1 to 300. Measure yours.
     * @default 25
     */
    powerOffSeconds?: number;
    /**
     * After so long a frozen member that nobody named has reset itself, 5 to 300.
     * @default 20
     */
    leaseSeconds?: number;
    /**
     * The kernel's watchdog resets a member whose watch stands still for so long, 2 to 60.
     * @default 5
     */
    watchdogSeconds?: number;
    /**
     * Counts of o2cb's heartbeat, two seconds each, before it resets a member; dual-primary alone, 2 to 200.
     * @default 31
     */
    heartbeats?: number;
}

export interface ActiveActivePairArgs {
    /** Cloudflare zone that holds all names of the pair, e.g. "example.com". */
    zone: pulumi.Input<string>;
    /** One member; it wins a draw. Members keep their name for life. */
    a: ActiveActiveMemberArgs;
    /** The other member. */
    b: ActiveActiveMemberArgs;
    /** The third host, in another region: it alone says who goes on, and it alone may power a member off. */
    witness: WitnessArgs;
    /**
     * active-passive: one member serves, a plain filesystem. dual-primary: both do, on OCFS2; it has passed no drill, and is refused
     * unless `destroyable` is true.
     * @default "active-passive"
     */
    mode?: ActiveActiveMode;
    /**
     * Mail domains, each in the zone.
     * @default the zone alone
     */
    domains?: pulumi.Input<string>[];
    /** Mailboxes; addresses that are not here are refused. */
    users: pulumi.Input<pulumi.Input<ActiveActiveUserArgs>[]>;
    /** Copies of the mail outside of the pair: two members that write the same bytes are no backup of each other. */
    backup: ActiveActiveBackupArgs;
    /**
     * Linode API token by which the witness powers members off and on: of a user who may reach the two members and nothing
     * else. Required as soon as a member is a Linode; a secret.
     * @default none
     */
    fenceToken?: pulumi.Input<string>;
    /**
     * The cloud's API as the witness reaches it.
     * @default "https://api.linode.com/v4"
     */
    fenceUrl?: pulumi.Input<string>;
    /**
     * Size of each member's volume in GiB, 10 to 10240. It can grow, not shrink.
     * @default 20
     */
    volumeGiB?: number;
    /**
     * Part of the volume that is kept free for snapshots, in percent, 5 to 50.
     * @default 15
     */
    snapshotReservePercent?: number;
    /**
     * replicated-queue: mail that waits is on the volume, and moves with it. local-queue: on the root disk; with a dead
     * host it waits until that is back.
     * @default "replicated-queue"
     */
    durability?: ActiveActiveDurability;
    /**
     * dns: the service name has both addresses, and clients go on to the one that answers.
     * @default "dns"
     */
    takeover?: ActiveActiveTakeover;
    /**
     * Full name that users connect to.
     * @default "mail." and the zone
     */
    serviceName?: pulumi.Input<string>;
    /**
     * Private address that is on the serving member, with the length of its network, e.g. "10.77.0.10/24".
     * @default none
     */
    floatingAddress?: string;
    /**
     * The timers of DRBD, the fence and the heartbeat.
     * @default none: those of docs/pairs/active-active.md
     */
    timers?: ActiveActiveTimersArgs;
    /**
     * Most MiB per second of a resync, 1 to 4096; 80 % of what the private network carries.
     * @default 80
     */
    resyncMiBPerSecond?: number;
    /**
     * More settings of Dovecot. Those that keep the volume safe are refused.
     * @default none
     */
    dovecotSettings?: Record<string, string>;
    /**
     * More settings of Postfix. Those that keep mail safe are refused.
     * @default none
     */
    postfixSettings?: Record<string, string>;
    /**
     * Port on which members and witness reach each other by SSH.
     * @default 2345
     */
    linkPort?: number;
    /**
     * TTL of the A records of hosts and service in seconds.
     * @default 300
     */
    addressTtlSeconds?: pulumi.Input<number>;
    /**
     * TTL of the MX records in seconds.
     * @default 86400
     */
    mxTtlSeconds?: pulumi.Input<number>;
    /**
     * Networks in CIDR form whose users may reach IMAP, POP3 and Sieve.
     * @default everybody
     */
    clientsFrom?: string[];
    /**
     * Networks in CIDR form whose Prometheus may ask the members, by TLS, on port 9100.
     * @default none: no exporter runs
     */
    metricsFrom?: string[];
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
     * Give up the protection of one host and its volume, so that it can be replaced: "a", "b" or "witness", one at a time.
     * @default none: hosts, volumes and their records are protected
     */
    release?: string;
    /**
     * Give up all protection, for stacks that are made to be destroyed: a lab, a test.
     * @default false
     */
    destroyable?: boolean;
}

/** A mailbox, once known. */
export interface KnownUser {
    readonly name: string;
    readonly password: string;
}

/** The arguments once every Output is known and every default is filled in. */
export interface ActiveActiveSettings {
    readonly zone: string;
    /** Full host names by key: "a", "b", "witness". */
    readonly names: Readonly<Record<string, string>>;
    /** Addresses of hosts that stand already, by key. */
    readonly addresses: Readonly<Record<string, string>>;
    readonly mode: ActiveActiveMode;
    readonly domains: readonly string[];
    readonly users: readonly KnownUser[];
    readonly backup: {
        readonly repository: string;
        readonly password: string;
        readonly accessKey: string;
        readonly secretKey: string;
        readonly at: string;
        readonly keepDays: number;
    };
    readonly fenceToken: string;
    readonly fenceUrl: string;
    readonly durability: ActiveActiveDurability;
    readonly serviceName: string;
    readonly timers: Timers;
    readonly addressTtlSeconds: number;
    readonly mxTtlSeconds: number;
    readonly adminKeys: string[];
}
