import * as pulumi from "@pulumi/pulumi";
import { DatabasePairArgs, DatabaseSettings } from "../database/args";
import { ReplicaArgs } from "../roles/args";
import { MySqlBackupArgs } from "./backup/args";
import { GaleraArgs } from "./galera/args";

/** How the binary log writes changes down. */
export const BinlogFormat = { Mixed: "MIXED", Statement: "STATEMENT", Row: "ROW" } as const;
export type BinlogFormat = (typeof BinlogFormat)[keyof typeof BinlogFormat];

/** When a commit is acknowledged: at once, or when the standby has it too. */
export const MySqlDurability = { Async: "async", Semisync: "semisync" } as const;
export type MySqlDurability = (typeof MySqlDurability)[keyof typeof MySqlDurability];

/** How the members keep the same data: asynchronous replication with roles, or a Galera cluster with a third vote. */
export const MySqlEngine = { Mariadb: "mariadb", Galera: "galera" } as const;
export type MySqlEngine = (typeof MySqlEngine)[keyof typeof MySqlEngine];

export interface MySqlPairArgs extends DatabasePairArgs {
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
}

/** The arguments once every Output is known and every default is filled in. */
export interface MySqlSettings extends DatabaseSettings {
    readonly binlogFormat: BinlogFormat;
    readonly durability: MySqlDurability;
    readonly binlogKeepDays: number;
    readonly mariadbSettings: Record<string, string>;
}
