import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { MailHost } from "./mx";

const CONNECT_MS = 3000;

/** Why a mail was not taken. */
export class NotTaken extends Error {
    constructor(
        message: string,
        /** refused: for good (5xx). later: not now (4xx). silent: the host does not answer. */
        readonly kind: "refused" | "later" | "silent",
    ) {
        super(message);
    }
}

export interface Mail {
    from: string;
    to: string;
    /** Header and body. */
    text: string;
}

/** One connection to a mail server, over which mails go one after the other. Useless after the first failure. */
export class SmtpLine {
    private failed: ((error: NotTaken) => void) | undefined;
    private readonly connection: SMTPConnection;

    private constructor(
        readonly host: MailHost,
        replySeconds: number,
    ) {
        this.connection = new SMTPConnection({
            host: host.address,
            port: 25,
            name: "sender.lab.test",
            connectionTimeout: CONNECT_MS,
            greetingTimeout: replySeconds * 1000,
            socketTimeout: replySeconds * 1000,
            // As mail servers do it: encrypted where it is offered, whoever signed the certificate.
            tls: { rejectUnauthorized: false, servername: host.name },
        });
        this.connection.on("error", (error) => this.failed?.(notTaken(host, error)));
        this.connection.on("end", () => this.failed?.(new NotTaken(`${host.name}: connection closed`, "silent")));
    }

    /** Connects and greets; throws NotTaken. A reply that takes longer than `replySeconds` counts as silence. */
    static async open(host: MailHost, replySeconds: number): Promise<SmtpLine> {
        const line = new SmtpLine(host, replySeconds);
        await line.settled<void>((done) => line.connection.connect((error) => done(error, undefined)));
        return line;
    }

    /** Hands a mail over; resolves with the server's reply, throws NotTaken. */
    async deliver(mail: Mail): Promise<string> {
        const envelope = { from: mail.from, to: [mail.to] };
        return this.settled<string>((done) =>
            this.connection.send(envelope, mail.text, (error, info) => done(error, info?.response ?? "")),
        );
    }

    /** Ends the connection; what is under way fails, for the library's own promise would wait for ever. */
    close(): void {
        const failed = this.failed;
        this.failed = undefined;
        this.connection.close();
        failed?.(new NotTaken(`${this.host.name}: connection closed`, "silent"));
    }

    private async settled<T>(start: (done: (error: Error | null | undefined, value: T) => void) => void): Promise<T> {
        try {
            return await new Promise<T>((resolve, reject) => {
                this.failed = reject;
                start((error, value) => (error ? reject(notTaken(this.host, error)) : resolve(value)));
            });
        } catch (error) {
            this.close();
            throw error;
        } finally {
            this.failed = undefined;
        }
    }
}

function notTaken(host: MailHost, error: SMTPConnection.SMTPError): NotTaken {
    const code = error.responseCode;
    const said = (error.response ?? error.message).trim();
    if (code === undefined) return new NotTaken(`${host.name}: ${said}`, "silent");
    return new NotTaken(`${host.name}: ${said}`, code >= 500 ? "refused" : "later");
}
