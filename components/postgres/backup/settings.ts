import * as pulumi from "@pulumi/pulumi";
import { BackupSettings, withDefaults } from "../../database/backup/settings";
import { DatabaseBackupArgs } from "../../database/backup/args";

/** The arguments once their values are known. */
export type KnownPostgresBackupArgs = pulumi.Unwrap<DatabaseBackupArgs>;

/** Fills in the defaults. Pure. */
export function backupSettings(pair: string, args: KnownPostgresBackupArgs): BackupSettings {
    return withDefaults(pair, args, {});
}
