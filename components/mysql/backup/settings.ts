import * as pulumi from "@pulumi/pulumi";
import { MySqlBackupArgs, MySqlBackupSettings } from "./args";

/** The arguments once their values are known. */
export type KnownMySqlBackupArgs = pulumi.Unwrap<MySqlBackupArgs>;

const DEFAULTS = {
    directoryIsMount: false,
    fullOnCalendar: "*-*-* 02:30:00 UTC",
    keepDays: 14,
    binlogEverySeconds: 20,
};

function given<T extends object>(args: T): Partial<T> {
    return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** Fills in the defaults. Pure. */
export function backupSettings(pair: string, args: KnownMySqlBackupArgs): MySqlBackupSettings {
    const s3 = args.s3 && { ...args.s3, region: args.s3.region ?? "us-east-1", prefix: args.s3.prefix ?? pair };
    return { pair, ...DEFAULTS, ...given(args), ...(s3 ? { s3 } : {}) } as MySqlBackupSettings;
}
