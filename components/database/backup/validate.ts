import { between, Problem, shown } from "../../problems";
import { BackupSettings } from "./settings";

const KEEP_DAYS = { min: 1, max: 3650 };
const PASSPHRASE = { min: 20, max: 200 };
const PATH = /^(\/(?!\.\.?(\/|$))[A-Za-z0-9@._+:-]+)+$/;
/** Folders that the host sweeps, or that hold what is ours. */
const UNFIT = ["/var/lib/standby", "/run", "/tmp", "/proc", "/sys", "/dev", "/etc"];
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const PREFIX = /^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/;
const WORD = /^[!-~]+$/;
const CALENDAR = /^[A-Za-z0-9*:,./~_ -]+$/;

/** What differs between the engines. */
export interface BackupRules {
    /** Folders of the live data, which a backup would be lost with. */
    readonly data: readonly string[];
    /** The program that stores takes plain http too, in laboratories. */
    readonly http: boolean;
}

function place({ directory, directoryIsMount, s3 }: BackupSettings, data: readonly string[]): Problem[] {
    if ((directory === undefined) === (s3 === undefined)) {
        const found = s3 ? "directory and s3 are given" : "neither directory nor s3 is given";
        return [{ property: "backup", reason: `${found}: say with exactly one of them where backups go` }];
    }
    if (directory === undefined) {
        const reason = "there is no directory: the volume of a backup in s3 is not ours, take it out";
        return directoryIsMount ? [{ property: "backup.directoryIsMount", reason }] : [];
    }
    if (!PATH.test(directory)) {
        const reason = `${shown(directory)} is not an absolute path of plain characters, like "/srv/backups"`;
        return [{ property: "backup.directory", reason }];
    }
    const unfit = [...data, ...UNFIT].find((folder) => directory === folder || directory.startsWith(`${folder}/`));
    if (unfit === undefined) return [];
    const reason = `${shown(directory)} is in ${unfit}, which is no place for backups: name another, best on a volume of its own`;
    return [{ property: "backup.directory", reason }];
}

function endpointProblem(endpoint: string, http: boolean): string | undefined {
    const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
    if (!url || !WORD.test(endpoint) || !["http:", "https:"].includes(url.protocol) || url.pathname !== "/") {
        return `${shown(endpoint)} is not the URL of a service, like "https://nl-ams-1.linodeobjects.com"`;
    }
    if (url.protocol === "https:") return undefined;
    if (!http) return `${shown(endpoint)} is not https, which is all that pgBackRest speaks: write https`;
    // RFC 6761: names that exist in no network but a laboratory's, and addresses that no router of the Internet takes.
    const local = /(^|\.)(test|localhost)$|^(127|10)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\./.test(url.hostname);
    if (local) return undefined;
    return `${shown(endpoint)} would send the key's traffic in the clear: write https; http is taken for private addresses and names in .test alone`;
}

function bucket({ s3, passphrase }: BackupSettings, http: boolean): Problem[] {
    if (!s3) return [];
    const problems: Problem[] = [];
    const wrong = endpointProblem(s3.endpoint, http);
    if (wrong !== undefined) problems.push({ property: "backup.s3.endpoint", reason: wrong });
    if (!BUCKET.test(s3.bucket)) {
        const reason = `${shown(s3.bucket)} is not the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens`;
        problems.push({ property: "backup.s3.bucket", reason });
    }
    if (!PREFIX.test(s3.prefix) || s3.prefix.split("/").some((part) => /^\.+$/.test(part))) {
        const reason = `${shown(s3.prefix)} is not a folder in a bucket, like "pairs/db"`;
        problems.push({ property: "backup.s3.prefix", reason });
    }
    for (const name of ["region", "accessKeyId", "secretAccessKey"] as const) {
        if (WORD.test(s3[name])) continue;
        // A secret is never shown, not even a bad one.
        const reason = "is empty, or holds a blank or a character outside ASCII: copy it as the service shows it";
        problems.push({ property: `backup.s3.${name}`, reason });
    }
    if (passphrase === undefined) {
        const reason =
            "is missing: what leaves for object storage is encrypted; make one of 20 characters or more, and keep it elsewhere too";
        problems.push({ property: "backup.passphrase", reason });
    }
    return problems;
}

function phrase({ passphrase }: BackupSettings): Problem[] {
    if (passphrase === undefined) return [];
    const { min, max } = PASSPHRASE;
    if (/^[ -~]+$/.test(passphrase) && passphrase.length >= min && passphrase.length <= max) return [];
    const reason = `has ${passphrase.length} characters, or some outside ASCII: ${min} to ${max} printable ASCII characters on one line`;
    return [{ property: "backup.passphrase", reason }];
}

function times({ fullOnCalendar, keepDays }: BackupSettings): Problem[] {
    const problems = between("backup.keepDays", keepDays, " days", KEEP_DAYS);
    if (CALENDAR.test(fullOnCalendar)) return problems;
    const reason = `${shown(fullOnCalendar)} is not a time of systemd's, like "*-*-* 02:30:00 UTC" (systemd-analyze calendar tries one)`;
    return [{ property: "backup.fullOnCalendar", reason }, ...problems];
}

/** What can be wrong with the backups of either engine once all values are known. */
export function backupProblems(settings: BackupSettings, { data, http }: BackupRules): Problem[] {
    return [...place(settings, data), ...bucket(settings, http), ...phrase(settings), ...times(settings)];
}
