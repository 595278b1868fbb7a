/*
 * Situation: somebody drops a table while the pair is in use, and it is noticed later.
 * Promise:   every row that was acknowledged before is in a folder beside the live data, none that was written after; the pair
 *            is in use all the time.
 * Origin:    restore and point-in-time restore as commands.
 */
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { count, inSync, runName } from "../rows";

const ROWS = 500;
const INTO = "/var/tmp/drill-restored";
/** archiveTimeoutSeconds of the lab's stack, and the way. */
const STORED_SECONDS = 120;

export const drill: Drill<LabPostgresPair> = {
    name: "backup-restore",
    situation: "somebody drops a table, and notices it later",
    promise: "every row that was acknowledged before is restored beside the live data, none that came after",
    origin: "restore and point-in-time restore as commands",

    async run(pair, tell) {
        const promises = new Promises();
        await inSync(pair);
        const primary = await pair.primaryNow();
        const sql = pair.sqlOf(primary);
        const timed = async (words: string) => {
            const since = Date.now();
            const { code, stdout, stderr } = await primary.standby(words);
            return { code, said: (code === 0 ? stdout : stderr).trim(), seconds: (Date.now() - since) / 1000 };
        };
        const sum = "select count(*), md5(string_agg(id::text, ',' order by id)) from items";
        const writer = await pair.writer(runName("backup-restore"));
        writer.start();
        await sql(`create table items (id int primary key); insert into items select generate_series(1, ${ROWS})`);
        const backup = await timed("backup now");
        promises.expect(backup.code === 0, "a backup under load", backup.said);
        await sql(`insert into items select generate_series(${ROWS + 1}, ${2 * ROWS})`);
        const before = await sql(sum);
        const good = await sql("select pg_current_wal_flush_lsn()");
        await sql("drop table items; create table later (id int primary key)");
        await writer.reached(writer.acknowledged + ROWS, 60);
        tell(`the table was dropped after ${2 * ROWS} acknowledged rows, at ${good}`);

        const restored = await eventually("the mistake is in the store", STORED_SECONDS, async () => {
            const tried = await timed(`restore --lsn ${good} --into ${INTO}`);
            if (tried.code !== 0 && tried.said.includes("WAL_ENDS_BEFORE")) throw new Error(tried.said);
            return tried;
        });
        promises.expect(restored.code === 0, "the restore succeeds", restored.said);
        tell(restored.said);
        const inside = async (text: string) => {
            const { code, stdout, stderr } = await primary.machine.run(`standby restore --inspect ${INTO} -Atq`, {
                stdin: text,
            });
            return code === 0 ? stdout.trim() : stderr;
        };
        const found = (await inside(sum)).replaceAll("|", "\t");
        promises.expect(found === before, "the restored table equals the lost one", [found, before]);
        promises.expect((await inside("select to_regclass('later')")) === "", "nothing of after it is restored");
        await writer.stop();
        const counted = await count(pair, writer, promises);
        await primary.machine.run(`rm -rf ${INTO}`);
        await sql("drop table later");
        const numbers = { ...counted, restored: 2 * ROWS, "backup s": backup.seconds, "restore s": restored.seconds };
        return { numbers, broken: promises.broken };
    },
};
