import { setTimeout as pause } from "node:timers/promises";
import { type MailHost, mailHosts } from "./mx";
import { NotTaken, SmtpLine, type Mail } from "./smtp-line";

/** The header that numbers a mail: RUN/NUMBER. */
export const NUMBER_HEADER = "X-Standby-Number";

/** Who sends, as it seems. */
export const SENDER = "sender@outside.test";

export interface SenderOptions {
    /** Address of the resolver that is asked for the MX records. */
    resolver: string;
    /** Addresses that take turns; all of one domain. */
    recipients: string[];
    /** A word that no other run has: it tells its mails from those of others. */
    run: string;
    /** Name of the only host to try, as spammers do who like the last MX best. @default all, in order */
    only?: string;
    /** Connections at a time. @default 4 */
    connections?: number;
    /** Seconds after which a reply counts as not given. @default 10 */
    replySeconds?: number;
    /** Seconds for which a host that did not answer is not tried again. @default 10 */
    deadSeconds?: number;
    /** Seconds until a mail that nobody took is tried again. @default 1 */
    retrySeconds?: number;
    /** Seconds after which a mail that nobody takes is given up. @default 120 */
    patienceSeconds?: number;
}

/** What became of one mail. */
export interface Outcome {
    number: number;
    state: "acknowledged" | "refused" | "given up";
    /** Name of the host that had the last word. */
    by?: string;
    /** What it said. */
    reply: string;
    /** Hosts that did not take it, and what they said, in order. */
    failures: string[];
    /** When, in milliseconds since 1970. */
    at: number;
}

/**
 * A sender as mail servers are: it resolves the MX records, takes the lowest preference first, the next where a host
 * does not answer or says "later", remembers for a while who did not answer, and tries again while nobody takes a mail.
 */
export class SmtpSender {
    readonly outcomes = new Map<number, Outcome>();
    private readonly deadUntil = new Map<string, number>();
    private known: { hosts: MailHost[]; until: number } | undefined;

    constructor(private readonly options: SenderOptions) {}

    /** Sends the mails numbered `first` to `last`; resolves when each is acknowledged, refused or given up. */
    async send(first: number, last: number, told: (outcome: Outcome) => void = () => undefined): Promise<void> {
        let next = first;
        const worker = async () => {
            const lines = new Map<string, SmtpLine>();
            while (next <= last) {
                const outcome = await this.sendOne(next++, lines);
                this.outcomes.set(outcome.number, outcome);
                told(outcome);
            }
            for (const line of lines.values()) line.close();
        };
        await Promise.all(Array.from({ length: this.options.connections ?? 4 }, worker));
    }

    /** The outcomes of one state. */
    those(state: Outcome["state"]): Outcome[] {
        return [...this.outcomes.values()].filter((outcome) => outcome.state === state);
    }

    /** The longest time in seconds between two acknowledgements: what the world saw of an outage. */
    longestGap(): number {
        const times = this.those("acknowledged")
            .map(({ at }) => at)
            .sort((one, other) => one - other);
        return times.reduce((gap, at, index) => Math.max(gap, index === 0 ? 0 : at - times[index - 1]), 0) / 1000;
    }

    private async sendOne(number: number, lines: Map<string, SmtpLine>): Promise<Outcome> {
        const mail = this.mail(number);
        const failures: string[] = [];
        const deadline = Date.now() + (this.options.patienceSeconds ?? 120) * 1000;
        for (;;) {
            const answer = await this.round(mail, lines, failures);
            if (answer) return { number, ...answer, failures, at: Date.now() };
            if (Date.now() > deadline) {
                return { number, state: "given up", reply: failures.at(-1) ?? "", failures, at: Date.now() };
            }
            await pause((this.options.retrySeconds ?? 1) * 1000);
        }
    }

    /** Asks all hosts once, in order. */
    private async round(mail: Mail, lines: Map<string, SmtpLine>, failures: string[]) {
        for (const host of await this.hosts()) {
            if ((this.deadUntil.get(host.name) ?? 0) > Date.now()) continue;
            try {
                const line = lines.get(host.name) ?? (await SmtpLine.open(host, this.options.replySeconds ?? 10));
                lines.set(host.name, line);
                return { state: "acknowledged" as const, by: host.name, reply: await line.deliver(mail) };
            } catch (error) {
                lines.delete(host.name);
                if (!(error instanceof NotTaken)) throw error;
                if (error.kind === "refused") {
                    return { state: "refused" as const, by: host.name, reply: error.message };
                }
                failures.push(error.message);
                if (error.kind === "silent") this.bury(host);
            }
        }
        return undefined;
    }

    private bury({ name }: MailHost): void {
        this.deadUntil.set(name, Date.now() + (this.options.deadSeconds ?? 10) * 1000);
    }

    private async hosts(): Promise<MailHost[]> {
        if (this.known && this.known.until > Date.now()) return this.known.hosts;
        const domain = this.options.recipients[0].split("@")[1];
        const all = await mailHosts(this.options.resolver, domain);
        const hosts = all.filter(({ name }) => this.options.only === undefined || name === this.options.only);
        if (hosts.length === 0) throw new Error(`${this.options.only} is no MX of ${domain}, as the resolver knows it`);
        this.known = { hosts, until: Date.now() + 5000 };
        return hosts;
    }

    private mail(number: number): Mail {
        const { recipients, run } = this.options;
        const to = recipients[number % recipients.length];
        const from = SENDER;
        const header = [
            `From: <${from}>`,
            `To: <${to}>`,
            `Subject: ${run} ${number}`,
            `Date: ${new Date().toUTCString()}`,
        ];
        const id = [`Message-ID: <${run}.${number}@outside.test>`, `${NUMBER_HEADER}: ${run}/${number}`];
        return { from, to, text: [...header, ...id, "", `This is mail ${number}.`, ""].join("\r\n") };
    }
}
