/*
 * Situation: the backup asks the primary itself whether it knows an address, behind its list; then the primary is down.
 * Promise:   whom the primary knew when it was asked is taken, who is on no list is refused, and who was never asked about
 *            is put off with 450, which is the trap of this second line: mail for them waits at its sender.
 * Origin:    ADDRESS_VERIFICATION_README of Postfix; alone it defeats a backup.
 */
import { askRecipient } from "../../../lab/client/smtp-dialog";
import type { LabBackupMxPair } from "../../../lab/pair/backup-mx";
import { budget } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { greets, runName, settledCount } from "../mail";

const MAILS = 50;

export const drill: Drill<LabBackupMxPair> = {
    name: "recipients-verified",
    situation: "the backup asks the primary about each recipient, and the primary loses power",
    promise: "seen users 250, strangers 550, never-seen users 450; no acknowledged mail is lost",
    origin: "the trap of recipient verification",

    async run(pair: LabBackupMxPair, tell) {
        const promises = new Promises();
        const { a, b, domain } = pair;
        const code = async (user: string) => (await askRecipient(b.address, `<${user}@${domain}>`)).code;
        const expect = async (user: string, wanted: number, when: string) => {
            const found = await code(user);
            tell(`${when}: ${user} gets ${found}`);
            promises.expect(found === wanted, `${user} gets ${wanted} ${when}`, found);
        };
        const on = await pair.up({ verifyRecipients: true });
        promises.expect(on.code === 0, "the up with verification succeeds", on.errors);
        const run = runName("verified");
        const sender = pair.sender(run, { only: b.name, recipients: [`anna@${domain}`] });
        try {
            await eventually(
                "the primary was asked about anna",
                budget("delivery"),
                async () => (await code("anna")) === 250,
            );
            await a.crash();
            await expect("anna", 250, "while the primary is down");
            await expect("ben", 450, "while the primary is down");
            await expect("nobody", 550, "while the primary is down");
            await sender.send(1, MAILS);
        } finally {
            await a.start();
            await greets(a);
        }
        await eventually("ben is known again", 3 * budget("delivery"), async () => (await code("ben")) === 250);
        const { missing, duplicates } = await settledCount(pair, sender, run);
        const off = await pair.up({ verifyRecipients: undefined });
        promises.expect(off.code === 0, "it can be taken away again", off.errors);
        const acknowledged = sender.those("acknowledged").length;
        promises.expect(acknowledged === MAILS, "every mail for who was seen is acknowledged", sender.those("refused"));
        promises.expect(missing.length === 0, "no mail is lost", missing);
        return { numbers: { acknowledged, lost: missing.length, duplicates }, broken: promises.broken };
    },
};
