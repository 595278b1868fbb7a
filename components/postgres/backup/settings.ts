import * as pulumi from "@pulumi/pulumi";
import { withDefaults } from "../../database/backup/settings";
import { PostgresBackupArgs, PostgresBackupSettings } from "./args";

/** The arguments once their values are known. */
export type KnownPostgresBackupArgs = pulumi.Unwrap<PostgresBackupArgs>;

/** Fills in the defaults. Pure. */
export function backupSettings(pair: string, args: KnownPostgresBackupArgs): PostgresBackupSettings {
    return withDefaults(pair, args, {});
}
