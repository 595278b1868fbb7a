import { setTimeout as wait } from "node:timers/promises";
import { MariaDbLine } from "./mariadb-line";
import { ROWS } from "./rows";
import { NotAcknowledged, type OpenSqlLine, type SqlLine, type SqlLogin, type SqlServer } from "./sql-line";

export interface WriterOptions extends SqlLogin {
    /** Tried in order, again and again, from the last that took a row. */
    servers: SqlServer[];
    /** Connects to servers of their kind. @default MariaDB's */
    open?: OpenSqlLine;
    /** A word that no other run has: lower-case letters, digits and hyphens. */
    run: string;
    /** Connections at a time. @default 4 */
    connections?: number;
    /** Milliseconds that each connection rests after a row. @default 5 */
    restMs?: number;
    /** Milliseconds until all servers are tried again after none took a row. @default 50 */
    retryMs?: number;
}

/** What became of one row. */
export interface RowOutcome {
    n: number;
    /**
     * acknowledged: a server said OK. in doubt: an answer was lost, and the retry found the row there. refused: a
     * server said no for good. unanswered: the writer was stopped before it knew.
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

/**
 * A client as applications are: it writes numbered rows, one transaction each, to whichever server takes them. A row
 * counts only once a server has said OK; one whose answer was lost is sent again under the same number.
 */
export class RowWriter {
    /** Every row that has an outcome, by its number. */
    readonly rows = new Map<number, RowOutcome>();
    /** How often servers said what, other than OK. */
    readonly troubles = new Map<string, number>();
    /** Rows that a server has said OK to, so far. */
    acknowledged = 0;
    private readonly stretches: { from: number; to?: number }[] = [];
    private readonly underWay = new Set<number>();
    private readonly lines = new Set<SqlLine>();
    private workers: Promise<void>[] = [];
    private next = 1;
    private state: "idle" | "writing" | "paused" | "stopping" | "ended" = "idle";

    constructor(private readonly options: WriterOptions) {
        if (!/^[a-z0-9-]{1,64}$/.test(options.run)) throw new Error(`run "${options.run}": a-z, 0-9 and hyphens`);
    }

    get run(): string {
        return this.options.run;
    }

    /** Starts writing, in the background. */
    start(): void {
        if (this.state !== "idle") throw new Error("this writer was started before");
        this.resume();
        const { connections = 4 } = this.options;
        this.workers = Array.from({ length: connections }, (_, index) => this.work(index + 1));
    }

    /** Begins no more rows, and waits for those under way; the time until `resume` is no gap. */
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

    /** Ends for good: rows that have no answer after so many milliseconds stay unanswered. */
    async stop(graceMs = 5000): Promise<void> {
        if (this.state === "idle" || this.state === "ended") return;
        this.state = "stopping";
        const deadline = Date.now() + graceMs;
        while (this.underWay.size > 0 && Date.now() < deadline) await wait(5);
        this.endStretch();
        this.state = "ended";
        for (const n of this.underWay) this.rows.set(n, { n, state: "unanswered", at: Date.now() });
        for (const line of this.lines) line.close();
        await Promise.all(this.workers);
    }

    /** Waits until so many rows are acknowledged in all; throws after so many seconds. */
    async reached(count: number, seconds: number): Promise<void> {
        const deadline = Date.now() + seconds * 1000;
        while (this.acknowledged < count) {
            if (Date.now() > deadline) throw new Error(`not ${count} rows within ${seconds} s; ${this.troubleText()}`);
            await wait(10);
        }
    }

    /** The numbers of the rows with this outcome. */
    numbers(state: RowOutcome["state"]): number[] {
        return [...this.rows.values()].filter((row) => row.state === state).map(({ n }) => n);
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
        const times = [...this.rows.values()]
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

    private endStretch(): void {
        const last = this.stretches.at(-1);
        if (last) last.to ??= Date.now();
    }

    private async work(writer: number): Promise<void> {
        const tries = new Tries(this.options, this.lines, (what) => this.note(what));
        while (this.state === "writing" || this.state === "paused") {
            if (this.state === "paused") {
                await wait(10);
                continue;
            }
            const n = this.next++;
            this.underWay.add(n);
            const outcome = await this.write(tries, n, writer);
            this.underWay.delete(n);
            if (outcome) this.rows.set(n, outcome);
            if (outcome?.state === "acknowledged") this.acknowledged++;
            await wait(this.options.restMs ?? 5);
        }
        tries.close();
    }

    /** Sends one row until it has an outcome; none when the writer ends before. */
    private async write(tries: Tries, n: number, writer: number): Promise<RowOutcome | undefined> {
        const sql = `insert into ${ROWS} (run, n, writer) values ('${this.run}', ${n}, ${writer})`;
        let doubt = false;
        for (;;) {
            const { by, failure } = await tries.once(sql);
            if (this.state === "ended") return undefined;
            const known = { n, by, at: Date.now() };
            if (!failure) return { ...known, state: "acknowledged" };
            if (failure.kind === "duplicate" && doubt) return { ...known, state: "in doubt", reply: failure.message };
            if (failure.kind === "duplicate" || failure.kind === "refused") {
                return { ...known, state: "refused", reply: failure.message };
            }
            doubt ||= failure.kind === "lost";
        }
    }

    private note(what: string): void {
        this.troubles.set(what, (this.troubles.get(what) ?? 0) + 1);
    }
}

/** The servers as one connection sees them: it stays with one until that one fails. */
class Tries {
    private index = 0;
    private failed = 0;
    private line: SqlLine | undefined;

    constructor(
        private readonly options: WriterOptions,
        private readonly lines: Set<SqlLine>,
        private readonly note: (what: string) => void,
    ) {}

    /** Asks the server of now; after a failure the next one is that of now. */
    async once(sql: string): Promise<{ by: string; failure?: NotAcknowledged }> {
        const { servers, retryMs = 50, open = MariaDbLine.open } = this.options;
        const server = servers[this.index];
        const by = server.address;
        try {
            this.line ??= await open(server, this.options);
            this.lines.add(this.line);
            await this.line.run(sql);
            this.failed = 0;
            return { by };
        } catch (error) {
            if (!(error instanceof NotAcknowledged)) throw error;
            this.note(`${by}: ${error.message}`);
            if (error.kind === "duplicate" || error.kind === "refused") return { by, failure: error };
            this.close();
            this.index = (this.index + 1) % servers.length;
            if (++this.failed % servers.length === 0) await wait(retryMs);
            return { by, failure: error };
        }
    }

    close(): void {
        this.line?.close();
        if (this.line) this.lines.delete(this.line);
        this.line = undefined;
    }
}

/** The times between neighbours, within each stretch. Pure. */
export function gapsIn(times: number[], stretches: { from: number; to?: number }[]): Gap[] {
    return stretches.flatMap(({ from, to = Date.now() }) => {
        const marks = [from, ...times.filter((at) => at >= from && at <= to), to];
        return marks.slice(1).map((at, index) => ({ from: marks[index], ms: at - marks[index] }));
    });
}
