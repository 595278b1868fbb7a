import type { MySqlBackupSettings } from "../../../../../components/mysql/backup/args";
import { backupSettings, type KnownMySqlBackupArgs } from "../../../../../components/mysql/backup/settings";
import { samples } from "../../database/backup/sample";

export { PASSPHRASE, S3 } from "../../database/backup/sample";

/** Backups to a directory, with changes. */
export function inDirectory(change: KnownMySqlBackupArgs = {}): MySqlBackupSettings {
    return backupSettings("db", samples.inDirectory(change));
}

/** Backups to object storage, with changes. */
export function inS3(change: Parameters<typeof samples.inS3>[0] = {}): MySqlBackupSettings {
    return backupSettings("db", samples.inS3(change));
}
