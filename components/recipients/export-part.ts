import { BundlePart } from "../ops/bundle";
import { HostFile } from "../ops/file";
import { filled, verbatim } from "../ops/host-file";
import { shellValues } from "../ops/shell-values";
import { RecipientsFrom } from "./args";

/** Who the backup logs in as: it may read one list, and run one program. sshd runs that by the user's shell. */
const USER = { name: "standby-list", uid: 5104, home: "/var/lib/standby-list", shell: "/bin/sh" } as const;
/** The user that the backup logs in as. */
export const LIST_USER = USER.name;

const LIBRARY = "/usr/local/lib/standby/recipient-list";
const UNIT = "standby-recipients-export.service";
const UNIT_FILE = `/etc/systemd/system/${UNIT}`;
const CONF = "/etc/standby/recipients-export.conf";
const QUERY = "/etc/standby/recipients-export.sql";
const executable = { mode: "0755" } as const;

/** Where the list is told by one of several hosts alone. */
export interface ListLimits {
    /** A command that succeeds while this host may tell it. */
    readonly onlyIf: string;
    /** Name of users of our own on it: they and those that begin with it and "_" are left out. */
    readonly except: string;
}

function conf({ source, sql, cyrusConfig }: RecipientsFrom, domains: readonly string[], limits?: ListLimits): string {
    const lines = {
        ...{ SOURCE: source, DOMAINS: domains.join(" "), CYRUS_CONF: cyrusConfig },
        ...{ ONLY_IF: limits?.onlyIf ?? "", EXCEPT: limits?.except ?? "" },
    };
    const database = { SQL_ENGINE: sql?.engine ?? "", SQL_DATABASE: sql?.database ?? "" };
    return shellValues({ ...lines, ...database });
}

/**
 * What a primary needs that a backup pulls its recipients from: a service that lists them, as root, since most sources
 * are root's; and a user of its own who may be told that list, and nothing else.
 * @param publicKey the backup's, "ssh-ed25519 AAAA…"
 * @param limits where several hosts have the list, and one of them may tell it
 */
export function exportPart(
    from: RecipientsFrom,
    domains: readonly string[],
    publicKey: string,
    limits?: ListLimits,
): BundlePart {
    const query: HostFile[] = from.sql
        ? [{ path: QUERY, content: `${from.sql.query.trim().replace(/;$/, "")};\n`, mode: "0600" }]
        : [];
    const programs = ["export", "answer"].map((name) => verbatim("recipients", `${LIBRARY}/${name}`, executable));
    const everySeconds = Math.max(5, Math.floor(from.everySeconds / 2));
    return {
        users: [USER],
        folders: [
            // Of root: the user can put nothing beside its key.
            { path: USER.home, mode: "0755" },
            { path: `${USER.home}/.ssh`, mode: "0755" },
            { path: "/var/lib/standby-export", mode: "0750", owner: `root:${USER.name}` },
        ],
        files: [
            ...programs,
            { path: CONF, content: conf(from, domains, limits), mode: "0600" },
            ...query,
            filled("recipients", UNIT_FILE, { everySeconds }),
            {
                path: `${USER.home}/.ssh/authorized_keys`,
                content: `restrict,command="${LIBRARY}/answer" ${publicKey}\n`,
            },
        ],
        units: [{ name: UNIT, restartOn: [UNIT_FILE, CONF, QUERY, `${LIBRARY}/export`] }],
    };
}
