/** A database server to try. */
export interface SqlServer {
    address: string;
    /** @default the usual one of its kind */
    port?: number;
    /** The name that its certificate must have; without one only the certificate's origin is checked. @default none */
    name?: string;
}

export interface SqlLogin {
    user: string;
    password: string;
    /** Certificates of the authorities to trust, PEM. @default any certificate is taken: for self-tests only */
    ca?: string;
    /** Milliseconds until a server must have greeted. @default 300 */
    connectMs?: number;
    /** Milliseconds for the rest of the login, and for each answer. @default 2000 */
    answerMs?: number;
}

/** One connection to a server, by TLS always. */
export interface SqlLine {
    /** Runs one statement, committed at once; throws `NotAcknowledged` unless the server says OK. */
    run(sql: string): Promise<void>;
    close(): void;
}

/** Connects to a server of one kind; throws `NotAcknowledged` when that fails. */
export type OpenSqlLine = (server: SqlServer, login: SqlLogin) => Promise<SqlLine>;
