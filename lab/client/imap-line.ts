import { ImapFlow } from "imapflow";
import { NotAcknowledged } from "./numbered-writer";

/** Where a client connects to, and the name that the server's certificate must have. */
export interface ImapServer {
    address: string;
    name: string;
    /** @default 993 */
    port?: number;
}

export interface ImapLogin {
    user: string;
    password: string;
    /** Certificates of the authorities to trust, PEM. */
    ca: string;
    /** Milliseconds until a server must have greeted. @default 3000 */
    connectMs?: number;
    /** Milliseconds for each answer. @default 5000 */
    answerMs?: number;
}

/** Where a mail lies: the same for ever, for all clients. */
export interface MailPlace {
    uidValidity: number;
    uid: number;
}

/** What imapflow knows of a failure. */
interface ImapFailure extends Error {
    responseStatus?: string;
    responseText?: string;
    code?: string;
}

/** One connection of a user, by TLS always. Useless after the first failure. */
export class ImapLine {
    private constructor(
        private readonly client: ImapFlow,
        private readonly answerMs: number,
    ) {}

    /** Connects and logs in; throws `NotAcknowledged`. */
    static async open(server: ImapServer, login: ImapLogin): Promise<ImapLine> {
        const { connectMs = 3000, answerMs = 5000 } = login;
        const client = new ImapFlow({
            ...{ host: server.address, port: server.port ?? 993, secure: true, servername: server.name },
            tls: { ca: login.ca, servername: server.name, rejectUnauthorized: true },
            auth: { user: login.user, pass: login.password },
            ...{ logger: false, disableAutoIdle: true, disableCompression: true },
            ...{ connectionTimeout: connectMs, greetingTimeout: answerMs, socketTimeout: answerMs },
        });
        // What happens between two commands shows in the next one.
        client.on("error", () => undefined);
        try {
            await client.connect();
        } catch (error) {
            client.close();
            throw new NotAcknowledged("elsewhere", `login: ${textOf(error as ImapFailure)}`);
        }
        return new ImapLine(client, answerMs);
    }

    /** Stores a mail; returns where, once the server has said OK. Throws `NotAcknowledged` otherwise. */
    async append(folder: string, text: string): Promise<MailPlace> {
        if (!this.client.usable) throw new NotAcknowledged("elsewhere", "connection closed");
        try {
            const told = await this.answered(this.client.append(folder, text));
            const { uid, uidValidity } = told || {};
            if (uid === undefined || uidValidity === undefined) throw new Error("OK without APPENDUID");
            return { uid, uidValidity: Number(uidValidity) };
        } catch (error) {
            const failure = error as ImapFailure;
            const said = ["NO", "BAD"].includes(failure.responseStatus ?? "");
            throw new NotAcknowledged(said ? "elsewhere" : "lost", textOf(failure));
        }
    }

    /**
     * The library's own promise is never kept when the connection ends while a literal is awaited: then, and when there is no
     * answer for long, it fails here.
     */
    private async answered<T>(answer: Promise<T>): Promise<T> {
        let end: (() => void) | undefined;
        const ended = new Promise<never>((_, reject) => {
            const late = setTimeout(() => reject(new Error("no answer")), 2 * this.answerMs);
            const closed = () => reject(new Error("connection closed"));
            this.client.once("close", closed);
            end = () => {
                clearTimeout(late);
                this.client.off("close", closed);
            };
        });
        try {
            return await Promise.race([answer, ended]);
        } finally {
            end?.();
        }
    }

    /** Makes a folder, unless there is one. */
    async create(folder: string): Promise<void> {
        await this.client.mailboxCreate(folder);
    }

    /** Gives each mail of a folder, with the value of one of its headers; nothing when there is no such folder. */
    async headers(folder: string, header: string): Promise<(MailPlace & { value: string })[]> {
        if (!(await this.client.list()).some(({ path }) => path === folder)) return [];
        const { uidValidity, exists } = await this.client.mailboxOpen(folder, { readOnly: true });
        if (exists === 0) return [];
        const mails = await this.client.fetchAll("1:*", { uid: true, headers: [header] });
        return mails.map(({ uid, headers }) => {
            const value = /^[^:]*:\s*(.*?)\s*$/m.exec(headers?.toString("latin1") ?? "")?.[1] ?? "";
            return { uid, uidValidity: Number(uidValidity), value };
        });
    }

    /** The library's own client, for what only one test does. */
    get raw(): ImapFlow {
        return this.client;
    }

    close(): void {
        this.client.close();
    }
}

function textOf({ message, responseText, code }: ImapFailure): string {
    return responseText ?? (code && !message.includes(code) ? `${code} ${message}` : message);
}
