import type { BackupSettings } from "../../../../../components/database/backup/settings";
import { backupSettings, type KnownPostgresBackupArgs } from "../../../../../components/postgres/backup/settings";
import { samples } from "../../database/backup/sample";

export { PASSPHRASE, S3 } from "../../database/backup/sample";

/** Backups to a directory, with changes. */
export function inDirectory(change: KnownPostgresBackupArgs = {}): BackupSettings {
    return backupSettings("db", samples.inDirectory(change));
}

/** Backups to object storage, with changes. */
export function inS3(change: Parameters<typeof samples.inS3>[0] = {}): BackupSettings {
    return backupSettings("db", samples.inS3(change));
}
