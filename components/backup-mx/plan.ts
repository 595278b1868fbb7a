import { Bundle } from "../ops/bundle";
import { HostFile } from "../ops/file";
import { filled, shipped, verbatim } from "../ops/host-file";
import { fill, TemplateValues } from "../ops/template";
import { PULLED_MAP, STALE_MAP } from "../recipients/pull-part";
import { BackupMxSettings } from "./args";
import { CERTIFICATE } from "./tls-part";

/** Debian packages of both hosts. */
export const packages = ["postfix"] as const;

/** The port that both hosts serve. */
export const tcpPorts = [25] as const;

/** Owner of the mailboxes. main.cf names it by number; 5000 is the custom for virtual mailboxes and above the refused 100. */
const MAILBOX = { name: "standby-mail", uid: 5000, home: "/var/mail/standby" };

const MAIN_CF = "/etc/postfix/main.cf";
const LIBRARY = "/usr/local/lib/standby";
const executable = { mode: "0755" } as const;

/**
 * The recipient list as it travels: one address a line, sorted, so that its digest says whether it changed. In lower
 * case, as Postfix looks addresses up.
 */
export function recipientList(recipients: readonly string[]): string {
    if (recipients.length === 0) return "# none of the program's own\n";
    return [...new Set(recipients.map((address) => address.toLowerCase()))].sort().join("\n") + "\n";
}

/** Puts the user's own parameters into a main.cf: in the place of the line that sets one already, else at the end. */
export function withSettings(mainCf: string, settings: Readonly<Record<string, string>>): string {
    const lines = mainCf.trimEnd().split("\n");
    for (const name of Object.keys(settings).sort()) {
        const line = `${name} = ${settings[name]}`;
        const index = lines.findIndex((existing) => existing.startsWith(`${name} =`));
        if (index >= 0) lines[index] = line;
        else lines.push(line);
    }
    return lines.join("\n") + "\n";
}

/**
 * 550 for who does not exist, where the default puts all of them off for days. What could not be asked while the primary
 * was down is asked again after a minute, not after three hours.
 */
const VERIFIED =
    ", reject_unverified_recipient\nunverified_recipient_reject_code = 550\naddress_verify_negative_refresh_time = 60s";

/** What main.cf of the backup says of recipients beside the program's own. */
function recipientValues({ recipientsFrom, verifyRecipients }: BackupMxSettings): TemplateValues {
    return {
        pulledRecipients: recipientsFrom ? `, ${PULLED_MAP}` : "",
        staleRecipients: recipientsFrom ? `check_recipient_access ${STALE_MAP}, ` : "",
        verifiedRecipients: verifyRecipients ? VERIFIED : "",
    };
}

function mainCf(role: "primary" | "backup", settings: BackupMxSettings, values: TemplateValues): HostFile {
    const stock = fill(shipped("backup-mx", `/${role}${MAIN_CF}.tmpl`), {
        domains: settings.domains.join(", "),
        messageSizeLimit: settings.messageSizeLimitBytes,
        ...values,
    });
    return { path: MAIN_CF, content: withSettings(stock, settings.postfixSettings) };
}

/** A lookup table made on the host from the recipient list: `right` is an awk expression for the right-hand side. */
function table(path: string, right: string) {
    const from = `${LIBRARY}/recipients`;
    const awk = `awk -F@ '{ print $0 " " ${right} }' "$STAGE${from}" > "$STAGE${path}"`;
    return [
        { path, from, command: awk },
        { path: `${path}.db`, from, command: `postmap "hash:$STAGE${path}"` },
    ];
}

/** What both hosts share: the checks before, the service, the question after. */
function postfix(files: HostFile[], recipientsSha256: string, tableName: string, right: string) {
    return {
        phase: "service",
        packages,
        files: [
            ...files,
            verbatim("mail", `${LIBRARY}/check-postfix`, executable),
            verbatim("backup-mx", `${LIBRARY}/status.d/postfix`, executable),
            verbatim("backup-mx", `${LIBRARY}/verbs/queue`, executable),
            verbatim("mail", `${LIBRARY}/greets`, executable),
        ],
        data: [{ sha256: recipientsSha256, path: `${LIBRARY}/recipients`, mode: "0640" }],
        builds: table(`/etc/postfix/${tableName}`, right),
        checks: [`sh "$STAGE${LIBRARY}/check-postfix" "$STAGE"`],
        probes: ["timeout 6 /usr/local/lib/standby/greets 127.0.0.1"],
    } satisfies Bundle;
}

const service = { name: "postfix.service", process: "postfix@-.service", reloadOn: [MAIN_CF, CERTIFICATE] };

/** The primary MX: mailboxes for every recipient. */
export function primaryPlan(settings: BackupMxSettings, backupAddress: string, recipientsSha256: string): Bundle {
    const main = mainCf("primary", settings, {
        hostName: settings.names.a,
        mailboxUid: MAILBOX.uid,
        backupAddress,
    });
    return {
        ...postfix([main], recipientsSha256, "mailboxes", '$2 "/" $1 "/"'),
        users: [MAILBOX],
        folders: [{ path: MAILBOX.home, mode: "0700", owner: `${MAILBOX.name}:${MAILBOX.name}` }],
        units: [service],
    };
}

/** The backup MX: takes mail for the primary's recipients, keeps it, and hands it over when the primary is back. */
export function backupPlan(settings: BackupMxSettings, primaryAddress: string, recipientsSha256: string): Bundle {
    const main = mainCf("backup", settings, {
        hostName: settings.names.b,
        primaryAddress,
        queueLifetimeDays: settings.queueLifetimeDays,
        messageSizeLimit: settings.messageSizeLimitBytes,
        fastFlushRefreshSeconds: settings.fastFlushRefreshSeconds,
        ...recipientValues(settings),
    });
    const watcher = "/etc/systemd/system/standby-flush.service";
    const watch = { primaryAddress, domains: settings.domains.join(" ") };
    const files = [
        main,
        filled("backup-mx", watcher, watch),
        verbatim("backup-mx", `${LIBRARY}/flush-on-return`, executable),
        verbatim("backup-mx", `${LIBRARY}/verbs/flush`, executable),
    ];
    return {
        ...postfix(files, recipientsSha256, "relay_recipients", '"relay"'),
        units: [service, { name: "standby-flush.service", restartOn: [watcher, `${LIBRARY}/flush-on-return`] }],
    };
}
