import type { Socket } from "node:net";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import { NotAcknowledged } from "./numbered-writer";
import type { Mail } from "./smtp-line";

/** One connection to the LMTP socket of a mail store, as its own mail server has it. Useless after the first failure. */
export class LmtpLine {
    private failed: ((error: NotAcknowledged) => void) | undefined;
    private readonly connection: SMTPConnection;

    private constructor(socket: Socket, answerMs: number) {
        this.connection = new SMTPConnection({
            ...{ lmtp: true, connection: socket, name: "sender.lab.test", ignoreTLS: true },
            ...{ greetingTimeout: answerMs, socketTimeout: answerMs },
        });
        this.connection.on("error", (error) => this.failed?.(failureOf(error)));
        this.connection.on("end", () => this.failed?.(new NotAcknowledged("lost", "connection closed")));
    }

    /** Waits for the greeting; throws `NotAcknowledged`. */
    static async open(socket: Socket, answerMs: number): Promise<LmtpLine> {
        const line = new LmtpLine(socket, answerMs);
        try {
            await line.settled<void>((done) => line.connection.connect((error) => done(error, undefined)));
            return line;
        } catch (error) {
            throw new NotAcknowledged("elsewhere", (error as Error).message);
        }
    }

    /** Hands a mail over; throws `NotAcknowledged` unless the store says OK for its recipient. */
    async deliver({ from, to, text }: Mail): Promise<void> {
        await this.settled<void>((done) => {
            this.connection.send({ from, to: [to] }, text, (error, info) => {
                const [refused] = info?.rejectedErrors ?? [];
                done(error ?? refused ?? null, undefined);
            });
        });
    }

    /** Ends the connection; what is under way fails, for the library's own promise would wait for ever. */
    close(): void {
        const failed = this.failed;
        this.failed = undefined;
        this.connection.close();
        failed?.(new NotAcknowledged("lost", "connection closed"));
    }

    private async settled<T>(start: (done: (error: Error | null | undefined, value: T) => void) => void): Promise<T> {
        try {
            return await new Promise<T>((resolve, reject) => {
                this.failed = reject;
                start((error, value) => (error ? reject(failureOf(error)) : resolve(value)));
            });
        } catch (error) {
            this.close();
            throw error;
        } finally {
            this.failed = undefined;
        }
    }
}

function failureOf({ responseCode, response, message }: SMTPConnection.SMTPError): NotAcknowledged {
    const said = (response ?? message).trim();
    if (responseCode === undefined) return new NotAcknowledged("lost", said);
    return new NotAcknowledged(responseCode >= 500 ? "refused" : "elsewhere", said);
}
