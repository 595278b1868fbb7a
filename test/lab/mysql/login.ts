import * as mysql from "mysql2/promise";
import type { LabMySqlPair } from "../../../lab/pair/mysql";

/** Logs in at the primary as a user who must come by TLS. */
export async function login(pair: LabMySqlPair, tls: boolean): Promise<void> {
    const { address: host } = await pair.primaryNow();
    const password = "Plain-1";
    await pair.sql(await pair.primaryNow(), `create or replace user plain@'%' identified by '${password}' require ssl`);
    const ssl = tls ? { rejectUnauthorized: false } : undefined;
    const line = await mysql.createConnection({ host, user: "plain", password, ssl });
    line.destroy();
}
