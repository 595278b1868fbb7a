import { given } from "../../given";

/** A bucket, every value known. */
export type BucketSettings = Readonly<{
    endpoint: string;
    bucket: string;
    region: string;
    accessKeyId: string;
    secretAccessKey: string;
    prefix: string;
}>;

/** What backups of both engines are told, with defaults filled in. */
export interface BackupSettings {
    readonly pair: string;
    readonly directory?: string;
    readonly directoryIsMount: boolean;
    readonly s3?: BucketSettings;
    readonly passphrase?: string;
    readonly fullOnCalendar: string;
    readonly keepDays: number;
}

/** What is taken of both when nothing is said. */
export const BACKUP_DEFAULTS = { directoryIsMount: false, fullOnCalendar: "*-*-* 02:30:00 UTC", keepDays: 14 };

type KnownS3 = Omit<BucketSettings, "region" | "prefix"> & { region?: string; prefix?: string };

/** Fills in the defaults. Pure. */
export function withDefaults<T extends { s3?: KnownS3 }, D extends object>(pair: string, args: T, defaults: D) {
    const s3 = args.s3 && { ...args.s3, region: args.s3.region ?? "us-east-1", prefix: args.s3.prefix ?? pair };
    return { pair, ...BACKUP_DEFAULTS, ...defaults, ...given(args), ...(s3 ? { s3 } : {}) };
}
