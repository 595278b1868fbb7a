import { MailboxesArgs } from "../mailboxes/args";
import { HostFile } from "../ops/file";
import { shipped, verbatim } from "../ops/host-file";
import { fill, TemplateValues } from "../ops/template";
import { BackupMxMta, BackupMxSettings } from "./args";
import { PolicyOnHost, primarySizeLimit } from "./policy/policy-on-host";

export const LIBRARY = "/usr/local/lib/standby";
export const executable = { mode: "0755" } as const;

/** One host of the pair, as a mail server's configuration is made for it. */
export interface OnHost {
    readonly role: "primary" | "backup";
    readonly mta: BackupMxMta;
    /** Its full name. */
    readonly hostName: string;
    /** Address of the other host. */
    readonly partner: string;
    readonly settings: BackupMxSettings;
    readonly policy: PolicyOnHost;
    /** Where a primary hands its mail to. @default it keeps mail itself */
    readonly mailboxes?: MailboxesArgs;
    /** Is its queue on a volume of its own? */
    readonly queueOnVolume: boolean;
}

/** Largest mail that the host of this role takes, in bytes. */
export function sizeLimit(role: OnHost["role"], messageSizeLimitBytes: number): number {
    return role === "primary" ? primarySizeLimit(messageSizeLimitBytes) : messageSizeLimitBytes;
}

/** The host of this role; the other one is at `partner`. */
export function onHost(
    role: OnHost["role"],
    settings: BackupMxSettings,
    partner: string,
    mailboxes?: MailboxesArgs,
): OnHost {
    const { policy, names, messageSizeLimitBytes, mta } = settings;
    const member = role === "primary" ? "a" : "b";
    const limit = sizeLimit(role, messageSizeLimitBytes);
    return {
        ...{ role, mta: mta[member], hostName: names[member], partner, settings },
        queueOnVolume: settings.queueGiB[member] !== undefined,
        ...(role === "primary" && mailboxes ? { mailboxes } : {}),
        policy: {
            ...{ ...policy, messageSizeLimitBytes: limit, ownNames: [names.a, names.b], partner },
            signs: policy.spamFilter !== undefined && settings.identity?.dkimGeneration !== undefined,
            mxBackupNetworks: role === "backup" ? settings.permitMxBackupNetworks : [],
        },
    };
}

/** A file of this pair that is shipped in `files/VARIANT`: one of a role, or of a mail server. */
export function ofVariant(variant: string, path: string, more: Partial<HostFile> = {}): HostFile {
    return { ...verbatim("backup-mx", `/${variant}${path}`), ...more, path };
}

/** The same of a template, filled. */
export function filledVariant(variant: string, path: string, values: TemplateValues): HostFile {
    return { path, content: fill(shipped("backup-mx", `/${variant}${path}.tmpl`), values) };
}

/** Owner of the mailboxes. Configurations name it by number; 5000 is the custom for virtual mailboxes, and above the refused 100. */
export const MAILBOX = { name: "standby-mail", uid: 5000, home: "/var/mail/standby" };
