import type { RunResult } from "../../../lab/machine/machine";
import type { LabMySqlPair } from "../../../lab/pair/mysql";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill, type DrillResult } from "../drill";
import { inSync } from "../rows";

/** What the drill needs of a pair that has backups. */
export interface BackupDrillPair {
    /** The primary; takes the writes, and the mistake. */
    primary: { run(command: string, options?: { stdin?: string; seconds?: number }): Promise<RunResult> };
    /** Where the restore is made: the standby, or the same as the primary. */
    restorer: BackupDrillPair["primary"];
    /** Waits, without a fixed time. */
    eventually<T>(what: string, seconds: number, probe: () => Promise<T>): Promise<T>;
}

const ROWS = 500;
const INTO = "/var/tmp/drill-restored";

/**
 * Situation: somebody drops a table while the pair is in use, and it is noticed a minute later.
 * Promise: every row that was acknowledged before is in a folder beside the live data, none that was written after; the
 * pair is in use all the time. Origin: issue "restore and point-in-time restore as commands with a drill".
 */
export async function backupRestore(pair: BackupDrillPair, tell: (line: string) => void): Promise<DrillResult> {
    const { primary, restorer, eventually } = pair;
    const promises = new Promises();
    const sql = async (text: string) => {
        const { code, stdout, stderr } = await primary.run("mariadb -BN", { stdin: text });
        if (code !== 0) throw new Error(`${text.slice(0, 80)}: ${stderr}`);
        return stdout.trim();
    };
    const timed = async (command: string) => {
        const started = Date.now();
        const { code, stdout, stderr } = await restorer.run(command, { seconds: 600 });
        if (code !== 0) throw new Error(`${command}: ${stderr}`);
        return { said: stdout.trim(), seconds: (Date.now() - started) / 1000 };
    };

    await sql("create or replace database drill; create table drill.items (id int primary key) engine=innodb");
    const insert = (from: number) =>
        sql(Array.from({ length: ROWS }, (_, i) => `insert into drill.items values (${from + i});`).join("\n"));
    await insert(1);
    const backup = await timed("standby backup now");
    tell(`a full backup in ${backup.seconds.toFixed(1)} s`);
    await insert(ROWS + 1);
    const good = await sql("select @@gtid_binlog_pos");
    const sum = await sql("checksum table drill.items");
    await sql("drop table drill.items; create table drill.later (id int primary key) engine=innodb");
    tell(`the table was dropped after ${2 * ROWS} acknowledged rows, GTID ${good}`);
    const dropped = Math.ceil(Date.now() / 1000);
    const shipped = await eventually("the mistake is in the store", 60, async () => {
        const { stdout } = await restorer.run("cat /var/lib/standby/backup/shipped");
        return Number(stdout) > dropped ? Number(stdout) - dropped : undefined;
    });

    const restore = await timed(`standby restore --gtid ${good} --into ${INTO}`);
    tell(restore.said);
    const inside = (text: string) => timed(`standby restore --inspect ${INTO} -BN -e '${text}'`);
    const count = Number((await inside("select count(*) from drill.items")).said);
    promises.expect(count === 2 * ROWS, `all ${2 * ROWS} acknowledged rows are restored`, count);
    const restored = (await inside("checksum table drill.items")).said;
    promises.expect(restored === sum, "the restored table equals the lost one", restored);
    const later = (
        await inside('select count(*) from information_schema.tables where table_schema="drill" and table_name="later"')
    ).said;
    promises.expect(later === "0", "nothing of after the mistake is restored", later);
    promises.expect((await sql("select count(*) from drill.later")) === "0", "the pair is in use all the time");
    await restorer.run(`rm -rf ${INTO}`);
    await sql("drop database drill");
    const numbers = { rows: 2 * ROWS, restored: count, backupSeconds: backup.seconds, shippedSeconds: Number(shipped) };
    return { numbers: { ...numbers, restoreSeconds: restore.seconds }, broken: promises.broken };
}

/** The drill on a pair: the mistake is on the primary, the restore on the standby, which took the backup. */
export const drill: Drill<LabMySqlPair> = {
    name: "backup-restore",
    situation: "somebody drops a table, and notices it later",
    promise: "every row that was acknowledged before is restored beside the live data, none that came after",
    origin: "restore and point-in-time restore as commands",

    async run(pair, tell) {
        await inSync(pair);
        const [primary, standby] = [await pair.primaryNow(), await pair.standbyNow()];
        return backupRestore({ primary: primary.machine, restorer: standby.machine, eventually }, tell);
    },
};
