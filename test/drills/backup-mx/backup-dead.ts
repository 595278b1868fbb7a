/*
 * Situation: the backup MX loses power while mail comes in, and comes back later.
 * Promise:   nobody who sends mail notices: nothing is lost, refused or put off; once back, the backup serves again.
 * Origin:    a spare that is lost must cost nothing.
 */
import { askRecipient } from "../../../lab/client/smtp-dialog";
import type { LabBackupMxPair } from "../../../lab/pair/backup-mx";
import { budget } from "../../budgets";
import { Promises, type Drill } from "../drill";
import { bounced, greets, runName, settledCount } from "../mail";

/** The drill with so many mails; the backup dies after a third of them. */
export function backupDead(mails: number): Drill<LabBackupMxPair> {
    const deathAfter = Math.floor(mails / 3);
    return {
        name: "backup-dead",
        situation: `the backup loses power after the first ${deathAfter} of ${mails} mails, and is back later`,
        promise: "nothing is lost, refused or put off; once back, the backup takes mail and hands it over",
        origin: "a spare that is lost must cost nothing",

        async run(pair: LabBackupMxPair, tell) {
            const promises = new Promises();
            const run = runName("backup-dead");
            const replySeconds = budget("reply");
            const sender = pair.sender(run, { replySeconds });
            const started = Date.now();
            let crashed: Promise<void> | undefined;
            let acknowledged = 0;
            await sender.send(1, mails, ({ state }) => {
                if (state === "acknowledged" && ++acknowledged === deathAfter) crashed = pair.b.crash();
            });
            await crashed;
            const putOff = [...sender.outcomes.values()].filter(({ failures }) => failures.length > 0);
            tell(
                `${mails} mails sent, the primary took ${sender.those("acknowledged").length}, ${putOff.length} put off`,
            );

            await pair.b.start();
            await greets(pair.b);
            const stranger = await askRecipient(pair.b.address, `<nobody@${pair.domain}>`);
            promises.expect(stranger.code === 550, "the backup knows its recipients again", stranger.reply);
            const viaBackup = pair.sender(run, { only: pair.b.name, replySeconds });
            await viaBackup.send(mails + 1, mails + 10);
            tell(`the backup is back and took ${viaBackup.those("acknowledged").length} of 10 mails given to it`);
            const first = await settledCount(pair, sender, run);
            const second = await settledCount(pair, viaBackup, run);

            const numbers = {
                sent: mails + 10,
                acknowledged: sender.those("acknowledged").length + viaBackup.those("acknowledged").length,
                delivered: second.delivered,
                duplicates: second.duplicates,
                lost: first.missing.length + second.missing.length,
                refused: sender.those("refused").length + viaBackup.those("refused").length,
                "put off": putOff.length,
                bounced: await bounced(pair, started),
                "longest gap s": sender.longestGap(),
            };
            promises.expect(numbers.acknowledged === numbers.sent, "every mail is acknowledged", numbers.acknowledged);
            promises.expect(numbers.lost === 0, "no acknowledged mail is lost", [...first.missing, ...second.missing]);
            promises.expect(numbers.refused === 0, "no mail is refused", numbers.refused);
            promises.expect(numbers["put off"] === 0, "no mail is put off", putOff.slice(0, 3));
            promises.expect(numbers.bounced === 0, "no mail bounces", numbers.bounced);
            promises.expect(numbers.duplicates === 0, "no mail arrives twice", numbers.duplicates);
            return { numbers, broken: promises.broken };
        },
    };
}

export const drill = backupDead(300);
