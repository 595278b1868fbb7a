import * as net from "node:net";
import { Client } from "pg";
import { NotAcknowledged } from "./numbered-writer";
import type { SqlLine, SqlLogin, SqlServer } from "./sql-line";

/** Read-only (25006), no room on its disk (53100), or rolled back for others' sake: serialization, deadlock, lock not available. */
const ELSEWHERE = ["25006", "53100", "40001", "40P01", "55P03"];
const DUPLICATE = "23505";
/**
 * The wait for the standby was cancelled: the row is committed on the primary alone. The server says so in a warning without a
 * code of its own, and then OK all the same.
 */
const WAIT_CANCELLED = /wait for synchronous replication/;

/** One connection to PostgreSQL. */
export class PostgresLine implements SqlLine {
    private warned: string | undefined;

    private constructor(
        private readonly client: Client,
        private readonly socket: net.Socket,
    ) {
        // What happens between two statements shows in the next one.
        client.on("error", () => undefined);
        client.on("notice", ({ message }) => {
            if (message !== undefined && WAIT_CANCELLED.test(message)) this.warned = message;
        });
    }

    static async open(server: SqlServer, login: SqlLogin): Promise<PostgresLine> {
        const { connectMs = 300, answerMs = 2000 } = login;
        const { address, port = 5432, name } = server;
        const socket = new net.Socket();
        const client = new Client({
            ...{ host: address, port, database: "postgres", user: login.user, password: login.password },
            stream: () => socket,
            query_timeout: answerMs,
            ssl: {
                ca: login.ca,
                rejectUnauthorized: login.ca !== undefined,
                servername: name,
                ...(name === undefined ? { checkServerIdentity: () => undefined } : {}),
            },
        });
        const line = new PostgresLine(client, socket);
        const late = (what: string) => () => socket.destroy(new Error(what));
        const greeting = setTimeout(late("no connection"), connectMs);
        const guard = setTimeout(late("no login"), connectMs + answerMs);
        socket.once("connect", () => clearTimeout(greeting));
        try {
            await client.connect();
            return line;
        } catch (error) {
            socket.destroy();
            throw new NotAcknowledged("elsewhere", (error as Error).message || String(error));
        } finally {
            clearTimeout(greeting);
            clearTimeout(guard);
        }
    }

    async run(sql: string): Promise<void> {
        this.warned = undefined;
        try {
            await this.client.query(sql);
        } catch (error) {
            const { code, message } = error as { code?: string; message: string };
            throw new NotAcknowledged(kindOf(code), message);
        }
        if (this.warned !== undefined) throw new NotAcknowledged("lost", this.warned);
    }

    close(): void {
        this.socket.destroy();
    }
}

/** Errors of the server have five letters and digits; those of the network and of the library do not. */
function kindOf(code: string | undefined): NotAcknowledged["kind"] {
    if (code === DUPLICATE) return "duplicate";
    if (code !== undefined && ELSEWHERE.includes(code)) return "elsewhere";
    // 57: the server was told to go, or the statement was cancelled; it may have written before that. 08: the connection.
    if (code === undefined || !/^[0-9A-Z]{5}$/.test(code) || /^(57|08)/.test(code)) return "lost";
    return "refused";
}
