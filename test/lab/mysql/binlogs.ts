import assert from "node:assert/strict";
import type { Database } from "./database-host";
import { DIRECTORY } from "./places";

const INTO = "/var/tmp/rolled";
const LOGS = `${DIRECTORY}/binlog/a`;

/** Binlogs reach the store by themselves, under names that never meet. */
export function binlogs(subject: { db: Database }): void {
    afterEach(() => subject.db.machine.run(`rm -rf ${INTO}*`));

    it("go on over a switchover, and a restore crosses it", async () => {
        const { db } = subject;
        await db.backup();
        await db.ask(
            "create or replace table shop.roles (epoch int primary key) engine=innodb; insert into shop.roles values (1)",
        );
        await db.is("standby", 2);
        await db.ask("flush binary logs; insert into shop.roles values (2)");
        await db.shipped();
        await db.is("primary", 3);
        const last = await db.ask(
            "flush binary logs; start transaction; insert into shop.roles values (3); commit; select @@last_gtid",
        );
        await db.shipped();
        assert.match(await db.host.say(`ls ${LOGS} | tail -n 1`), /-e3-mariadb-bin\.\d+$/);
        assert.match(await db.host.say(`ls ${DIRECTORY}/primary`), /Z-e1-a\n.*Z-e3-a$/);
        // The other one was the primary last, and nothing of it is here: the history of the backup's own member does.
        const mark = `${DIRECTORY}/primary/$(date -u +%Y%m%dT%H%M%SZ)-e4-b`;
        await db.machine.succeed(`echo >${mark}`);
        const said = await db.host.say(`standby restore --gtid ${last} --into ${INTO}; rm ${DIRECTORY}/primary/*-e4-b`);
        assert.match(said, /binlog files of a: /);
        assert.equal(await db.inside(INTO, "select group_concat(epoch) from shop.roles"), "1,2,3");
    });

    it("are taken once, whole, when the server has closed them", async () => {
        const { db } = subject;
        await db.ask("flush binary logs");
        await db.shipped();
        const text = await db.host.say(`find ${LOGS} -type f -printf '%P\\n' | sort`);
        const files = text.split("\n");
        const logs = [...new Set(files.map((file) => file.split("/")[0]))].slice(0, -1);
        const closed = logs.map((log) => files.filter((file) => file.startsWith(`${log}/`)));
        assert.ok(closed.length >= 3);
        for (const parts of closed) {
            assert.equal(parts.length, 1, parts.join());
            assert.match(parts[0], /\/whole-0{12}-\d{12}-[0-9a-f]{64}\.zst\.gpg$/);
        }
    });

    it("are never overwritten by another file of the same name", async () => {
        const { db } = subject;
        await db.machine.succeed("systemctl stop standby-binlog");
        await db.ask("insert into shop.roles values (4)");
        await db.machine.succeed("systemctl start standby-binlog");
        await db.shipped();
        // As if another member of the same name had written other bytes there.
        await db.machine.succeed("systemctl stop standby-binlog");
        const piece = await db.host.say(`ls ${LOGS}/*/0* | tail -n 1`);
        const other = piece.replace(/[0-9a-f]{64}/, "0".repeat(64));
        await db.machine.succeed(`mv ${piece} ${other}; systemctl start standby-binlog`);
        await db.machine.eventually("journalctl -u standby-binlog | grep 'has another file under the name'", 20);
        await db.machine.succeed(`[ -e ${other} ] && [ ! -e ${piece} ]`);
        await db.machine.succeed(`systemctl stop standby-binlog; mv ${other} ${piece}; systemctl start standby-binlog`);
        await db.shipped();
    });

    it("that are damaged or missing stop a restore across them", async () => {
        const { db } = subject;
        const id = await db.backup();
        const last = await db.ask("start transaction; insert into shop.roles values (5); commit; select @@last_gtid");
        await db.shipped();
        await db.machine.succeed("systemctl stop standby-binlog");
        const piece = await db.host.say(`ls ${LOGS}/*/0* | tail -n 1`);
        await db.machine.succeed(`cp ${piece} /root/piece; head -c -20 /root/piece >${piece}`);
        await db.refuses(`standby restore --gtid ${last} --into ${INTO}`, "BINLOG_DAMAGED");
        await db.machine.succeed(`rm ${piece}`);
        await db.refuses(`standby restore --gtid ${last} --into ${INTO}`, "BINLOG_ENDS_BEFORE");
        await db.machine.succeed(`cp /root/piece ${piece}; systemctl start standby-binlog`);
        await db.refuses("standby restore --at '2020-01-01 00:00:00' --into " + INTO, "NO_BACKUP");
        await db.refuses("standby restore --at '2037-01-01 00:00:00' --into " + INTO, "BINLOG_ENDS_BEFORE");
        await db.machine.fails(`ls -d ${INTO}*`);
        await db.host.say(`standby restore ${id} --into ${INTO}`);
    });

    it("are shipped on after the server was killed", async () => {
        const { db } = subject;
        await db.machine.succeed("systemctl kill -s KILL mariadb");
        await db.machine.eventually("mariadb -e 'select 1'", 40);
        const last = await db.ask("start transaction; insert into shop.roles values (6); commit; select @@last_gtid");
        await db.shipped();
        await db.host.say(`standby restore --gtid ${last} --into ${INTO}`);
        assert.equal(await db.inside(INTO, "select max(epoch) from shop.roles"), "6");
    });
}
