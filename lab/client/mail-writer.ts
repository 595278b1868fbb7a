import { setTimeout as wait } from "node:timers/promises";
import type { MailPlace } from "./imap-line";
import { NotAcknowledged, NumberedWriter } from "./numbered-writer";
import type { NumberedOptions, NumberedOutcome, NumberedWork } from "./numbered-writer";
import { NUMBER_HEADER, SENDER } from "./smtp-sender";

/** Somebody whose mailbox is written to. */
export interface MailUser {
    name: string;
    password: string;
}

/** One connection over which mails go one after the other. Useless after the first failure. */
export interface MailLine {
    /** Hands a mail over; tells where it lies, where the server tells it. Throws `NotAcknowledged` unless it says OK. */
    put(text: string): Promise<MailPlace | undefined>;
    close(): void;
}

/** A server to try: its address, and how to connect to it for one user; throws `NotAcknowledged` when that fails. */
export interface MailDoor {
    address: string;
    open(user: MailUser): Promise<MailLine>;
}

export interface MailWriterOptions extends NumberedOptions {
    /** Each connection is for one of them. */
    users: MailUser[];
    /** The servers of now, the one to try first at the front: asked before each connection, as a client asks the DNS. */
    doors: () => Promise<MailDoor[]>;
    /** Milliseconds until all servers are tried again after none took a mail. @default 50 */
    retryMs?: number;
}

/** What became of one mail. */
export interface MailOutcome extends NumberedOutcome {
    /** Whose mailbox it is for. */
    user: string;
    /** Where the server said that it lies. */
    place?: MailPlace;
}

/**
 * Clients that store or deliver numbered mails, each one once: a mail counts only when the server has said OK. One that
 * a server said no to is tried at the next; one whose answer was lost is never sent again, so that nothing is there twice.
 */
export class MailWriter extends NumberedWriter<MailOutcome> {
    private readonly users = new Map<number, string>();

    constructor(private readonly options: MailWriterOptions) {
        super(options);
    }

    /** Those who get mails of this run. */
    get recipients(): MailUser[] {
        return this.options.users;
    }

    protected work(index: number): NumberedWork<MailOutcome> {
        const user = this.options.users[(index - 1) % this.options.users.length];
        const attempts = new Attempts(this.options, user, (what) => this.note(what));
        const write = async (n: number) => {
            this.users.set(n, user.name);
            const text = mailText(this.run, n, user.name);
            for (;;) {
                const { by, place, failure } = await attempts.once(text);
                if (this.ended) return undefined;
                const known = { n, user: user.name, by, at: Date.now() };
                if (!failure) return { ...known, place, state: "acknowledged" as const };
                const { kind, message } = failure;
                if (kind === "refused") return { ...known, state: "refused" as const, reply: message };
                if (kind === "lost") return { ...known, state: "unanswered" as const, reply: message };
            }
        };
        return { write, close: () => attempts.close() };
    }

    protected unanswered(n: number): MailOutcome {
        return { n, user: this.users.get(n) ?? "", state: "unanswered", at: Date.now() };
    }
}

/** The servers as one connection sees them: it stays with one until that one fails, and then asks anew where to go. */
class Attempts {
    private line: MailLine | undefined;
    private by = "";
    private untried: MailDoor[] = [];

    constructor(
        private readonly options: MailWriterOptions,
        private readonly user: MailUser,
        private readonly note: (what: string) => void,
    ) {}

    async once(text: string): Promise<{ by: string; place?: MailPlace; failure?: NotAcknowledged }> {
        try {
            this.line ??= await this.next();
            const place = await this.line.put(text);
            this.untried = [];
            return { by: this.by, place };
        } catch (error) {
            if (!(error instanceof NotAcknowledged)) throw error;
            this.note(`${this.by}: ${error.message}`);
            this.close();
            if (error.kind !== "refused" && this.untried.length === 0) await wait(this.options.retryMs ?? 50);
            return { by: this.by, failure: error };
        }
    }

    close(): void {
        this.line?.close();
        this.line = undefined;
    }

    private async next(): Promise<MailLine> {
        if (this.untried.length === 0) this.untried = await this.options.doors();
        const door = this.untried.shift();
        if (door === undefined) throw new NotAcknowledged("elsewhere", "the name leads nowhere");
        this.by = door.address;
        return door.open(this.user);
    }
}

/** A mail with its number in a header. */
function mailText(run: string, n: number, to: string): string {
    const header = [
        `From: <${SENDER}>`,
        `To: <${to}>`,
        `Subject: ${run} ${n}`,
        `Date: ${new Date().toUTCString().replace("GMT", "+0000")}`,
        `Message-ID: <${run}.${n}@outside.test>`,
        `${NUMBER_HEADER}: ${run}/${n}`,
    ];
    return [...header, "", `This is mail ${n}.`, ""].join("\r\n");
}
