import type { Unwrap } from "@pulumi/pulumi";
import type { DatabaseBackupArgs } from "../../../../../components/database/backup/args";

export const S3 = {
    endpoint: "https://nl-ams-1.linodeobjects.com",
    bucket: "backups",
    accessKeyId: "AKEY",
    secretAccessKey: "s3-secret",
};
export const PASSPHRASE = "twenty characters or more";

/** Arguments for backups to a directory, and to object storage, with changes. */
export const samples = {
    inDirectory: <T extends object>(change: T) => ({ directory: "/srv/backups", ...change }),
    inS3: (change: Partial<typeof S3> & { region?: string; prefix?: string }): Unwrap<DatabaseBackupArgs> => ({
        s3: { ...S3, ...change },
        passphrase: PASSPHRASE,
    }),
};
