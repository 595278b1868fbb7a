import { BundlePart } from "../../ops/bundle";
import { HostFile } from "../../ops/file";
import { filled, verbatim } from "../../ops/host-file";
import { shellValues } from "../../ops/shell-values";
import { BackupSettings } from "../../database/backup/settings";

const LIBRARY = "/usr/local/lib/standby";
const BACKUP = `${LIBRARY}/backup`;
const CONF = "/etc/standby/backup";
const UNITS = "/etc/systemd/system";
/** What pgBackRest and the archive_command write down; the account postgres owns it. */
const STATE = "/var/lib/standby-backup";
const COMMANDS = ["wal", "take", "restore", "place"].map((name) => `${BACKUP}/${name}`);
const SOURCED = ["lib", "private"].map((name) => `${BACKUP}/${name}`);
const VERBS = ["verbs/backup", "verbs/restore", "status.d/backup"].map((name) => `${LIBRARY}/${name}`);
/** The archive_command runs as postgres. */
const readable = { mode: "0640", owner: "root:postgres" } as const;

/** Settings for a shell. The values are validated: none holds a quote. */
function settingsFile({ directory, directoryIsMount, s3 }: BackupSettings): HostFile {
    const values = {
        KIND: s3 ? "s3" : "directory",
        DIRECTORY: directory ?? "",
        MOUNTED: directoryIsMount ? "yes" : "no",
        PGDATA: "/var/lib/postgresql/15/main",
        PGBIN: "/usr/lib/postgresql/15/bin",
    };
    return { path: `${CONF}/settings`, content: shellValues(values), ...readable };
}

function place({ directory, s3 }: BackupSettings): Record<string, string> {
    // On a disk, what fails fails again: a second try after 15 s is for networks.
    if (!s3) return { "repo1-type": "posix", "repo1-path": `${directory}/pgbackrest`, "job-retry": "1" };
    return {
        ...{ "repo1-type": "s3", "repo1-path": `/${s3.prefix}`, "repo1-s3-uri-style": "path" },
        ...{ "repo1-s3-endpoint": s3.endpoint, "repo1-s3-bucket": s3.bucket, "repo1-s3-region": s3.region },
        ...{ "repo1-s3-key": s3.accessKeyId, "repo1-s3-key-secret": s3.secretAccessKey },
    };
}

/**
 * pgBackRest's own file, with its secrets. A backup that was broken off is not resumed: what is half there is dropped.
 */
function pgbackrestFile(settings: BackupSettings): HostFile {
    const { passphrase, keepDays } = settings;
    const values = {
        ...place(settings),
        ...(passphrase === undefined ? {} : { "repo1-cipher-type": "aes-256-cbc", "repo1-cipher-pass": passphrase }),
        ...{ "repo1-bundle": "y", "repo1-retention-full-type": "time", "repo1-retention-full": keepDays },
        ...{ "compress-type": "zst", "compress-level": 3, "process-max": 2 },
        ...{ "start-fast": "y", resume: "n", "archive-timeout": 300, "io-timeout": 30 },
        ...{ "log-level-console": "off", "log-level-file": "off", "log-level-stderr": "warn" },
        "lock-path": `${STATE}/lock`,
    };
    const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
    const cluster = "pg1-path=/var/lib/postgresql/15/main\npg1-socket-path=/var/run/postgresql\n";
    return { path: `${CONF}/pgbackrest.conf`, content: `[global]\n${lines.join("")}\n[main]\n${cluster}`, ...readable };
}

/** Debian packages of every member that takes backups. */
export const backupPackages = ["pgbackrest", "jq"] as const;

/** The backups of one member: what takes and stores them, the operator's words, and where they go. */
export function backupPart(settings: BackupSettings): BundlePart {
    const { directory, directoryIsMount, s3, fullOnCalendar } = settings;
    const mount = directory === undefined ? "" : `RequiresMountsFor=${directory}`;
    const timers = ["standby-backup", "standby-backup-wanted"].map((name) => `${UNITS}/${name}.timer`);
    const placeUnit = `${UNITS}/standby-backup-place.service`;
    return {
        packages: [...backupPackages, ...(s3 ? ["ca-certificates"] : [])],
        folders: [
            ...(directory === undefined || directoryIsMount ? [] : [{ path: directory }]),
            { path: STATE, mode: "0750", owner: "postgres:postgres" },
        ],
        files: [
            settingsFile(settings),
            pgbackrestFile(settings),
            ...[...COMMANDS, ...VERBS].map((path) => verbatim("postgres", path, { mode: "0755" })),
            ...SOURCED.map((path) => verbatim("postgres", path)),
            ...["standby-backup", "standby-backup-wanted", "standby-backup-place"].map((name) =>
                filled("postgres", `${UNITS}/${name}.service`, { mount }),
            ),
            filled("postgres", timers[0], { calendar: fullOnCalendar }),
            verbatim("postgres", timers[1]),
        ],
        checks: [`systemd-analyze calendar '${fullOnCalendar}' >/dev/null`],
        units: [
            { name: "standby-backup-place.service", restartOn: [placeUnit, `${CONF}/settings`] },
            { name: "standby-backup.timer", restartOn: [timers[0]] },
            { name: "standby-backup-wanted.timer", restartOn: [timers[1]] },
        ],
    };
}
