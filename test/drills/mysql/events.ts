/*
 * Situation: events that are on and events that are off on purpose, functions and triggers; the standby is made anew, the role
 *            moves there and back, and an object is dropped on the standby behind everybody's back.
 * Promise:   no event runs on a standby, also after a new copy; exactly the events that were on are on at the new primary; a
 *            standby that lacks an object is not promoted.
 * Origin:    seed 000 (events, triggers, functions, procedures) and reference 1a: both routes of the events trap.
 */
import type { LabMember } from "../../../lab/pair/member";
import type { LabMySqlPair } from "../../../lab/pair/mysql";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { expectEqual, inSync, other } from "../rows";

const OBJECTS = `
create database if not exists parity; use parity;
create or replace table ticks (id int auto_increment primary key, server int, at timestamp(6) default current_timestamp(6));
create or replace table sums (n int primary key, twice int);
create or replace function twice(n int) returns int return 2 * n;
delimiter //
create or replace procedure note(n int) begin insert into sums values (n, twice(n)) on duplicate key update twice = twice(n); end //
create or replace trigger after_tick after insert on ticks for each row call note(new.id) //
delimiter ;
create or replace event tick on schedule every 1 second do insert into ticks (server) values (@@server_id);
create or replace event never on schedule every 1 second disable do insert into ticks (server) values (-1);
`;
const STATUS =
    "select group_concat(concat(event_name, '=', status) order by event_name) from information_schema.events where event_schema = 'parity'";

/** The seed's dump line, with the two words that it forgot. */
const DUMP = "mariadb-dump --routines --events --triggers --no-create-info --no-data --no-create-db --skip-opt parity";

/** What of the objects arrives in another schema by a dump, in words. */
async function copied(pair: LabMySqlPair, primary: LabMember): Promise<string> {
    const tables = ["ticks", "sums"].map((table) => `create table copied.${table} like parity.${table};`).join(" ");
    await pair.sql(primary, `create or replace database copied; ${tables}`);
    await primary.machine.succeed(`${DUMP} | mariadb copied`);
    const counts = ["event", "routine", "trigger"].map((kind) => {
        const schema = `${kind}_schema`;
        return `(select count(*) from information_schema.${kind}s where ${schema} = 'copied')`;
    });
    const [event, routine, trigger] = counts;
    const words = `concat('event ', ${event}, ', routine ', ${routine}, ', trigger ', ${trigger})`;
    return pair.sql(primary, `select ${words}; drop database copied`);
}

export const drill: Drill<LabMySqlPair> = {
    name: "events",
    situation:
        "events on and off, a trigger that calls a procedure that calls a function; a new copy; the role to and fro",
    promise: "events run on the primary alone, the same set after a switch; a difference stops a promotion",
    origin: "seed 000",

    async run(pair, tell) {
        const promises = new Promises();
        await inSync(pair);
        const [primary, standby] = [await pair.primaryNow(), await pair.standbyNow()];
        await pair.sql(primary, OBJECTS);
        const dumped = await copied(pair, primary);
        promises.expect(dumped === "event 2, routine 2, trigger 1", "the seed's dump line brings all of them", dumped);
        const reseed = await standby.standby("rejoin --reseed");
        promises.expect(reseed.code === 0, "the standby gets a new copy", reseed.stderr);
        await standby.machine.succeed("rm -rf /var/lib/mysql.before-*");
        await inSync(pair);
        const parked = await pair.sql(standby, STATUS);
        promises.expect(parked === "never=DISABLED,tick=SLAVESIDE_DISABLED", "no event is on after a new copy", parked);

        for (const to of [standby, primary]) {
            await inSync(pair);
            const { code, stderr } = await to.standby("promote");
            promises.expect(code === 0, `${to.member} is promoted`, stderr);
            const [on, off] = [await pair.sql(to, STATUS), await pair.sql(other(pair, to), STATUS)];
            promises.expect(/tick=ENABLED/.test(on) && !/never=ENABLED/.test(on), "the same set is on", on);
            promises.expect(!/=ENABLED/.test(off), "none is on at the standby", off);
            const before = Number(await pair.sql(to, "select count(*) from parity.ticks"));
            await eventually("the event runs", 20, async () => {
                return Number(await pair.sql(to, "select count(*) from parity.ticks")) > before + 1;
            });
        }
        const strangers = await pair.sql(primary, "select count(*) from parity.ticks where server not in (1, 2)");
        promises.expect(strangers === "0", "what was off did not run", strangers);
        const missed = "select count(*) from parity.ticks t left join parity.sums s on s.n = t.id where s.n is null";
        promises.expect((await pair.sql(primary, missed)) === "0", "the trigger ran for every row");

        await inSync(pair);
        await pair.sql(standby, "set sql_log_bin = 0; drop trigger parity.after_tick");
        const refused = await standby.standby("promote");
        promises.expect(
            /refused \[parity\].*after_tick/.test(refused.stderr),
            "a missing trigger stops it",
            refused.stderr,
        );
        const verify = await standby.standby("verify");
        promises.expect(verify.code === 1 && /after_tick/.test(verify.stdout), "verify names it", verify.stdout);
        tell("a trigger that is missing on the standby stops the promotion, by its name");
        const mended = await standby.standby("rejoin --reseed");
        promises.expect(mended.code === 0, "a new copy mends it", mended.stderr);
        await standby.machine.succeed("rm -rf /var/lib/mysql.before-*");
        await inSync(pair);
        const ticks = Number(await pair.sql(primary, "select count(*) from parity.ticks"));
        await pair.sql(primary, "drop database parity");
        await expectEqual(pair, promises);
        return { numbers: { ticks }, broken: promises.broken };
    },
};
