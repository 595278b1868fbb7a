import { setTimeout as wait } from "node:timers/promises";
import { MariaDbLine } from "./mariadb-line";
import {
    NotAcknowledged,
    NumberedWriter,
    type NumberedOptions,
    type NumberedOutcome,
    type NumberedWork,
} from "./numbered-writer";
import { ROWS } from "./rows";
import type { OpenSqlLine, SqlLine, SqlLogin, SqlServer } from "./sql-line";

export interface WriterOptions extends SqlLogin, NumberedOptions {
    /** Tried in order, again and again, from the last that took a row. */
    servers: SqlServer[];
    /** Connects to servers of their kind. @default MariaDB's */
    open?: OpenSqlLine;
    /** Milliseconds until all servers are tried again after none took a row. @default 50 */
    retryMs?: number;
}

export type RowOutcome = NumberedOutcome;

/**
 * A client as applications are: it writes numbered rows, one transaction each, to whichever server takes them. A row
 * counts only once a server has said OK; one whose answer was lost is sent again under the same number.
 */
export class RowWriter extends NumberedWriter<RowOutcome> {
    constructor(private readonly options: WriterOptions) {
        super(options);
    }

    /** Every row that has an outcome, by its number. */
    get rows(): ReadonlyMap<number, RowOutcome> {
        return this.outcomes;
    }

    protected work(index: number): NumberedWork<RowOutcome> {
        const tries = new Tries(this.options, (what) => this.note(what));
        return { write: (n) => this.write(tries, n, index), close: () => tries.close() };
    }

    protected unanswered(n: number): RowOutcome {
        return { n, state: "unanswered", at: Date.now() };
    }

    private async write(tries: Tries, n: number, writer: number): Promise<RowOutcome | undefined> {
        const sql = `insert into ${ROWS} (run, n, writer) values ('${this.run}', ${n}, ${writer})`;
        let doubt = false;
        for (;;) {
            const { by, failure } = await tries.once(sql);
            if (this.ended) return undefined;
            const known = { n, by, at: Date.now() };
            if (!failure) return { ...known, state: "acknowledged" };
            if (failure.kind === "duplicate" && doubt) return { ...known, state: "in doubt", reply: failure.message };
            if (failure.kind === "duplicate" || failure.kind === "refused") {
                return { ...known, state: "refused", reply: failure.message };
            }
            doubt ||= failure.kind === "lost";
        }
    }
}

/** The servers as one connection sees them: it stays with one until that one fails. */
class Tries {
    private index = 0;
    private failed = 0;
    private line: SqlLine | undefined;

    constructor(
        private readonly options: WriterOptions,
        private readonly note: (what: string) => void,
    ) {}

    /** Asks the server of now; after a failure the next one is that of now. */
    async once(sql: string): Promise<{ by: string; failure?: NotAcknowledged }> {
        const { servers, retryMs = 50, open = MariaDbLine.open } = this.options;
        const server = servers[this.index];
        const by = server.address;
        try {
            this.line ??= await open(server, this.options);
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
        this.line = undefined;
    }
}
