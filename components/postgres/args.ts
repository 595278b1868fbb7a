import * as pulumi from "@pulumi/pulumi";
import { DatabasePairArgs, DatabaseSettings } from "../database/args";
import { DatabaseBackupArgs } from "../database/backup/args";

/** How the standby gets the primary's log: files alone, a stream beside them, or a stream that commits wait for. */
export const PostgresMode = { Ship: "ship", Stream: "stream", Sync: "sync" } as const;
export type PostgresMode = (typeof PostgresMode)[keyof typeof PostgresMode];

/** What a primary does in mode sync while its standby is away. */
export const PostgresDurability = { Required: "required", Preferred: "preferred" } as const;
export type PostgresDurability = (typeof PostgresDurability)[keyof typeof PostgresDurability];

/** Who moves roles: an operator and the witness, or Patroni with a quorum of three. */
export const PostgresEngine = { Postgres: "postgres", Patroni: "patroni" } as const;
export type PostgresEngine = (typeof PostgresEngine)[keyof typeof PostgresEngine];

export interface PostgresPairArgs extends DatabasePairArgs {
    /**
     * postgres: a primary and a standby, promoted by you. patroni: the two and the witness decide by a majority (etcd); when a member
     * is lost, the other one goes on by itself.
     * @default "postgres"
     */
    engine?: PostgresEngine;
    /**
     * ship: the standby restores segments of the log that the primary sends when they are full, or each
     * `archiveTimeoutSeconds`: the newest rows are lost with the primary. stream: rows come as they are written, and only what
     * was under way is lost. sync: commits wait for the standby; nothing acknowledged is lost while it is in sync.
     * @default "sync"
     */
    mode?: PostgresMode;
    /**
     * Only for mode sync. preferred: when the standby is away for `degradeAfterSeconds`, "not in sync" is written down at the
     * witness and commits go on without it. required: commits wait until it is back.
     * @default "preferred"
     */
    durability?: PostgresDurability;
    /**
     * Seconds after which a segment of the log is sent that is not full: with mode ship, the most that is lost.
     * @default 60
     */
    archiveTimeoutSeconds?: pulumi.Input<number>;
    /**
     * Mebibytes of the log that a primary keeps for a standby that is away. Past it the standby is copied anew, so that the
     * primary's disk does not fill up; at most half of each member's disk.
     * @default 8192
     */
    walKeepMiB?: pulumi.Input<number>;
    /**
     * Account of the SSH tunnel.
     * @default "postgres_tunnel"
     */
    tunnelUser?: pulumi.Input<string>;
    /**
     * Port on the loopback at which the tunnel gives the other member's PostgreSQL.
     * @default 15432
     */
    tunnelPort?: pulumi.Input<number>;
    /**
     * Networks in CIDR form whose Prometheus may ask the members, by TLS, on ports 9100 and 9187.
     * @default none: no exporter runs
     */
    metricsFrom?: string[];
    /**
     * More settings for PostgreSQL on both members, by their names in postgresql.conf; not those that the pair sets itself.
     * @default none
     */
    postgresSettings?: pulumi.Input<Record<string, pulumi.Input<string>>>;
    /**
     * Full backups on a timer and all of the log in between, to a directory or to object storage.
     * @default none: a standby is no backup, it repeats each mistake
     */
    backup?: DatabaseBackupArgs;
}

/** The arguments once every Output is known and every default is filled in. */
export interface PostgresSettings extends DatabaseSettings {
    readonly mode: PostgresMode;
    readonly durability: PostgresDurability;
    readonly archiveTimeoutSeconds: number;
    readonly walKeepMiB: number;
    readonly postgresSettings: Record<string, string>;
}
