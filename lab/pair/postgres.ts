import type { PostgresTopology } from "../../components/postgres/topology";
import { PostgresLine } from "../client/postgres-line";
import { comparePostgres, preparePostgresRows } from "../client/postgres-rows";
import type { WriterOptions } from "../client/row-writer";
import type { Sql } from "../client/rows";
import type { LabMember } from "../pair";
import { ANSWER_SECONDS, LabDatabasePair } from "./database";

/** A PostgreSQL pair in a lab, with its witness. */
export class LabPostgresPair extends LabDatabasePair<PostgresTopology> {
    protected readonly shell = `cd / && exec runuser -u postgres -- psql -XAtq -v ON_ERROR_STOP=1 -F "$(printf '\\t')"`;

    async compare(source: LabMember, copy: LabMember, options = {}): Promise<string[]> {
        // Where nothing is streamed, what is not yet a whole segment would come much later.
        const streams = await this.sql(copy, "select count(*) from pg_stat_wal_receiver");
        if (streams === "0") await this.sql(source, "select pg_switch_wal()");
        return comparePostgres(this.sqlOf(source), this.sqlOf(copy), options);
    }

    protected prepareRows(sql: Sql): Promise<void> {
        return preparePostgresRows(sql, this.login);
    }

    protected override reached(): Pick<WriterOptions, "servers" | "open"> {
        return { ...super.reached(), open: PostgresLine.open };
    }

    protected async takesWrites(member: LabMember): Promise<boolean> {
        const asked = "select not pg_is_in_recovery() and not current_setting('default_transaction_read_only')::bool";
        return (await this.sql(member, asked, ANSWER_SECONDS)) === "t";
    }
}
