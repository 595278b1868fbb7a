import * as net from "node:net";
import { createConnection, type Connection } from "mysql2/promise";
import { NotAcknowledged } from "./numbered-writer";
import type { SqlLine, SqlLogin, SqlServer } from "./sql-line";

/** No part in a majority (1047); read-only, by option (1290) or in read-only mode (1836); too busy to write now (1205, 1213). */
const ELSEWHERE = [1047, 1205, 1213, 1290, 1836];
/** The server was told to go or to drop us, or its commit broke off (1180); it may have written before that. */
const LOST = [1053, 1152, 1158, 1159, 1160, 1161, 1180, 1184, 1317, 1927];
const DUPLICATE = 1062;

/** One connection to MariaDB. */
export class MariaDbLine implements SqlLine {
    private constructor(
        private readonly connection: Connection,
        private readonly socket: net.Socket,
        private readonly answerMs: number,
    ) {}

    static async open(server: SqlServer, login: SqlLogin): Promise<MariaDbLine> {
        const { connectMs = 300, answerMs = 2000 } = login;
        const { address, port = 3306, name } = server;
        const socket = net.connect({ host: address, port, noDelay: true });
        // The library's own limit ends with the greeting: a server that hangs after it would hold us for ever.
        const guard = setTimeout(() => socket.destroy(new Error("no login")), connectMs + answerMs);
        try {
            const connection = await createConnection({
                host: name ?? address,
                user: login.user,
                password: login.password,
                stream: () => socket,
                connectTimeout: connectMs,
                ssl: {
                    ca: login.ca,
                    rejectUnauthorized: login.ca !== undefined,
                    verifyIdentity: login.ca !== undefined && name !== undefined,
                },
            });
            // What happens between two statements shows in the next one.
            connection.on("error", () => undefined);
            return new MariaDbLine(connection, socket, answerMs);
        } catch (error) {
            socket.destroy();
            throw new NotAcknowledged("elsewhere", (error as Error).message || String(error));
        } finally {
            clearTimeout(guard);
        }
    }

    async run(sql: string): Promise<void> {
        try {
            await this.connection.query({ sql, timeout: this.answerMs });
        } catch (error) {
            const { errno, message, fatal } = error as { errno?: number; message: string; fatal?: boolean };
            throw new NotAcknowledged(kindOf(errno, fatal), message);
        }
    }

    close(): void {
        this.connection.destroy();
        this.socket.destroy();
    }
}

function kindOf(errno: number | undefined, fatal: boolean | undefined): NotAcknowledged["kind"] {
    if (errno === DUPLICATE) return "duplicate";
    if (errno !== undefined && ELSEWHERE.includes(errno)) return "elsewhere";
    // Errors of the network have negative numbers, or none.
    if (errno === undefined || errno < 0 || fatal === true || LOST.includes(errno)) return "lost";
    return "refused";
}
