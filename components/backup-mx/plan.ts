import { Bundle } from "../ops/bundle";
import { HostFile } from "../ops/file";
import { filled, shipped, verbatim } from "../ops/host-file";
import { fill, TemplateValues } from "../ops/template";
import { BackupMxSettings } from "./args";

/** Debian packages of both hosts. The certificate is a stock one: enough for opportunistic TLS. */
export const packages = ["postfix", "ssl-cert"] as const;

/** The port that both hosts serve. */
export const tcpPorts = [25] as const;

/** Owner of the mailboxes. main.cf names it by number; 5000 is the custom for virtual mailboxes and above the refused 100. */
const MAILBOX = { name: "standby-mail", uid: 5000, home: "/var/mail/standby" };

const MAIN_CF = "/etc/postfix/main.cf";
const LIBRARY = "/usr/local/lib/standby";
const executable = { mode: "0755" } as const;

/** The recipient list as it travels: one address a line, sorted, so that its digest says whether it changed. */
export function recipientList(recipients: readonly string[]): string {
    return [...new Set(recipients)].sort().join("\n") + "\n";
}

/** Parameters that the user adds, as lines of main.cf. */
export function moreSettings(settings: Readonly<Record<string, string>>): string {
    const names = Object.keys(settings).sort();
    if (names.length === 0) return "";
    return ["", "# postfixSettings", ...names.map((name) => `${name} = ${settings[name]}`)].join("\n");
}

function mainCf(role: "primary" | "backup", values: TemplateValues): HostFile {
    return { path: MAIN_CF, content: fill(shipped("backup-mx", `/${role}${MAIN_CF}.tmpl`), values) };
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
            verbatim("backup-mx", `${LIBRARY}/check-postfix`, executable),
            verbatim("backup-mx", `${LIBRARY}/status.d/postfix`, executable),
            verbatim("backup-mx", `${LIBRARY}/verbs/queue`, executable),
            verbatim("backup-mx", `${LIBRARY}/greets`, executable),
        ],
        data: [{ sha256: recipientsSha256, path: `${LIBRARY}/recipients`, mode: "0640" }],
        builds: table(`/etc/postfix/${tableName}`, right),
        checks: [`sh "$STAGE${LIBRARY}/check-postfix" "$STAGE"`],
        probes: ["timeout 6 /usr/local/lib/standby/greets 127.0.0.1"],
    } satisfies Bundle;
}

const service = { name: "postfix.service", process: "postfix@-.service", reloadOn: [MAIN_CF] };

/** The primary MX: mailboxes for every recipient. */
export function primaryPlan(settings: BackupMxSettings, backupAddress: string, recipientsSha256: string): Bundle {
    const main = mainCf("primary", {
        hostName: settings.names.a,
        domains: settings.domains.join(", "),
        mailboxUid: MAILBOX.uid,
        backupAddress,
        messageSizeLimit: settings.messageSizeLimitBytes,
        more: moreSettings(settings.postfixSettings),
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
    const main = mainCf("backup", {
        hostName: settings.names.b,
        domains: settings.domains.join(", "),
        primaryAddress,
        queueLifetimeDays: settings.queueLifetimeDays,
        messageSizeLimit: settings.messageSizeLimitBytes,
        fastFlushRefreshSeconds: settings.fastFlushRefreshSeconds,
        more: moreSettings(settings.postfixSettings),
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
