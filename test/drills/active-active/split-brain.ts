/*
 * Situation: a split brain on purpose: the link is cut, the lost member is booted beside the pair, and by hand (`drbdadm primary
 *            --force`) it takes mail that nobody else has: one in a mailbox, one in a folder of its own, one that waits in the queue. The
 *            serving member goes on taking mail. Then the link is mended.
 * Promise:   DRBD throws nothing away and says so on both; `standby repair-split-brain` brings all mail to the member that the witness
 *            names, and gives up the other disk only then; each mail of either side is there, once; both disks are alike.
 * Origin:    two primaries that both wrote: with the usual settings one side is discarded.
 */
import { randomBytes } from "node:crypto";
import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import type { LabMember } from "../../../lab/pair/member";
import { budget } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { disksAlike } from "./disks";
import { letIn, named, servesAlone } from "./roles";
import { Traffic } from "./traffic";

/** Before the cut, after it, and afterwards. */
const MAILS = 30;
/** By force: the fence is asked, says no, and is passed over. The agent would undo it. */
const BESIDE = `set -e
systemctl stop standby-pair.service
drbdadm primary --force mail
mkdir -p /srv/mail
mount /dev/drbd0 /srv/mail
/usr/local/lib/standby/pair/own-queue /srv/mail/.spool/queue`;
const AWAY = "umount /srv/mail && drbdadm secondary mail && systemctl start standby-pair.service";
const ALONE = /^ALARM StandAlone: .*standby repair-split-brain on (.)/m;

export const drill: Drill<LabActiveActivePair> = {
    name: "split-brain",
    situation: "both members are made to take mail without each other, then see each other again",
    promise: "nothing is discarded before all mail is on one member; each mail of either side is there, once",
    origin: "two primaries that both wrote",

    async run(pair, tell) {
        const promises = new Promises();
        const serving = await pair.holder();
        const other = pair.otherOf(serving);
        const epoch = Number((await pair.lock()).epoch);
        const traffic = await Traffic.begun(pair, "split-brain", MAILS, tell);
        traffic.faultNow();
        await serving.cutFrom(other);
        const off = async () => !other.machine.running();
        await eventually(`${other.member} is powered off`, budget("serviceBack"), off);
        await other.start();
        const run = randomBytes(3).toString("hex");
        await takesMail(pair, other, run);
        await traffic.taken(MAILS);
        await serving.heal(other);
        await told(promises, other, serving);

        const before = traffic.since();
        const words = `repair-split-brain ${budget("serviceBack")}`;
        const wrong = await serving.standby(words, budget("serviceBack"));
        promises.expect(wrong.code === 75, "the member that the witness names refuses", wrong.stderr.slice(-400));
        const { code, stderr } = await other.standby(words, 2 * budget("serviceBack"));
        promises.expect(code === 0, "the mail of both is brought together", stderr.slice(-600));
        const repaired = traffic.since() - before;
        for (const line of stderr.trim().split("\n")) tell(line);
        await letIn(pair, promises, serving, budget("serviceBack"));
        await named(pair, promises, { holder: serving.member, shut: "none", epoch: epoch + 1 });
        await servesAlone(pair, promises, serving);
        await traffic.taken(MAILS);
        const counts = await traffic.onceEach(promises, "after the repair");
        await traffic.writer.stop();
        await ofOther(promises, serving, run);
        await other.machine.succeed(
            "lvs --noheadings -o lv_name vg_mail | grep lv_kept_ | xargs -I@ lvremove -qf vg_mail/@",
        );
        await disksAlike(pair, promises, tell);
        return { numbers: { ...counts, "repaired s": repaired }, broken: promises.broken };
    },
};

function mail(user: string, subject: string): string {
    return `From: <x@outside.test>\nTo: <${user}>\nSubject: ${subject}\n\nTaken by one side of a split brain alone.\n`;
}

async function done({ machine, member }: LabMember, command: string, stdin = ""): Promise<void> {
    const { code, stdout, stderr } = await machine.run(command, { stdin, seconds: budget("serviceBack") });
    if (code !== 0) throw new Error(`on ${member}: ${command}\nended with ${code}: ${stdout}${stderr}`);
}

/** The member that is shut out takes mail on its own disk: what a fence prevents. */
async function takesMail(pair: LabActiveActivePair, other: LabMember, run: string): Promise<void> {
    const up = async () => (await other.machine.run("grep -q ro:Secondary /proc/drbd")).code === 0;
    await eventually(`the disk of ${other.member} is there`, budget("serviceBack"), () => up().catch(() => false));
    await done(other, BESIDE);
    const [{ name: user }] = pair.users;
    const maildir = `/srv/mail/v/${user.split("@").reverse().join("/")}/Maildir`;
    for (const [path, subject] of [
        [`new/1.${run}`, `${run}: new`],
        [`.Of one side/cur/2.${run}:2,S`, `${run}: in a folder`],
    ]) {
        const command = `install -D -o vmail -g vmail -m 0600 /dev/stdin '${maildir}/${path}'`;
        await done(other, command, mail(user, subject));
    }
    // By the sendmail of this member, into its queue: Postfix does not run, so it waits.
    await done(other, `sendmail -i -f x@outside.test ${user}`, mail(user, `${run}: waits`));
    await done(other, AWAY);
}

/** Both sides are kept, and whoever looks is told what to do, and where. */
async function told(promises: Promises, other: LabMember, serving: LabMember): Promise<void> {
    const alone = async ({ machine }: LabMember) => (await machine.run("grep -q cs:StandAlone /proc/drbd")).code === 0;
    const seen = async () => (await alone(serving)) || (await alone(other));
    await eventually("DRBD says StandAlone", budget("serviceBack"), seen);
    for (const one of [serving, other]) {
        if (!(await alone(one))) continue;
        const { stdout } = await one.standby("status", budget("serviceBack"));
        promises.expect(ALONE.exec(stdout)?.[1] === other.member, `status on ${one.member} says what to do`, stdout);
    }
}

/** The three mails of the other side are there, once each. */
async function ofOther(promises: Promises, serving: LabMember, run: string): Promise<void> {
    const find = `find /srv/mail/v -type f -path '*/Maildir/*' -exec grep -h '^Subject: ${run}: ' {} + | sort`;
    const found = (await serving.machine.succeed(find)).trim().split("\n");
    const wanted = ["in a folder", "new", "waits"].map((which) => `Subject: ${run}: ${which}`);
    promises.expect(found.join() === wanted.join(), "what the other side had is there, once", found);
}
