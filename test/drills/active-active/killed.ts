/*
 * Situation: the serving member loses its power while strangers send mail. Nobody does anything. Later an operator says
 *            `standby unfence` on the survivor.
 * Promise:   the other member is named by the witness, has the lost one powered off, mounts and serves by itself; each mail that was
 *            acknowledged is there, once; the lost one stays off until it is let in, gets what it lacks, and both disks are alike.
 *            Never two that serve.
 * Origin:    the reason for a pair; two primaries without a fence lose mail by design.
 */
import { randomBytes } from "node:crypto";
import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import type { LabMember } from "../../../lab/pair/member";
import { budget } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";

/** Before the fault, and after it. */
const MAILS = 30;
/** A stream that an emulated machine keeps up with. */
const STEADY = { connections: 2, restMs: 200 };

export const drill: Drill<LabActiveActivePair> = {
    name: "killed",
    situation: "the serving member loses its power under load; nobody does anything until it is let in again",
    promise: "the other one serves by itself; 0 acknowledged mails lost, none there twice, never two that serve",
    origin: "power loss of a virtual machine, whose page cache dies with it",

    async run(pair, tell) {
        const promises = new Promises();
        const writer = pair.writer(`killed-${randomBytes(3).toString("hex")}`, STEADY);
        writer.start();
        const acknowledged = () => writer.numbers("acknowledged").length;
        await eventually("mail is taken", budget("sending"), () => acknowledged() >= MAILS);
        const gone = await pair.primaryNow();
        const heir = pair.otherOf(gone);
        const epoch = Number((await pair.lock()).epoch);
        await gone.crash();
        const fault = Date.now();
        const since = () => (Date.now() - fault) / 1000;
        await eventually(`${heir.member} mounts the volume`, budget("serviceBack"), () => mounted(heir));
        const mount = since();
        await eventually("a user logs in there", budget("serviceBack"), () => pair.logsIn(heir));
        const mailbox = since();
        const before = acknowledged();
        await eventually("mail is taken again", budget("sending"), () => acknowledged() >= before + MAILS);
        await writer.stop();
        const gap =
            Math.max(
                0,
                ...writer
                    .gaps(0)
                    .filter(({ from, ms }) => from + ms >= fault)
                    .map(({ ms }) => ms),
            ) / 1000;
        tell(`${heir.member} mounted after ${mount.toFixed(1)} s, a user logged in after ${mailbox.toFixed(1)} s`);
        const lock = await pair.lock();
        const named = { holder: heir.member, shut: gone.member, epoch: String(epoch + 1) };
        promises.expect(
            lock.holder === named.holder && lock.shut === named.shut && lock.epoch === named.epoch,
            "the lock names the heir, one epoch on, and shuts the lost one out",
            lock,
        );
        // The host under it has power again, and the cloud leaves off what was shut down meanwhile.
        await gone.restore();
        promises.expect(!gone.machine.running(), "the lost member stays off when its host has power again");

        const unfence = await heir.standby("unfence 150");
        promises.expect(unfence.code === 0, "the lost member is let in", unfence.stderr.slice(-400));
        const back = since() - mailbox;
        const serving = await pair.serving();
        promises.expect(
            serving.length === 1 && serving[0] === heir,
            "the heir alone serves",
            serving.map((one) => one.member),
        );
        await eventually("what waits is delivered", budget("delivery"), () => drained(heir));
        const { missing, doubled, there } = await pair.count(writer);
        promises.expect(missing.length === 0, "no acknowledged mail is lost", missing);
        promises.expect(doubled.length === 0, "no mail is there twice", doubled);
        const verify = await heir.standby("verify");
        promises.expect(verify.code === 0, "both disks are alike", verify.stderr.slice(-400));
        const numbers = { acknowledged: acknowledged(), there, lost: missing.length, "there twice": doubled.length };
        const seconds = {
            "mounted after s": mount,
            "mailbox after s": mailbox,
            "SMTP gap s": gap,
            "let in after s": back,
        };
        return { numbers: { ...numbers, ...seconds }, broken: promises.broken };
    },
};

async function mounted({ machine }: LabMember): Promise<boolean> {
    return (await machine.run("mountpoint -q /srv/mail && test -s /run/standby-pair/serving")).code === 0;
}

async function drained({ machine }: LabMember): Promise<boolean> {
    return (await machine.run("postqueue -p | grep -q 'is empty'")).code === 0;
}
