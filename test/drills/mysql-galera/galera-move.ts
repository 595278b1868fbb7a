/*
 * Situation: a pair with asynchronous replication, under load, is told to be a Galera cluster; first with tables that do
 *            not fit, then without.
 * Promise:   unfit tables are named and nothing changes; the move needs one `up`, loses no acknowledged row, and stops
 *            writes for the restart of one server; the events run on one member; the way back is refused.
 * Origin:    reference 3.2, "Moving over".
 */
import { openPair } from "../../../lab/kinds";
import type { LabMySqlPair } from "../../../lab/pair/mysql";
import { eventually } from "../../helpers/eventually";
import { Promises, type DrillResult } from "../drill";
import { count, inSync, runName } from "../rows";

const ROWS = 300;

/** Moves the pair, which is left with engine galera; open it anew afterwards. */
export async function moveToGalera(pair: LabMySqlPair): Promise<DrillResult> {
    const promises = new Promises();
    await inSync(pair);
    await pair.sql(
        pair.a,
        "create database app; create table app.nokey (x int); create table app.old (x int primary key) engine=aria; " +
            "create table app.ticks (n int auto_increment primary key); " +
            "create event app.tick on schedule every 1 second do insert into app.ticks values ();",
    );
    const unfit = await pair.up({ engine: "galera" });
    const said = unfit.stdout + unfit.stderr;
    promises.expect(unfit.code !== 0, "unfit tables are refused");
    promises.expect(
        /refused \[tables\].*app\.nokey: has no primary key;app\.old: is Aria/.test(said),
        "they are named",
        said,
    );
    promises.expect((await pair.writable()).join() === "a", "the primary works on", await pair.writable());
    await pair.sql(pair.a, "drop table app.nokey; alter table app.old engine=innodb");

    const writer = await pair.writer(runName("move"), { servers: pair.proxies() });
    writer.start();
    await writer.reached(ROWS, 60);
    const since = Date.now();
    const move = await pair.up({ engine: "galera" });
    const seconds = (Date.now() - since) / 1000;
    promises.expect(move.code === 0, "the move succeeds", move.stderr.slice(-800));
    await writer.reached(writer.acknowledged + ROWS, 60).finally(() => writer.stop());
    const moved = await openPair("mysql", pair.lab, pair.pulumi);
    const numbers = { ...(await count(moved, writer, promises)), "move s": seconds };
    await eventually("the other member has all", 60, async () => {
        return (await moved.count(moved.b, writer)).missing.length === 0;
    });
    const ticks = () => moved.sql(moved.b, "select count(*) from app.ticks");
    const before = await ticks();
    await eventually("users' events go on", 20, async () => (await ticks()) !== before);
    const again = await pair.up();
    promises.expect(again.code === 0 && again.changed === 0, "the same up again changes nothing", again.summary);
    const back = await pair.up({ engine: "mariadb" });
    promises.expect(back.code !== 0, "the way back is refused");
    const forth = await pair.up({ engine: "galera" });
    promises.expect(forth.code === 0, "and does no harm", forth.stderr.slice(-800));
    return { numbers, broken: promises.broken };
}
