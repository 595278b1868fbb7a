import type { LabDatabasePair } from "../../../lab/pair/database";
import type { LabMember } from "../../../lab/pair/member";
import { DATA } from "./files";
import { pgCtl } from "./server-gone";

/** Starts PostgreSQL past its unit, as the primary that it was, and writes there; nobody is waited for. */
export async function startByForce(pair: LabDatabasePair, old: LabMember, rows: number, word: string): Promise<void> {
    // Its last segment is on its way to nobody for up to a minute: until then it ends, and takes no rows.
    await old.machine.eventually("! pgrep -x postgres", 120);
    await old.machine.succeed(`rm -f ${DATA}/standby.signal`);
    await old.machine.succeed(pgCtl("start"));
    await pair.sql(
        old,
        `set synchronous_commit = local;
create table lab.forced (id int primary key, word text);
insert into lab.forced select n, '${word}' from generate_series(1, ${rows}) n;`,
    );
}
