/*
 * Situation: the primary is away, and the backup's disk fills up while mail comes in; later there is room again.
 * Promise:   what the backup took stays and is delivered; it says 452 while it has no room for a mail of the size limit,
 *            so senders keep theirs; with room again it takes mail by itself.
 * Origin:    reference drill 9; Postfix asks for 1.5 times message_size_limit, and so must Exim.
 */
import { askRecipient, dialog } from "../../../lab/client/smtp-dialog";
import type { LabBackupMxPair } from "../../../lab/pair/backup-mx";
import { budget } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { greets, runName, settledCount, waiting } from "../mail";

const MAILS = 50;
/** MB left: more than mail needs that is on its way, less than 1.5 times the size limit. */
const LEFT_MB = 20;

export const drill: Drill<LabBackupMxPair> = {
    name: "backup-full",
    situation: `the primary is away and the backup's disk has ${LEFT_MB} MB left after ${MAILS} mails; later there is room`,
    promise: "it answers 452, loses nothing that it took, and takes mail again by itself",
    origin: "a queue that fills its disk",

    async run(pair: LabBackupMxPair, tell) {
        const promises = new Promises();
        const run = runName("backup-full");
        await pair.a.crash();
        const sender = pair.sender(run, { only: pair.b.name, patienceSeconds: 5 });
        await sender.send(1, MAILS);
        await pair.b.machine.fillDisk(LEFT_MB);
        const answer = await eventually("the backup has noticed", budget("serviceBack"), async () => {
            const turns = await dialog(pair.b.address, [
                "EHLO sender.lab.test",
                "MAIL FROM:<sender@outside.test>",
                "QUIT",
            ]);
            if (turns[2].code === 250) throw new Error(turns[2].reply);
            return turns[2];
        });
        tell(`with ${LEFT_MB} MB left it says: ${answer.reply}`);
        promises.expect(answer.code === 452, "it answers 452", answer.reply);
        await sender.send(MAILS + 1, MAILS + 4);
        const putOff = sender.those("given up").length;
        const queued = await waiting(pair.b);
        tell(`${queued} of ${MAILS} wait; ${putOff} of 4 more were put off, ${sender.those("refused").length} refused`);

        await pair.b.machine.freeDisk();
        await eventually("it takes mail again", budget("serviceBack"), async () => {
            return (await askRecipient(pair.b.address, `<${pair.recipients[0]}>`)).code === 250;
        });
        await sender.send(MAILS + 5, MAILS + 10);
        await pair.a.start();
        await greets(pair.a);
        const { delivered, duplicates, missing } = await settledCount(pair, sender, run);

        const acknowledged = sender.those("acknowledged").length;
        const refused = sender.those("refused").length;
        // One that was being written when the disk was full may still be counted.
        promises.expect(queued >= MAILS, "all that was taken waits", queued);
        promises.expect(putOff === 4 && refused === 0, "while it is full senders keep theirs", [putOff, refused]);
        promises.expect(acknowledged === MAILS + 6, "it takes mail again by itself", acknowledged);
        promises.expect(missing.length === 0, "no acknowledged mail is lost", missing);
        const numbers = { acknowledged, delivered, duplicates, lost: missing.length, "put off": putOff, refused };
        return { numbers, broken: promises.broken };
    },
};
