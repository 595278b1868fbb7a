import * as pulumi from "@pulumi/pulumi";
import { DatabaseBackupArgs } from "../../database/backup/args";
import { BackupSettings } from "../../database/backup/settings";

/** Backups of a MariaDB pair. */
export interface MySqlBackupArgs extends DatabaseBackupArgs {
    /**
     * Seconds between two looks for what was added to the binlog.
     * @default 20
     */
    binlogEverySeconds?: pulumi.Input<number>;
}

/** What the plan works from: every value known, defaults filled in. */
export interface MySqlBackupSettings extends BackupSettings {
    readonly binlogEverySeconds: number;
}
