import { setTimeout as wait } from "node:timers/promises";

/** Why a server has not acknowledged what it was sent. */
export class NotAcknowledged extends Error {
    constructor(
        /**
         * elsewhere: this server does not write, and has not written; lost: nobody knows whether it has;
         * duplicate: such a row is there; refused: it says no, whatever we try.
         */
        readonly kind: "elsewhere" | "lost" | "duplicate" | "refused",
        message: string,
    ) {
        super(message);
    }
}

/** What became of one numbered thing. */
export interface NumberedOutcome {
    n: number;
    /**
     * acknowledged: a server said OK. in doubt: an answer was lost, and the retry found it there. refused: a server said
     * no for good. unanswered: the answer was lost, or the writer was stopped before it knew.
     */
    state: "acknowledged" | "in doubt" | "refused" | "unanswered";
    /** Address of the server that had the last word. */
    by?: string;
    /** What it said against it. */
    reply?: string;
    /** When, in milliseconds since 1970. */
    at: number;
}

/** A time without any acknowledgement. */
export interface Gap {
    /** When it began, in milliseconds since 1970. */
    from: number;
    ms: number;
}

export interface NumberedOptions {
    /** A word that no other run has: lower-case letters, digits and hyphens. */
    run: string;
    /** Connections at a time. @default 4 */
    connections?: number;
    /** Milliseconds that each connection rests after each thing. @default 5 */
    restMs?: number;
}

/** One of a writer's connections, from the view of its loop. */
export interface NumberedWork<O extends NumberedOutcome> {
    /** Sends one thing until it has an outcome; none when the writer ends before. */
    write(n: number): Promise<O | undefined>;
    close(): void;
}

/** Those that have been started and not stopped, in this process. */
const started = new Set<{ stop(graceMs?: number): Promise<void> }>();

/** Stops whoever writes still: after a failure nobody else would. */
export async function stopAllWriters(): Promise<void> {
    await Promise.all([...started].map((writer) => writer.stop(0)));
}

/** Writes numbered things by several connections at a time, and knows when none was acknowledged. */
export abstract class NumberedWriter<O extends NumberedOutcome> {
    /** All that has an outcome, by its number. */
    readonly outcomes = new Map<number, O>();
    /** How often servers said what, other than OK. */
    readonly troubles = new Map<string, number>();
    /** How many a server has said OK to, so far. */
    acknowledged = 0;
    private readonly stretches: { from: number; to?: number }[] = [];
    private readonly underWay = new Set<number>();
    private works: NumberedWork<O>[] = [];
    private loops: Promise<void>[] = [];
    private next = 1;
    private state: "idle" | "writing" | "paused" | "stopping" | "ended" = "idle";

    constructor(private readonly numbered: NumberedOptions) {
        if (!/^[a-z0-9-]{1,64}$/.test(numbered.run)) throw new Error(`run "${numbered.run}": a-z, 0-9 and hyphens`);
    }

    get run(): string {
        return this.numbered.run;
    }

    /** One of the connections, counted from 1. */
    protected abstract work(index: number): NumberedWork<O>;

    /** What is noted of a thing whose answer nobody waits for any more. */
    protected abstract unanswered(n: number): O;

    /** Starts writing, in the background. */
    start(): void {
        if (this.state !== "idle") throw new Error("this writer was started before");
        this.resume();
        started.add(this);
        const { connections = 4 } = this.numbered;
        this.works = Array.from({ length: connections }, (_, index) => this.work(index + 1));
        this.loops = this.works.map((work) => this.loop(work));
    }

    /** Begins no more, and waits for what is under way; the time until `resume` is no gap. */
    async pause(): Promise<void> {
        if (this.state !== "writing") return;
        this.state = "paused";
        while (this.underWay.size > 0) await wait(5);
        this.endStretch();
    }

    resume(): void {
        if (this.state !== "idle" && this.state !== "paused") return;
        this.endStretch();
        this.stretches.push({ from: Date.now() });
        this.state = "writing";
    }

    /** Ends for good: what has no answer after so many milliseconds stays unanswered. */
    async stop(graceMs = 5000): Promise<void> {
        if (this.state === "idle" || this.state === "ended") return;
        started.delete(this);
        this.state = "stopping";
        const deadline = Date.now() + graceMs;
        while (this.underWay.size > 0 && Date.now() < deadline) await wait(5);
        this.endStretch();
        this.state = "ended";
        for (const n of this.underWay) this.outcomes.set(n, this.unanswered(n));
        for (const work of this.works) work.close();
        await Promise.all(this.loops);
    }

    /** Waits until so many are acknowledged in all; throws after so many seconds. */
    async reached(count: number, seconds: number): Promise<void> {
        const deadline = Date.now() + seconds * 1000;
        while (this.acknowledged < count) {
            if (Date.now() > deadline) {
                throw new Error(`run ${this.run}: not ${count} within ${seconds} s; ${this.troubleText()}`);
            }
            await wait(10);
        }
    }

    /** The numbers of those with this outcome. */
    numbers(state: NumberedOutcome["state"]): number[] {
        return [...this.outcomes.values()].filter((one) => one.state === state).map(({ n }) => n);
    }

    /** The highest number that was ever sent. */
    get sent(): number {
        return this.next - 1;
    }

    /**
     * The times without an acknowledgement, of all connections together, that lasted at least so long. From the start to
     * the first one and from the last one to the stop count too: an outage that does not end is no short one.
     */
    gaps(leastMs = 500): Gap[] {
        const times = [...this.outcomes.values()]
            .filter(({ state }) => state === "acknowledged" || state === "in doubt")
            .map(({ at }) => at)
            .sort((one, other) => one - other);
        return gapsIn(times, this.stretches).filter(({ ms }) => ms >= leastMs);
    }

    /** The longest of them, in milliseconds; 0 before the start. */
    longestGap(): number {
        return this.gaps(0).reduce((longest, { ms }) => Math.max(longest, ms), 0);
    }

    /** What servers said other than OK, in one line. */
    troubleText(): string {
        return [...this.troubles].map(([what, times]) => `${times}x ${what}`).join("; ") || "no trouble";
    }

    protected get ended(): boolean {
        return this.state === "ended";
    }

    protected note(what: string): void {
        this.troubles.set(what, (this.troubles.get(what) ?? 0) + 1);
    }

    private endStretch(): void {
        const last = this.stretches.at(-1);
        if (last) last.to ??= Date.now();
    }

    private async loop(work: NumberedWork<O>): Promise<void> {
        while (this.state === "writing" || this.state === "paused") {
            if (this.state === "paused") {
                await wait(10);
                continue;
            }
            const n = this.next++;
            this.underWay.add(n);
            const outcome = await work.write(n);
            this.underWay.delete(n);
            if (outcome) this.outcomes.set(n, outcome);
            if (outcome?.state === "acknowledged") this.acknowledged++;
            await wait(this.numbered.restMs ?? 5);
        }
        work.close();
    }
}

/** The times between neighbours, within each stretch. Pure. */
export function gapsIn(times: number[], stretches: { from: number; to?: number }[]): Gap[] {
    return stretches.flatMap(({ from, to = Date.now() }) => {
        const marks = [from, ...times.filter((at) => at >= from && at <= to), to];
        return marks.slice(1).map((at, index) => ({ from: marks[index], ms: at - marks[index] }));
    });
}
