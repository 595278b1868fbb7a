import { dialog } from "../../../lab/client/smtp-dialog";
import type { LabMember } from "../../../lab/pair";
import type { LabBackupMxPair } from "../../../lab/pair/backup-mx";
import { budget, budgetMs } from "../../budgets";
import { GREYLIST_SECONDS } from "../../drills/backup-mx/with-filters";
import { eventually } from "../../helpers/eventually";

/** The last reply of a session that sends this mail to a member of the pair. */
export async function sent(
    { domain }: LabBackupMxPair,
    { address }: LabMember,
    mail: string,
    from = "stranger@outside.test",
): Promise<string> {
    const says = ["EHLO sender.lab.test", `MAIL FROM:<${from}>`, `RCPT TO:<anna@${domain}>`, "DATA", mail];
    return (await dialog(address, says, 25, budgetMs("delivery"))).at(-1)?.reply ?? "";
}

/** Sends this mail until the member takes it: a filter puts who is suspicious off once. */
export async function taken(pair: LabBackupMxPair, member: LabMember, mail: string, from: string): Promise<void> {
    await eventually(`${member.name} takes it`, GREYLIST_SECONDS + budget("delivery"), async () => {
        return /^250 /.test(await sent(pair, member, mail, from));
    });
}

/** The mail of a run, once it is in its mailbox. */
export async function arrived({ a }: LabBackupMxPair, run: string): Promise<string> {
    const find = `grep -rl --exclude-dir=tmp '^Subject: ${run}' /var/mail/standby | xargs -r cat`;
    await eventually(`${run} is delivered`, budget("delivery"), async () => (await a.machine.run(find)).stdout !== "");
    return a.machine.succeed(find);
}
