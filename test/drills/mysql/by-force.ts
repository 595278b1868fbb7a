import type { LabDatabasePair } from "../../../lab/pair/database";
import type { LabMember } from "../../../lab/pair/member";
import { other } from "../rows";

const NUMBER = "select substring_index(@@gtid_current_pos, '-', -1)";

/** Opens MariaDB past all that guards it. So many rows have to be written that its numbers are higher than the other one's. */
export async function writeByForce(pair: LabDatabasePair, old: LabMember, rows: number, word: string): Promise<void> {
    await pair.sql(
        old,
        `set global read_only = off; create table lab.forced (id int primary key, word varchar(40)) engine = innodb;
delimiter //
for n in 1..${rows} do insert into lab.forced values (n, '${word}'); end for; //`,
    );
    const both = [old, other(pair, old)].map(async (one) => Number(await pair.sql(one, NUMBER)));
    const [high, low] = await Promise.all(both);
    if (high <= low) throw new Error(`too few rows were written by force: ${high}, ${low}`);
}
