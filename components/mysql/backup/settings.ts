import * as pulumi from "@pulumi/pulumi";
import { withDefaults } from "../../database/backup/settings";
import { MySqlBackupArgs, MySqlBackupSettings } from "./args";

/** The arguments once their values are known. */
export type KnownMySqlBackupArgs = pulumi.Unwrap<MySqlBackupArgs>;

/** Fills in the defaults. Pure. */
export function backupSettings(pair: string, args: KnownMySqlBackupArgs): MySqlBackupSettings {
    return withDefaults(pair, args, { binlogEverySeconds: 20 });
}
