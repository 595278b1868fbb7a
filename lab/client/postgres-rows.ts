import { ROWS, type Sql } from "./rows";

/** Makes the table, and a user who may write to it. */
export async function preparePostgresRows(
    sql: Sql,
    { user, password }: { user: string; password: string },
): Promise<void> {
    const columns = "run varchar(64), n int, writer int not null, at timestamptz not null default clock_timestamp()";
    await sql(
        [
            "set client_min_messages = warning;",
            "create schema if not exists lab;",
            `create table if not exists ${ROWS} (${columns}, primary key (run, n));`,
            `select 'create role "${user}" login' where not exists (select from pg_roles where rolname = '${user}') \\gexec`,
            `alter role "${user}" password '${password}';`,
            `grant usage on schema lab to "${user}"; grant select, insert on ${ROWS} to "${user}";`,
        ].join("\n"),
    );
}

/**
 * What is different between a primary and its standby, a sentence each; empty when nothing is. Waits so long for the standby to
 * have replayed all. Right also while somebody writes to other tables, not to these.
 */
export async function comparePostgres(
    source: Sql,
    copy: Sql,
    { tables = [ROWS], seconds = 30 } = {},
): Promise<string[]> {
    const end = await source("select pg_current_wal_flush_lsn()");
    const behind = `select pg_last_wal_replay_lsn() < '${end}'::pg_lsn`;
    for (const until = Date.now() + seconds * 1000; (await copy(behind)) !== "f";) {
        if (Date.now() > until) return [`the standby has not replayed ${end} within ${seconds} s`];
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const wrong: string[] = [];
    for (const table of tables) {
        const sum = `select count(*) || ' rows, ' || md5(coalesce(string_agg(t::text, '/' order by t::text), '')) from ${table} t`;
        const [one, other] = await Promise.all([source(sum), copy(sum)]);
        if (one !== other) wrong.push(`${table}: ${one} at the primary, ${other} at the standby`);
    }
    return wrong;
}
