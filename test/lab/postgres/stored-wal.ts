import assert from "node:assert/strict";
import type { Database } from "./database-host";
import { DIRECTORY } from "./places";

const INTO = "/var/tmp/rolled";
const STATE = "/var/lib/standby-backup";
const WAL = `${DIRECTORY}/pgbackrest/archive/main/15-1`;
const STATUS = "/usr/local/lib/standby/status.d/backup";
const DATA = "/var/lib/postgresql/15/main";
const RESTART = "systemctl restart postgresql@15-main";

/** WAL reaches the store by itself, whole, in order, and never over another file of the same name. */
export function storedWal(subject: { db: Database }): void {
    before(() => subject.db.ask("create schema if not exists shop"));
    afterEach(() => subject.db.machine.run(`rm -rf ${INTO}*`));
    const push = (path: string) =>
        `cd /var/lib/postgresql/15/main && setpriv --reuid postgres --regid postgres --init-groups ` +
        `/usr/local/lib/standby/backup/wal ${path} ${path.split("/").at(-1)}`;

    it("is stored once: an equal file is taken, another one of its name is refused and told", async () => {
        const { db } = subject;
        const name = await db.stored();
        const file = `/var/lib/postgresql/15/main/pg_wal/${name}`;
        await db.machine.succeed(push(`pg_wal/${name}`));
        // Another content behind the same header, as another primary of the same history would write it.
        await db.machine.succeed(`mkdir -p /var/tmp/other && cp -p ${file} /var/tmp/other/`);
        await db.machine.succeed(`printf x | dd of=/var/tmp/other/${name} bs=1 seek=9000000 conv=notrunc status=none`);
        const sum = `sha256sum ${WAL}/*/${name}-*`;
        const before = await db.host.say(sum);
        const { code, stderr } = await db.machine.run(push(`/var/tmp/other/${name}`));
        assert.equal(code, 1);
        assert.match(stderr, /ALARM the store of the backups has another file under the name/);
        assert.equal(await db.host.say(sum), before);
        const status = await db.machine.run(STATUS);
        assert.equal(status.code, 1);
        assert.match(status.stdout, new RegExp(`^wal: CONFLICT: .*${name}`, "m"));
        await db.stored();
        await db.machine.succeed(STATUS);
    });

    it("goes on over a promotion, with what the former primary did not store, and a restore crosses it", async () => {
        const { db } = subject;
        await db.backup();
        await db.ask("create table shop.roles (epoch int primary key); insert into shop.roles values (1)");
        const lost = await db.stored();
        await db.ask("insert into shop.roles values (2)");
        await db.stored();
        // As after a failover: a segment that the standby has got, marked as done there, is not in the store.
        await db.machine.succeed(`rm ${WAL}/*/${lost}-*`);
        await db.machine.succeed(
            "systemctl stop postgresql@15-main; touch /var/lib/postgresql/15/main/standby.signal; systemctl start postgresql@15-main",
        );
        await db.ask("select pg_promote()");
        await db.ask("insert into shop.roles values (3)");
        await db.stored();
        await db.machine.succeed(`ls ${WAL}/*/${lost}-* ${WAL}/00000002.history*`);
        await db.machine.fails(`ls ${STATE}/wanted`);
        const lsn = await db.ask("select pg_current_wal_insert_lsn()");
        await db.ask("insert into shop.roles values (4)");
        await db.stored();
        await db.host.say(`standby restore --lsn ${lsn} --into ${INTO}`);
        assert.equal(await db.inside(INTO, "select string_agg(epoch::text, ',') from shop.roles"), "1,2,3");
    });

    it("wants a full backup when the store does not lead to the promotion", async () => {
        const { db } = subject;
        // As a member's own folder that stored nothing while the other one was the primary.
        await db.machine.succeed(
            `systemctl stop postgresql@15-main; mkdir /root/away; mv ${WAL}/000000* /root/away; ` +
                `touch ${DATA}/standby.signal; systemctl start postgresql@15-main`,
        );
        await db.ask("select pg_promote()");
        await db.machine.eventually(`[ -e ${STATE}/wanted ]`, 30);
        await db.machine.succeed("systemctl start standby-backup-wanted.service");
        await db.machine.fails(`ls ${STATE}/wanted`);
        await db.machine.succeed(`cp -rpn /root/away/* ${WAL}/; rm -r /root/away`);
    });

    it("goes on while the standby is away, and wants a backup when the server gave files up", async () => {
        const { db } = subject;
        const away = "/usr/local/lib/standby/backup/wal %p %f ahead; false # pgbackrest";
        await db.ask(`alter system set archive_command = '${away}'`);
        await db.ask("select pg_reload_conf()");
        const files = [await db.stored(), await db.stored()];
        for (const name of files) await db.machine.succeed(`ls ${WAL}/*/${name}-*`);
        await db.ask("alter system set archive_command = 'true # pgbackrest'");
        await db.ask("select pg_reload_conf()");
        await db.machine.eventually(`! ls ${DATA}/pg_wal/archive_status/*.ready`, 70);
        await db.ask("select pg_logical_emit_message(true, 'test', 'x'), pg_switch_wal()");
        await db.machine.eventually(`! ls ${DATA}/pg_wal/archive_status/*.ready`, 70);
        await db.ask("alter system reset archive_command");
        await db.ask("select pg_reload_conf()");
        await db.machine.fails(`ls ${STATE}/wanted`);
        await db.stored();
        assert.match(await db.host.say(`cat ${STATE}/wanted`), /^the store lacks the WAL between \w+ and \w+$/);
        await db.backup();
    });

    it("that is damaged, missing, or not there yet stops a restore across it", async () => {
        const { db } = subject;
        const id = (await db.backups()).at(-1);
        await db.ask("create table shop.gap (id int)");
        const broken = await db.stored();
        await db.ask("insert into shop.gap values (1)");
        await db.stored();
        const time = await db.ask("select clock_timestamp()");
        await db.ask("insert into shop.gap values (2)");
        await db.stored();
        const file = await db.host.say(`ls ${WAL}/*/${broken}-*`);
        await db.machine.succeed(`cp -p ${file} /root/wal; head -c -200 /root/wal >${file}`);
        await db.refuses(`standby restore --at '${time}' --into ${INTO}`, "WAL_GAP");
        await db.refuses("standby backup verify", "WAL_DAMAGED");
        await db.machine.succeed(`cp -p /root/wal ${file}`);
        await db.refuses("standby restore --at '2037-01-01 00:00:00' --into " + INTO, "WAL_ENDS_BEFORE");
        await db.refuses("standby restore --at '2020-01-01 00:00:00' --into " + INTO, "NO_BACKUP");
        await db.machine.fails(`ls -d ${INTO}*`);
        await db.host.say(`standby restore --at '${time}' --into ${INTO} --from ${id}`);
        assert.equal(await db.inside(INTO, "select id from shop.gap"), "1");
    });

    it("is stored on after the server was killed", async () => {
        const { db } = subject;
        await db.machine.succeed("systemctl kill -s KILL postgresql@15-main");
        await db.machine.run(RESTART);
        await db.machine.eventually("setpriv --reuid postgres --regid postgres --init-groups psql -c 'select 1'", 40);
        await db.ask("insert into shop.gap values (3)");
        await db.stored();
    });
}
