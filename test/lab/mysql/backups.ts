import assert from "node:assert/strict";
import { eventually } from "../../helpers/eventually";
import type { Database } from "./database-host";
import { DIRECTORY, PASSPHRASE } from "./places";

const INTO = "/var/tmp/restored";

/** A backup is taken while rows are written, and what comes back is what was acknowledged. */
export function backups(subject: { db: Database }): void {
    let taken = "";
    afterEach(() => subject.db.machine.run(`rm -rf ${INTO}*`));

    it("takes a full backup while rows are written, and tells it", async () => {
        const { db } = subject;
        await db.ask("create database shop");
        await db.startWriting("shop.orders");
        taken = await db.backup();
        assert.match(taken, /^\d{8}T\d{6}Z-a-e1$/);
        assert.deepEqual(await db.backups(), [taken]);
        assert.match(await db.host.say("standby backup verify"), new RegExp(`^${taken}: whole, \\d+ bytes$`));
    });

    it("restores to just before a table was dropped: exactly the rows acknowledged before", async () => {
        const { db } = subject;
        // The mistake happens at the turn of a second, between two rows: the writer is held for a moment.
        await db.stopWriting();
        const rows = await db.acknowledged();
        const sum = await db.ask("checksum table shop.orders");
        await db.machine.succeed("sleep 1.1");
        const time = await db.host.say("date -u '+%F %T'");
        await db.ask("drop table shop.orders");
        await db.startWriting("shop.later");
        await db.shipped();
        const said = await db.host.say(`standby restore --at '${time}' --into ${INTO}`);
        assert.match(said, new RegExp(`^restored ${taken} into ${INTO}`));
        assert.equal(await db.inside(INTO, "select count(*), max(id) from shop.orders"), `${rows}\t${rows}`);
        assert.equal(await db.inside(INTO, "checksum table shop.orders"), sum);
        assert.ok(await db.acknowledged(), "the live database went on");
    });

    it("finds the GTID of the mistake, and restores up to the one before while rows are written", async () => {
        const { db } = subject;
        const from = await db.host.say("date -u '+%F %T'");
        await db.ask(
            "create table shop.prices (id int primary key) engine=innodb; insert into shop.prices values (1), (2)",
        );
        const before = await db.ask(
            "start transaction; insert into shop.prices values (3); commit; select @@last_gtid",
        );
        await db.ask("delete from shop.prices");
        await db.shipped();
        const log = await db.host.say(`standby backup log '${from}' "$(date -u -d '1 min' '+%F %T')"`);
        assert.match(log, /GTID 0-1-\d+ .*delete from shop.prices/);
        await db.host.say(`standby restore --gtid ${before} --into ${INTO}`);
        assert.equal(await db.inside(INTO, "select group_concat(id) from shop.prices"), "1,2,3");
    });

    it("restores a backup as it was taken, equal by checksum", async () => {
        const { db } = subject;
        await db.stopWriting();
        const sum = await db.ask("checksum table shop.later");
        const id = await db.backup();
        await db.ask("update shop.later set filler = 'changed'");
        await db.host.say(`standby restore ${id} --into ${INTO}`);
        assert.equal(await db.inside(INTO, "checksum table shop.later"), sum);
    });

    it("lets no event of the copy run, and nothing reach it by the network", async () => {
        const { db } = subject;
        await db.ask("create event shop.tick on schedule every 1 second do delete from shop.later");
        await db.host.say(`standby restore ${await db.backup()} --into ${INTO}`);
        await db.ask("drop event shop.tick");
        const said = await db.inside(INTO, "select @@event_scheduler, @@skip_networking, @@log_bin");
        assert.equal(said, "DISABLED\t1\t0");
    });

    it("is taken by the timer on the member whose turn it is", async () => {
        const { db } = subject;
        const take = "/usr/local/lib/standby/backup/take scheduled";
        const before = await db.backups();
        await db.is("fenced", 1);
        assert.equal(await db.host.say(take), "this member is fenced: it takes no backup");
        await db.is("standby", 1);
        assert.match((await db.machine.fails(take)).stderr, /replication does not run on this standby/);
        await db.is("primary", 1);
        assert.deepEqual(await db.backups(), before);
        // No standby is connected.
        await db.machine.succeed("systemctl start standby-backup.service");
        assert.equal((await db.backups()).length, before.length + 1);
    });

    it("leaves no server and no draft behind", async () => {
        const { db } = subject;
        await eventually(
            "the only server is the live one",
            10,
            async () => (await db.host.say("pgrep -c mariadbd")) === "1",
        );
        assert.equal(
            await db.host.say(
                "ls -d /run/standby-backup/{restore,point,inspect,take,verb}?* 2>/dev/null | grep -v lock || true",
            ),
            "",
        );
    });

    it("shows the passphrase in no command line and in no log, and stores nothing in the clear", async () => {
        const { db } = subject;
        const readers = "journalctl -q -o cat; cat /var/log/standby/* /var/lib/standby/backup/*";
        assert.equal(await db.host.say(`{ ${readers}; } 2>/dev/null | grep -acF '${PASSPHRASE}' || true`), "0");
        assert.equal(
            await db.host.say("stat -c %a /etc/standby/backup/passphrase /etc/standby/backup/settings"),
            "600\n600",
        );
        const clear = await db.host.say(
            `find ${DIRECTORY} -type f ! -name '*.gpg' ! -name manifest ! -path '*/primary/*'`,
        );
        assert.equal(clear, "");
    });
}
