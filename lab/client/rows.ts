import type { RowOutcome } from "./row-writer";

/** The table that writers write to. */
export const ROWS = "lab.written";

/** Runs SQL on one server, as root, and returns the rows, columns separated by tabs. */
export type Sql = (text: string) => Promise<string>;

/** What is in the table of a run, against what its writer knows. */
export interface RowCount {
    /** Rows found. */
    there: number;
    /** Acknowledged, but not there: lost. */
    missing: number[];
    /** In doubt, though a server had it: lost as well, if nobody was told OK. */
    missingInDoubt: number[];
    /** Refused, but there. */
    refusedThere: number[];
    /** There, but never sent. */
    neverSent: number[];
}

/** Makes the table, and a user who may write to it by TLS only and not where the server is read-only. */
export async function prepareRows(sql: Sql, { user, password }: { user: string; password: string }): Promise<void> {
    const columns = "run varchar(64) character set ascii, n int unsigned, writer int unsigned not null";
    const time = "at timestamp(6) not null default current_timestamp(6)";
    await sql(
        [
            "create database if not exists lab;",
            `create table if not exists ${ROWS} (${columns}, ${time}, primary key (run, n)) engine=innodb;`,
            `create or replace user '${user}'@'%' identified by '${password}' require ssl;`,
            `grant select, insert on lab.* to '${user}'@'%';`,
        ].join("\n"),
    );
}

/** Counts the rows of a run on one server. A copy may be behind: wait for it first, as `compareServers` does. */
export async function countRows(
    sql: Sql,
    { run, rows, sent }: { run: string; rows: ReadonlyMap<number, RowOutcome>; sent: number },
): Promise<RowCount> {
    const found = new Set(lines(await sql(`select n from ${ROWS} where run = '${run}'`)).map(Number));
    const those = (state: RowOutcome["state"]) => [...rows.values()].filter((row) => row.state === state);
    const absent = (state: RowOutcome["state"]) =>
        those(state)
            .map(({ n }) => n)
            .filter((n) => !found.has(n));
    return {
        there: found.size,
        missing: absent("acknowledged"),
        missingInDoubt: absent("in doubt"),
        refusedThere: those("refused")
            .map(({ n }) => n)
            .filter((n) => found.has(n)),
        neverSent: [...found].filter((n) => !(n >= 1 && n <= sent)),
    };
}

/**
 * What is different between a server and a copy of it, a sentence each; empty when nothing is. Waits so long for the
 * copy to catch up. Right also while somebody writes to other tables, not to these.
 */
export async function compareServers(
    source: Sql,
    copy: Sql,
    { tables = [ROWS], seconds = 30 } = {},
): Promise<string[]> {
    // The copy first: whatever it has, the source had before.
    const behind = positions(await copy("select @@global.gtid_current_pos"));
    const text = await source("select @@global.gtid_current_pos");
    const ahead = positions(text);
    const wrong = [...behind]
        .filter(([domain, number]) => number > (ahead.get(domain) ?? 0))
        .map(([domain, number]) => `the copy is at ${number} of domain ${domain}, the source at ${ahead.get(domain)}`);
    if (text !== "" && (await copy(`select master_gtid_wait('${text}', ${seconds})`)) !== "0") {
        return [...wrong, `the copy has not reached ${text} within ${seconds} s`];
    }
    for (const table of tables) {
        const [one, other] = await Promise.all([source, copy].map((sql) => sql(`checksum table ${table} extended`)));
        if (one !== other || /NULL/.test(one))
            wrong.push(`checksums differ: ${one} at the source, ${other} at the copy`);
    }
    return wrong;
}

/** The highest number of each domain: 0-1-27,1-2-5. Pure. */
function positions(text: string): Map<string, number> {
    const parts = text.split(",").map((part) => part.trim().split("-"));
    return new Map(parts.filter(({ length }) => length === 3).map(([domain, , number]) => [domain, Number(number)]));
}

function lines(text: string): string[] {
    return text.split("\n").filter(Boolean);
}
