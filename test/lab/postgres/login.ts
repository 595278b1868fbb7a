import { Client } from "pg";
import type { LabPostgresPair } from "../../../lab/pair/postgres";

/** Logs in at the primary. */
export async function login(pair: LabPostgresPair, tls: boolean): Promise<void> {
    const primary = await pair.primaryNow();
    const password = "Plain-1";
    await pair.sql(primary, `drop role if exists plain; create role plain login password '${password}'`);
    const ssl = tls ? { rejectUnauthorized: false } : false;
    const client = new Client({ host: primary.address, user: "plain", database: "postgres", password, ssl });
    try {
        await client.connect();
    } finally {
        await client.end();
    }
}
