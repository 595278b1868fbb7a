import { count, mailsOf, type Count } from "../../lab/client/mailbox";
import { dialog } from "../../lab/client/smtp-dialog";
import type { SmtpSender } from "../../lab/client/smtp-sender";
import type { LabMember } from "../../lab/pair";
import type { LabBackupMxPair } from "../../lab/pair/backup-mx";
import { budget } from "../budgets";
import { eventually } from "../helpers/eventually";

/** A name for a run of a sender that no other run has. */
export function runName(drill: string): string {
    return `${drill}-${Date.now().toString(36)}`;
}

/** Waits until a member greets as a mail server; returns when that was, in milliseconds since 1970. */
export async function greets(member: LabMember): Promise<number> {
    return eventually(`${member.name} greets`, budget("serviceBack"), async () => {
        const [greeting] = await dialog(member.address, ["QUIT"]);
        if (greeting.code !== 220) throw new Error(`it says "${greeting.reply}"`);
        return Date.now();
    });
}

/**
 * Waits until what was acknowledged is in the mailboxes and the backup's queue is empty, then counts. After the budget it
 * counts what is there: the rest is lost.
 */
export async function settledCount(pair: LabBackupMxPair, sender: SmtpSender, run: string): Promise<Count> {
    const acknowledged = sender.those("acknowledged").map(({ number }) => number);
    const counted = async () => count(acknowledged, await mailsOf(pair.a.machine, run));
    await eventually("everything is delivered", budget("flush"), async () => {
        return (await counted()).missing.length === 0 && (await waiting(pair.b)) === 0;
    }).catch(() => undefined);
    return counted();
}

/** Mails in the queue of a member. */
export async function waiting(member: Pick<LabMember, "machine">): Promise<number> {
    return Number(await member.machine.succeed(". /usr/local/lib/standby/mail-queue; queue_count | cut -d' ' -f1"));
}

/** Mails that either host gave back to its sender since a time. */
export async function bounced(pair: LabBackupMxPair, since: number): Promise<number> {
    const logs = await Promise.all(pair.members.map((member) => member.logSince(since)));
    // Postfix says that it bounces, Exim marks the recipient that it gives up.
    return [...logs.join("\n").matchAll(/status=bounced|^\S+ \*\* /gm)].length;
}

/** Lets the primary ask for its mail when its mail server starts, or keeps it from that by a condition that is never met. */
export async function primaryAsks({ a }: LabBackupMxPair, does: boolean): Promise<void> {
    const folder = "/run/systemd/system/standby-etrn.service.d";
    const never = `mkdir -p ${folder}; printf '[Unit]\\nConditionPathExists=/nowhere\\n' >${folder}/off.conf`;
    await a.machine.succeed(`${does ? `rm -rf ${folder}` : never}; systemctl daemon-reload`);
}

/** The unit of a member's mail server. */
export function serverOf(pair: LabBackupMxPair, member: "a" | "b"): string {
    return pair.mta(member) === "exim" ? "exim4" : "postfix";
}
