import assert from "node:assert/strict";
import { eventually } from "../../helpers/eventually";
import type { Database } from "./database-host";
import { DIRECTORY, PASSPHRASE } from "./places";

const INTO = "/var/tmp/restored";
const STATE = "/var/lib/standby-backup";

/** A backup is taken while rows are written, and what comes back is what was acknowledged. */
export function backups(subject: { db: Database }): void {
    let taken = "";
    afterEach(() => subject.db.machine.run(`rm -rf ${INTO}*`));

    it("makes its store by itself with the first WAL, and wants a first backup", async () => {
        const { db } = subject;
        await db.stored();
        await db.machine.succeed(`[ -e ${STATE}/wanted ]`);
        assert.deepEqual(await db.backups(), []);
        await db.machine.succeed("systemctl start standby-backup-wanted.service");
        assert.equal((await db.backups()).length, 1);
        await db.machine.fails(`ls ${STATE}/wanted`);
    });

    it("takes a full backup while rows are written, and shows the passphrase in no command line meanwhile", async () => {
        const { db } = subject;
        await db.ask("create schema shop");
        await db.startWriting("shop.orders");
        const look =
            "while :; do cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null; sleep 0.05; done >/root/lines";
        const said = await db.host.say(`(${look}) & standby backup now; kill $!`);
        taken = said.split(":")[0];
        assert.match(taken, /^\d{8}-\d{6}F$/);
        assert.equal((await db.backups()).at(-1), taken);
        assert.match(await db.host.say("standby backup list | tail -n 1"), / a {5,}\w+\/\w+$/);
        assert.match(await db.host.say("standby backup verify"), new RegExp(`^${taken}: whole, \\d+ files; WAL whole`));
        assert.notEqual(await db.host.say("grep -acF /etc/standby/backup/pgbackrest.conf /root/lines"), "0");
    });

    it("restores to just before a table was dropped: exactly the rows acknowledged before", async () => {
        const { db } = subject;
        await db.stopWriting();
        const rows = await db.acknowledged();
        const sum = await db.ask(db.sumOf("shop.orders"));
        const time = await db.ask("select to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS.US')");
        await db.ask("drop table shop.orders");
        await db.startWriting("shop.later");
        await db.stored();
        const said = await db.host.say(`standby restore --at '${time}' --into ${INTO}`);
        assert.match(said, new RegExp(`^restored ${taken} into ${INTO}`));
        assert.equal(await db.inside(INTO, "select count(*), max(id) from shop.orders"), `${rows}|${rows}`);
        assert.equal(await db.inside(INTO, db.sumOf("shop.orders")), sum);
        assert.equal(await db.inside(INTO, "select to_regclass('shop.later')"), "");
        assert.ok(await db.acknowledged(), "the live database went on");
    });

    it("restores up to a restore point while rows are written", async () => {
        const { db } = subject;
        await db.ask("create table shop.prices (id int primary key); insert into shop.prices values (1), (2), (3)");
        await db.ask("select pg_create_restore_point('before-sale')");
        await db.ask("delete from shop.prices");
        await db.stored();
        await db.host.say(`standby restore --name before-sale --into ${INTO}`);
        assert.equal(await db.inside(INTO, "select count(*) from shop.prices"), "3");
        await db.stopWriting();
    });

    it("restores a backup as it was taken: tablespaces beside it, alone, and with no setting of the live one", async () => {
        const { db } = subject;
        await db.machine.succeed("install -d -o postgres /var/lib/far");
        await db.ask("create tablespace far location '/var/lib/far'");
        await db.ask("create table shop.far tablespace far as select generate_series(1, 1000) id, 'x' filler");
        const sum = await db.ask(db.sumOf("shop.far"));
        await db.ask("alter system set listen_addresses = '*'");
        await db.ask("alter system set synchronous_standby_names = 'b'");
        const id = await db.backup();
        await db.ask("alter system reset all");
        await db.ask("update shop.far set filler = 'changed'");
        await db.host.say(`standby restore ${id} --into ${INTO}`);
        assert.match(await db.host.say(`readlink ${INTO}/pg_tblspc/*`), /^\/var\/tmp\/restored\.tablespaces/);
        await db.machine.fails(`grep -E '^(restore_command|recovery_)' ${INTO}/postgresql.auto.conf`);
        const names = ["listen_addresses", "archive_mode", "synchronous_standby_names"];
        const settings = names.map((name) => `current_setting('${name}')`).join(" || '/' || ");
        const said = await db.inside(
            INTO,
            `${db.sumOf("shop.far")}; create table more as select ${settings}; table more`,
        );
        assert.equal(said, `${sum}\n/off/`);
        await db.ask("drop table shop.far");
        await db.ask("drop tablespace far");
    });

    it("is taken by the timer on the member whose turn it is", async () => {
        const { db } = subject;
        const take = "/usr/local/lib/standby/backup/take scheduled";
        const before = await db.backups();
        for (const role of ["fenced", "standby"]) {
            await db.is(role, 1);
            assert.equal(await db.host.say(take), `this member is ${role}: it takes no backup`);
            await db.refuses("standby backup now", "NOT_PRIMARY");
        }
        await db.is("primary", 1);
        assert.deepEqual(await db.backups(), before);
        await db.machine.succeed("systemctl start standby-backup.service");
        assert.equal((await db.backups()).length, before.length + 1);
    });

    it("leaves no server and no draft behind", async () => {
        const { db } = subject;
        const servers = "pgrep -fc '^/usr/lib/postgresql/15/bin/postgres -D' || true";
        await eventually("the only server is the live one", 10, async () => (await db.host.say(servers)) === "1");
        assert.equal(await db.host.say("ls -d /run/standby-backup/*?????? 2>/dev/null | grep -v lock || true"), "");
    });

    it("keeps the passphrase to one file, and stores nothing in the clear", async () => {
        const { db } = subject;
        await db.machine.run("cat >/root/secrets", { stdin: `${PASSPHRASE}\n` });
        const readers = `cat /root/lines; journalctl -q -o cat; cat /var/log/standby/* /var/log/postgresql/* ${STATE}/*`;
        assert.equal(await db.host.say(`{ ${readers}; } 2>/dev/null | grep -acF -f /root/secrets || true`), "0");
        assert.equal(
            await db.host.say("stat -c '%a %U:%G' /etc/standby/backup/*"),
            "640 root:postgres\n640 root:postgres",
        );
        // Encrypted by OpenSSL: each file begins so.
        const clear = `find ${DIRECTORY}/pgbackrest -type f -exec sh -c 'for f; do head -c 8 "$f" | grep -q ^Salted__ || echo "$f"; done' sh {} +`;
        assert.equal(await db.host.say(clear), "");
    });
}
