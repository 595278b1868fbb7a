import * as pulumi from "@pulumi/pulumi";

/** When a delivery is acknowledged. */
export const CyrusDurability = { Rolling: "rolling", RightNow: "rightnow" } as const;
export type CyrusDurability = (typeof CyrusDurability)[keyof typeof CyrusDurability];

/** A database that knows the users. */
export const CyrusSqlEngine = { MySql: "mysql", Pgsql: "pgsql" } as const;
export type CyrusSqlEngine = (typeof CyrusSqlEngine)[keyof typeof CyrusSqlEngine];

/** One user with a mailbox. */
export interface CyrusUserArgs {
    /** Login and address, "anna@example.com", in a domain of the instance. */
    name: pulumi.Input<string>;
    /** Kept as a secret; 8 to 128 printable characters. */
    password: pulumi.Input<string>;
    /**
     * Storage in mebibytes.
     * @default none: no quota
     */
    quotaMiB?: pulumi.Input<number>;
}

/** Users and passwords in a database of yours, asked at each login. */
export interface CyrusDirectoryArgs {
    /** "mysql" (also MariaDB) or "pgsql". */
    engine: CyrusSqlEngine;
    /** Hosts that are asked, the first that answers; "HOST" or "HOST:PORT". */
    hosts: pulumi.Input<string>[];
    /** Name of the database. */
    database: pulumi.Input<string>;
    /** Who logs in to it; reading is all that it needs. */
    user: pulumi.Input<string>;
    /** Kept as a secret. */
    password: pulumi.Input<string>;
    /**
     * Statement that gives the password in clear: %u is the user without the domain, %r the domain, or the instance's
     * `serviceName` for users of its first domain.
     */
    select: pulumi.Input<string>;
}

/** One Cyrus with its own mailboxes, name and role. */
export interface CyrusInstanceArgs {
    /** Short name: lower-case letters and digits, a letter first, up to 12; in names of files and units on the hosts. */
    name: string;
    /**
     * The two hosts that hold it, by their keys.
     * @default a and b
     */
    members?: string[];
    /**
     * The member that serves users. Changing it is a switchover; with `lost`, a failover.
     * @default the pair's `primary`, where that is one of the members; else the first member
     */
    primary?: string;
    /**
     * Mail domains whose users live here; no two instances share one.
     * @default the zone, for the first instance
     */
    domains?: pulumi.Input<string>[];
    /**
     * Users, with their passwords.
     * @default none: they are in `directory`
     */
    users?: pulumi.Input<CyrusUserArgs[]>;
    /**
     * Users in a database of yours; their mailboxes are made at their first login.
     * @default none: they are in `users`
     */
    directory?: CyrusDirectoryArgs;
    /**
     * rolling: a mail is acknowledged when it is on the primary's disk, and is on the standby about a second later.
     * rightnow: a delivery by LMTP waits for the standby, as long as that answers; what users store by IMAP does not wait.
     * @default "rolling"
     */
    durability?: CyrusDurability;
    /**
     * Full name that users connect to, in the zone; it stays with the instance when the role moves.
     * @default "imap." and the zone, for the first instance; the instance's name and the zone for others
     */
    serviceName?: pulumi.Input<string>;
    /**
     * Address in CIDR form that follows the primary, in a network at one site that both members are in, such as a VLAN.
     * @default none: the name follows it, or a proxy
     */
    floatingAddress?: string;
    /**
     * Partitions for mailboxes; the first takes new ones.
     * @default one, called "default"
     */
    partitions?: string[];
    /**
     * Folder below which each partition has one of its own for what is asked often (headers, indexes): a fast disk.
     * @default none: beside the mails
     */
    metaFolder?: string;
    /**
     * Folder below which mails go after `archiveAfterDays`: a large disk.
     * @default none: all mails stay in their partition
     */
    archiveFolder?: string;
    /**
     * Days after which mails go there.
     * @default 7
     */
    archiveAfterDays?: pulumi.Input<number>;
    /**
     * More settings for this instance, by their names in imapd.conf; not those that the pair sets itself.
     * @default none
     */
    imapdSettings?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** One user, once known. */
export interface CyrusUser {
    readonly name: string;
    readonly password: string;
    readonly quotaMiB?: number;
}

/** The directory, once known. */
export interface CyrusDirectory {
    readonly engine: CyrusSqlEngine;
    readonly hosts: string[];
    readonly database: string;
    readonly user: string;
    readonly password: string;
    readonly select: string;
}

/** An instance once every Output is known and every default is filled in. */
export interface InstanceSettings {
    readonly name: string;
    /** Keys of its two hosts. */
    readonly members: readonly string[];
    readonly primary: string;
    readonly domains: readonly string[];
    readonly users: readonly CyrusUser[];
    readonly directory?: CyrusDirectory;
    readonly durability: CyrusDurability;
    readonly serviceName: string;
    readonly floatingAddress?: string;
    readonly partitions: readonly string[];
    readonly metaFolder?: string;
    readonly archiveFolder?: string;
    readonly archiveAfterDays: number;
    readonly imapdSettings: Readonly<Record<string, string>>;
}
