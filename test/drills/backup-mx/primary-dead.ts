/*
 * Situation: the primary MX loses power while mail comes in, and comes back after the last mail was sent.
 * Promise:   no acknowledged mail is lost, none is left in a queue, none is refused, none bounces; at most 2 arrive twice, since SMTP
 *            cannot tell a lost acknowledgement from a lost mail; more on virtual machines (machine/power-cut.test.ts). Who does not
 *            exist is refused at once, also by the backup.
 * Origin:    the reason for a backup MX; duplicates: RFC 5321, 4.5.3.2.6. On virtual machines what was in memory dies with them; in
 *            containers the processes alone do.
 */
import { askRecipient } from "../../../lab/client/smtp-dialog";
import type { LabBackupMxPair } from "../../../lab/pair/backup-mx";
import { budget } from "../../budgets";
import { Promises, type Drill } from "../drill";
import { bounced, greets, runName, settledCount, waiting } from "../mail";

const MOST_DUPLICATES = 2;

/** The drill with so many mails, of which so many may arrive twice; the primary dies after three of ten. */
export function primaryDead(mails: number, mostDuplicates = MOST_DUPLICATES): Drill<LabBackupMxPair> {
    const deathAfter = Math.floor(mails * 0.3);
    return {
        name: "primary-dead",
        situation: `the primary loses power after the first ${deathAfter} of ${mails} mails, and is back after the last`,
        promise: `0 acknowledged mails lost, 0 left in the queue, 0 refused, 0 bounced, at most ${mostDuplicates} duplicates`,
        origin: "the reason for a backup MX",

        async run(pair: LabBackupMxPair, tell) {
            const promises = new Promises();
            const run = runName("primary-dead");
            const sender = pair.sender(run, { replySeconds: budget("reply") });
            const started = Date.now();
            let crashed: Promise<void> | undefined;
            let acknowledged = 0;
            await sender.send(1, mails, ({ state }) => {
                if (state === "acknowledged" && ++acknowledged === deathAfter) crashed = pair.a.crash();
            });
            await crashed;
            const sendSeconds = (Date.now() - started) / 1000;
            const byBackup = sender.those("acknowledged").filter(({ by }) => by === pair.b.name).length;
            const queued = await waiting(pair.b);
            tell(
                `${mails} mails sent in ${sendSeconds.toFixed(1)} s; the backup took ${byBackup}, ${queued} wait there`,
            );

            const stranger = await askRecipient(pair.b.address, `<nobody@${pair.domain}>`);
            tell(`to somebody who does not exist the backup says: ${stranger.reply}`);
            promises.expect(stranger.code === 550, "an unknown recipient is refused by the backup", stranger.reply);

            await pair.a.start();
            const back = await greets(pair.a);
            tell("the primary is back; nobody gives an order to flush");
            const { delivered, duplicates, missing } = await settledCount(pair, sender, run);
            const flushSeconds = (Date.now() - back) / 1000;

            const numbers = {
                sent: mails,
                acknowledged: sender.those("acknowledged").length,
                "by backup": byBackup,
                delivered,
                duplicates,
                lost: missing.length,
                "still queued": await waiting(pair.b),
                refused: sender.those("refused").length,
                bounced: await bounced(pair, started),
                "longest gap s": sender.longestGap(),
                "flush s": flushSeconds,
                "mails/s": mails / sendSeconds,
            };
            promises.expect(numbers.acknowledged === mails, "every mail is acknowledged", sender.those("given up"));
            promises.expect(byBackup > 0 && byBackup < mails, "both hosts took mail, or the drill was none", byBackup);
            promises.expect(numbers.lost === 0, "no acknowledged mail is lost", missing);
            promises.expect(numbers["still queued"] === 0, "no mail waits at the end", numbers["still queued"]);
            promises.expect(numbers.refused === 0, "no mail is refused", sender.those("refused").slice(0, 3));
            promises.expect(numbers.bounced === 0, "no mail bounces", numbers.bounced);
            promises.expect(duplicates <= mostDuplicates, `at most ${mostDuplicates} duplicates`, duplicates);
            return { numbers, broken: promises.broken };
        },
    };
}

export const drill = primaryDead(1000);
