import { randomBytes } from "node:crypto";
import type { CyrusInstanceTopology } from "../../../components/cyrus/topology";
import type { MailWriter } from "../../../lab/client/mail-writer";
import type { MailCount } from "../../../lab/client/mails";
import type { LabCyrusPair, MailWay } from "../../../lab/pair/cyrus";
import type { LabMember } from "../../../lab/pair/member";
import { budget } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import type { Promises } from "../drill";
import { drained } from "./pair";

/** A steady stream that Cyrus and its replication keep up with on two cores: drills are about loss, not about load. */
const STEADY = { connections: 2, restMs: 80 };

/** What every drill counts at its end. */
export interface Counted {
    acknowledged: number;
    unanswered: number;
    lost: number;
    "there twice": number;
    "other UID": number;
    [gap: string]: number;
}

/** Clients who store and send mail to one instance, each way by a writer of its own. */
export class Load {
    private constructor(
        private readonly pair: LabCyrusPair,
        readonly instance: CyrusInstanceTopology,
        readonly writers: ReadonlyMap<MailWay, MailWriter>,
    ) {}

    /** Writers of these ways; nothing is written yet. */
    static async on(
        pair: LabCyrusPair,
        instance: CyrusInstanceTopology,
        drill: string,
        ways: MailWay[] = ["append", "smtp"],
    ): Promise<Load> {
        const run = `${drill}-${randomBytes(3).toString("hex")}`;
        const writers = new Map<MailWay, MailWriter>();
        // Postfix keeps the way of the last recipient for a while: where all mail is for one, an old way shows.
        const one = { users: pair.usersOf(instance).slice(0, 1) };
        for (const way of ways) {
            const options = way === "smtp" ? { ...STEADY, ...one } : STEADY;
            writers.set(way, await pair.writer(instance, way, `${run}-${way}`, options));
        }
        return new Load(pair, instance, writers);
    }

    start(): void {
        for (const writer of this.all) writer.start();
    }

    async stop(): Promise<void> {
        await Promise.all(this.all.map((writer) => writer.stop()));
    }

    /** Waits until each writer has had so many more acknowledged. */
    async more(count: number, seconds = budget("sending")): Promise<void> {
        await Promise.all(this.all.map((writer) => writer.reached(writer.acknowledged + count, seconds)));
    }

    get acknowledged(): number {
        return this.sum(({ acknowledged }) => acknowledged);
    }

    /** The writer of one way. */
    of(way: MailWay): MailWriter {
        const writer = this.writers.get(way);
        if (writer) return writer;
        throw new Error(`nobody writes by ${way}`);
    }

    /** Longest time without an acknowledgement that ended after `since`, of one way. */
    gapSince(way: MailWay, since: number): number {
        const gaps = this.of(way)
            .gaps(0)
            .filter(({ from, ms }) => from + ms >= since);
        return Math.max(0, ...gaps.map(({ ms }) => ms));
    }

    /** Servers' words, other than OK. */
    troubleText(): string {
        return [...this.writers].map(([way, writer]) => `${way}: ${writer.troubleText()}`).join("; ");
    }

    /** Waits until what hosts that run have accepted is in the mailboxes. */
    async delivered(): Promise<void> {
        await eventually("accepted mail is delivered", budget("sending"), () => drained(this.pair));
    }

    /** What a host has of it, by way. */
    async found(host: LabMember): Promise<Map<MailWay, MailCount>> {
        const each = [...this.writers].map(async ([way, writer]) => {
            return [way, await this.pair.count(this.instance, host, way, writer)] as const;
        });
        return new Map(await Promise.all(each));
    }

    /**
     * Waits until accepted mail is delivered, counts on the primary of now, and notes what must not be. `merged`: both
     * sides had mails of their own, so that some got other UIDs.
     */
    async count(promises: Promises, { merged = false } = {}): Promise<Counted> {
        await this.delivered().catch((error) =>
            promises.expect(false, "the queues of both hosts are empty", (error as Error).message),
        );
        const found = await this.found(await this.pair.primaryNow(this.instance));
        for (const [way, { missing, doubled, moved, refusedThere, neverSent }] of found) {
            promises.expect(missing.length === 0, `no acknowledged mail is lost (${way})`, missing.slice(0, 10));
            promises.expect(neverSent.length === 0, `no mail is there that nobody sent (${way})`, neverSent);
            promises.expect(refusedThere.length === 0, `no refused mail is there (${way})`, refusedThere);
            // Mail servers hand over again what they got no answer to; users do not.
            if (way === "append") promises.expect(doubled.length === 0, "no stored mail is there twice", doubled);
            if (!merged) promises.expect(moved.length === 0, `mails keep their UIDs (${way})`, moved.slice(0, 10));
        }
        for (const writer of this.all) {
            promises.expect(writer.numbers("refused").length === 0, "no mail is refused", writer.troubleText());
        }
        const sum = (of: (count: MailCount) => unknown[]) =>
            [...found.values()].reduce((all, one) => all + of(one).length, 0);
        return {
            acknowledged: this.acknowledged,
            unanswered: this.sum((writer) => writer.numbers("unanswered").length),
            lost: sum(({ missing }) => missing),
            "there twice": sum(({ doubled }) => doubled),
            "other UID": sum(({ moved }) => moved),
            ...Object.fromEntries([...this.writers].map(([way, one]) => [`${way} gap ms`, one.longestGap()])),
        };
    }

    private get all(): MailWriter[] {
        return [...this.writers.values()];
    }

    private sum(of: (writer: MailWriter) => number): number {
        return this.all.reduce((all, writer) => all + of(writer), 0);
    }
}
