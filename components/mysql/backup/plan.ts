import { BundlePart } from "../../ops/bundle";
import { HostFile } from "../../ops/file";
import { filled, verbatim } from "../../ops/host-file";
import { shellValues } from "../../ops/shell-values";
import { MySqlBackupSettings } from "./args";

const LIBRARY = "/usr/local/lib/standby";
const BACKUP = `${LIBRARY}/backup`;
const CONF = "/etc/standby/backup";
const UNITS = "/etc/systemd/system";
const COMMANDS = ["take", "retain", "ship", "restore-full", "restore-point"].map((name) => `${BACKUP}/${name}`);
const SOURCED = ["lib", "store", "full", "private", "chain"].map((name) => `${BACKUP}/${name}`);
const VERBS = ["verbs/backup", "verbs/restore", "status.d/backup"].map((name) => `${LIBRARY}/${name}`);
const secret = { mode: "0600" } as const;

/** Settings for a shell. The values are validated: none holds a quote. */
function settingsFile(settings: MySqlBackupSettings): HostFile {
    const { directory, s3, passphrase } = settings;
    const values = {
        KIND: s3 ? "s3" : "directory",
        DIRECTORY: directory ?? "",
        MOUNTED: settings.directoryIsMount ? "yes" : "no",
        REMOTE: s3 ? `store:${s3.bucket}/${s3.prefix}` : "",
        ENCRYPTED: passphrase === undefined ? "no" : "yes",
        KEEP_DAYS: settings.keepDays,
        SHIP_SECONDS: settings.binlogEverySeconds,
    };
    return { path: `${CONF}/settings`, content: shellValues(values), ...secret };
}

/**
 * How rclone reaches the bucket. An upload has at most 10000 parts, and each part that is under way takes memory: so a
 * backup may have 312 GiB as it is stored, with 64 MiB of memory.
 */
function rcloneFile({ s3 }: MySqlBackupSettings): HostFile[] {
    if (!s3) return [];
    const values = {
        ...{ type: "s3", provider: "Other", env_auth: "false", endpoint: s3.endpoint, region: s3.region },
        ...{ access_key_id: s3.accessKeyId, secret_access_key: s3.secretAccessKey },
        ...{ no_check_bucket: "true", chunk_size: "32Mi", upload_concurrency: "2" },
    };
    const lines = Object.entries(values).map(([name, value]) => `${name} = ${value}\n`);
    return [{ path: `${CONF}/rclone.conf`, content: `[store]\n${lines.join("")}`, ...secret }];
}

function passphraseFile({ passphrase }: MySqlBackupSettings): HostFile[] {
    return passphrase === undefined ? [] : [{ path: `${CONF}/passphrase`, content: `${passphrase}\n`, ...secret }];
}

/** Debian packages of every member that takes backups. */
export const backupPackages = ["mariadb-backup", "zstd"] as const;

/** The backups of one member: what takes and ships them, the operator's words, and where they go. */
export function backupPart(settings: MySqlBackupSettings): BundlePart {
    const { directory, directoryIsMount, s3, passphrase, fullOnCalendar } = settings;
    const mount = directory === undefined ? "" : `RequiresMountsFor=${directory}`;
    const config = [settingsFile(settings), ...rcloneFile(settings), ...passphraseFile(settings)];
    const ship = `${UNITS}/standby-binlog.service`;
    const timer = `${UNITS}/standby-backup.timer`;
    return {
        packages: [...backupPackages, ...(s3 ? ["rclone"] : []), ...(passphrase === undefined ? [] : ["gpg"])],
        folders: directory === undefined || directoryIsMount ? [] : [{ path: directory, mode: "0700" }],
        files: [
            ...config,
            ...[...COMMANDS, ...VERBS].map((path) => verbatim("mysql", path, { mode: "0755" })),
            ...SOURCED.map((path) => verbatim("mysql", path)),
            filled("mysql", `${UNITS}/standby-backup.service`, { mount }),
            filled("mysql", ship, { mount }),
            filled("mysql", timer, { calendar: fullOnCalendar }),
        ],
        checks: [`systemd-analyze calendar '${fullOnCalendar}' >/dev/null`],
        units: [
            { name: "standby-backup.timer", restartOn: [timer] },
            {
                name: "standby-binlog.service",
                restartOn: [ship, `${BACKUP}/ship`, ...SOURCED.slice(0, 2), ...config.map(({ path }) => path)],
            },
        ],
    };
}
