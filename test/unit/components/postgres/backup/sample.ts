import type { PostgresBackupSettings } from "../../../../../components/postgres/backup/args";
import { backupSettings, type KnownPostgresBackupArgs } from "../../../../../components/postgres/backup/settings";

export const S3 = {
    endpoint: "https://nl-ams-1.linodeobjects.com",
    bucket: "backups",
    accessKeyId: "AKEY",
    secretAccessKey: "s3-secret",
};
export const PASSPHRASE = "twenty characters or more";

/** Backups to a directory, with changes. */
export function inDirectory(change: KnownPostgresBackupArgs = {}): PostgresBackupSettings {
    return backupSettings("db", { directory: "/srv/backups", ...change });
}

/** Backups to object storage, with changes. */
export function inS3(change: Partial<typeof S3> & { region?: string; prefix?: string } = {}): PostgresBackupSettings {
    return backupSettings("db", { s3: { ...S3, ...change }, passphrase: PASSPHRASE });
}
