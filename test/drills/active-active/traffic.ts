import { randomBytes } from "node:crypto";
import type { MailWriter } from "../../../lab/client/mail-writer";
import type { MailCount } from "../../../lab/client/mails";
import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import type { LabMember } from "../../../lab/pair/member";
import { budget, slowdown } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import type { Promises } from "../drill";

/** A stream that an emulated machine keeps up with. */
const STEADY = { connections: 2, restMs: 200 };
/** What docs/pairs/active-active.md aims at on real machines, in seconds. */
export const GOALS = { intake: 10, mailbox: 45, "mailbox on OCFS2": 105 };

/** Strangers who send all through a drill, a mail counts when the pair has said OK; and what must be true of them afterwards. */
export class Traffic {
    readonly writer: MailWriter;
    /** Once a fault was injected. */
    private fault = 0;

    private constructor(
        private readonly pair: LabActiveActivePair,
        run: string,
        private readonly tell: (line: string) => void,
    ) {
        this.writer = pair.writer(run, STEADY);
    }

    /** Starts it, and waits until so many mails are taken. */
    static async begun(
        pair: LabActiveActivePair,
        drill: string,
        mails: number,
        tell: (line: string) => void,
    ): Promise<Traffic> {
        const traffic = new Traffic(pair, `${drill}-${randomBytes(3).toString("hex")}`, tell);
        traffic.writer.start();
        await traffic.taken(mails);
        return traffic;
    }

    /** From now on `since` counts. */
    faultNow(): void {
        this.fault = Date.now();
    }

    /** Seconds since the fault. */
    since(): number {
        return (Date.now() - this.fault) / 1000;
    }

    /** So many more mails are acknowledged. */
    async taken(mails: number): Promise<void> {
        await this.writer.reached(this.writer.acknowledged + mails, budget("sending"));
    }

    /** Seconds of the longest time without an acknowledgement that ended after the fault. */
    gap(): number {
        const later = this.writer.gaps(0).filter(({ from, ms }) => from + ms >= this.fault);
        return Math.max(0, ...later.map(({ ms }) => ms)) / 1000;
    }

    /** What was measured, beside what is aimed at. */
    against(goal: keyof typeof GOALS, seconds: number): string {
        const slowness = slowdown();
        const times = slowness === 1 ? "" : ` x ${slowness} for software emulation`;
        const held = seconds <= GOALS[goal] * slowness ? "held" : "MISSED";
        return `${goal}: ${seconds.toFixed(1)} s; the goal of ${GOALS[goal]} s${times} is ${held}`;
    }

    /** What was measured of a mailbox, beside what is aimed at in this mode. */
    againstMailbox(seconds: number): string {
        return this.against(this.pair.bothServe ? "mailbox on OCFS2" : "mailbox", seconds);
    }

    /**
     * Each acknowledged mail is there once, as users see it on each member that serves. With `goOn` mail is sent on afterwards.
     * Returns the counts that a drill tells.
     */
    async onceEach(
        promises: Promises,
        when: string,
        { goOn = false } = {},
    ): Promise<Record<"acknowledged" | "there" | "lost" | "there twice", number>> {
        const serving = await this.pair.servingNow();
        await this.writer.pause();
        for (const member of serving) {
            await eventually("what waits is delivered", budget("delivery"), () => queueEmpty(member));
        }
        const counts = [];
        for (const member of serving) counts.push(await this.counted(promises, when, member));
        const { acknowledged } = this.writer;
        if (goOn) this.writer.resume();
        return {
            acknowledged,
            there: Math.min(...counts.map(({ there }) => there)),
            lost: Math.max(...counts.map(({ missing }) => missing.length)),
            "there twice": Math.max(...counts.map(({ doubled }) => doubled.length)),
        };
    }

    private async counted(promises: Promises, when: string, member: LabMember): Promise<MailCount> {
        const count = await this.pair.count(this.writer, member);
        const { missing, doubled } = count;
        const { acknowledged } = this.writer;
        const found = `${missing.length} of them lost, ${doubled.length} there twice`;
        this.tell(`${when}, on ${member.member}: ${acknowledged} acknowledged, ${found}`);
        promises.expect(missing.length === 0, `${when}: no acknowledged mail is lost`, missing);
        promises.expect(doubled.length === 0, `${when}: no mail is there twice`, doubled);
        return count;
    }
}

async function queueEmpty({ machine }: LabMember): Promise<boolean> {
    return (await machine.run("postqueue -p | grep -q 'is empty'")).code === 0;
}
