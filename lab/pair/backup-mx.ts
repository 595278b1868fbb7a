import type { BackupMxTopology } from "../../components/backup-mx/topology";
import { SmtpSender, type SenderOptions } from "../client/smtp-sender";
import { LabPair } from "../pair";

/** A backup-MX pair in a lab. */
export class LabBackupMxPair extends LabPair<BackupMxTopology> {
    /** Every address that exists. */
    get recipients(): string[] {
        return this.settings.recipients as string[];
    }

    get domain(): string {
        return this.topology.domains[0];
    }

    /** The mail server of a member. */
    mta(member: "a" | "b"): string {
        return String(this.settings[member === "a" ? "primaryMta" : "backupMta"] ?? "postfix");
    }

    /** A sender outside of the pair, whose mails can be told from all others by the run's name. */
    sender(run: string, options: Partial<SenderOptions> = {}): SmtpSender {
        return new SmtpSender({ resolver: this.resolver, recipients: this.recipients, run, ...options });
    }
}
