import { MailboxesArgs } from "../mailboxes/args";
import { Bundle, BundlePart, joined } from "../ops/bundle";
import { filled, verbatim } from "../ops/host-file";
import { BackupMxMta, BackupMxSettings } from "./args";
import { eximPart, packages as eximPackages } from "./exim/plan";
import { executable, LIBRARY, MAILBOX, onHost, OnHost } from "./on-host";
import { packages as postfixPackages, postfixPart } from "./postfix/plan";

/** Debian packages of a host with this mail server. */
export function packages(mta: BackupMxMta): readonly string[] {
    return mta === BackupMxMta.Exim ? eximPackages : postfixPackages;
}

/** The mail server of a host, by its own configuration. */
function mtaPart(host: OnHost): BundlePart {
    return host.mta === BackupMxMta.Exim ? eximPart(host) : postfixPart(host);
}

/** The port that both hosts serve. */
export const tcpPorts = [25] as const;

/**
 * The recipient list as it travels: one address a line, sorted, so that its digest says whether it changed. In lower
 * case, as mail servers look addresses up.
 */
export function recipientList(recipients: readonly string[]): string {
    if (recipients.length === 0) return "# none of the program's own\n";
    return [...new Set(recipients.map((address) => address.toLowerCase()))].sort().join("\n") + "\n";
}

/** What both hosts share, whatever their mail server: the list, the operator's words, the question after a change. */
function mailPart({ role, mta, partner, settings, queueOnVolume }: OnHost, recipientsSha256: string): BundlePart {
    const queueOn = queueOnVolume ? "volume" : "disk";
    const known = { role, partner, domains: settings.domains.join(" "), queueOn };
    return {
        files: [
            filled("backup-mx", "/etc/standby/mail.conf", known),
            verbatim("backup-mx", `${LIBRARY}/status.d/mail`, executable),
            verbatim("backup-mx", `${LIBRARY}/verbs/queue`, executable),
            verbatim("backup-mx", `${LIBRARY}/check-former-mta`, executable),
            verbatim("mail", `${LIBRARY}/greets`, executable),
        ],
        data: [{ sha256: recipientsSha256, path: `${LIBRARY}/recipients`, mode: "0640" }],
        checks: [`sh "$STAGE${LIBRARY}/check-former-mta" ${mta} ${queueOn}`],
        probes: ["timeout 6 /usr/local/lib/standby/greets 127.0.0.1"],
    };
}

/** Mailboxes, unless they are elsewhere, and the question to the backup after each start and each `up`: what waits there for them? */
function mailboxPart({ mailboxes }: OnHost): BundlePart {
    const folder = { path: MAILBOX.home, mode: "0700", owner: `${MAILBOX.name}:${MAILBOX.name}` };
    const asksAfterUp = "standby-etrn.path";
    return {
        ...(mailboxes ? {} : { users: [MAILBOX], folders: [folder] }),
        files: [
            verbatim("backup-mx", "/etc/systemd/system/standby-etrn.service"),
            verbatim("backup-mx", `/etc/systemd/system/${asksAfterUp}`),
            verbatim("backup-mx", `${LIBRARY}/ask-for-mail`, executable),
        ],
        units: [{ name: asksAfterUp, restartOn: [`/etc/systemd/system/${asksAfterUp}`] }],
    };
}

/** The watcher that flushes when the primary is back, whatever kept it away. */
function flushPart(): BundlePart {
    const [unit, watcher] = ["/etc/systemd/system/standby-flush.service", `${LIBRARY}/flush-on-return`];
    const restartOn = [unit, watcher, `${LIBRARY}/mail-queue`, "/etc/standby/mail.conf"];
    return {
        files: [
            verbatim("backup-mx", unit),
            verbatim("backup-mx", watcher, executable),
            verbatim("backup-mx", `${LIBRARY}/verbs/flush`, executable),
        ],
        units: [{ name: "standby-flush.service", restartOn }],
    };
}

/** The primary MX: mailboxes for every recipient, here or on the hosts of `mailboxes`. */
export function primaryPlan(
    settings: BackupMxSettings,
    backupAddress: string,
    recipientsSha256: string,
    mailboxes?: MailboxesArgs,
): Bundle {
    const host = onHost("primary", settings, backupAddress, mailboxes);
    return joined("service", mailPart(host, recipientsSha256), mailboxPart(host), mtaPart(host));
}

/** The backup MX: takes mail for the primary's recipients, keeps it, and hands it over when the primary is back. */
export function backupPlan(settings: BackupMxSettings, primaryAddress: string, recipientsSha256: string): Bundle {
    const host = onHost("backup", settings, primaryAddress);
    return joined("service", mailPart(host, recipientsSha256), mtaPart(host), flushPart());
}
