import type { MySqlTopology } from "../../components/mysql/topology";
import type { WriterOptions } from "../client/row-writer";
import { compareServers, prepareRows, type Sql } from "../client/rows";
import type { LabMember } from "../pair";
import { ANSWER_SECONDS, LabDatabasePair } from "./database";

/** A MySQL pair in a lab, with its witness and its replicas. */
export class LabMySqlPair extends LabDatabasePair<MySqlTopology> {
    protected readonly shell = "exec mariadb -NB";

    compare(source: LabMember, copy: LabMember, options = {}): Promise<string[]> {
        return compareServers(this.sqlOf(source), this.sqlOf(copy), options);
    }

    protected prepareRows(sql: Sql): Promise<void> {
        return prepareRows(sql, this.login);
    }

    protected override reached(): Pick<WriterOptions, "servers" | "open"> {
        return this.topology.engine === "galera" ? { servers: this.proxies() } : super.reached();
    }

    protected async takesWrites(member: LabMember): Promise<boolean> {
        if (this.topology.engine === "galera") {
            const asked = member.machine.run("/usr/local/lib/standby/writable </dev/null", { seconds: ANSWER_SECONDS });
            return (await asked).stdout.includes(" 200 ");
        }
        return (await this.sql(member, "select @@global.read_only", ANSWER_SECONDS)) === "0";
    }
}
