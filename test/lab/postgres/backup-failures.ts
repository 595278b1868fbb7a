import assert from "node:assert/strict";
import type { Database } from "./database-host";
import { DIRECTORY } from "./places";

const INTO = "/var/tmp/refused";
const REPO = `${DIRECTORY}/pgbackrest`;
const STATUS = "/usr/local/lib/standby/status.d/backup";
/** Changes one byte in the middle of a file. */
const damage = (file: string) =>
    `f=$(ls ${file}); n=$(($(stat -c %s "$f") / 2)); old=$(od -An -tu1 -j$n -N1 "$f"); ` +
    `printf "\\\\$(printf %03o $(((old + 1) % 256)))" | dd of="$f" bs=1 seek=$n conv=notrunc status=none`;

/** A backup is whole or it is none, and nothing is ever restored over data. */
export function backupFailures(subject: { db: Database }): void {
    afterEach(() => subject.db.machine.run(`rm -rf ${INTO}* ${DIRECTORY}/filler`));

    it("finds a damaged backup, and restores nothing of it", async () => {
        const { db } = subject;
        const id = (await db.backups()).at(-1);
        const bundle = `$(ls -S ${REPO}/backup/main/${id}/bundle/* | head -n 1)`;
        await db.machine.succeed(`cp -p ${bundle} /root/bundle; ${damage(bundle)}`);
        await db.refuses("standby backup verify", "BACKUP_DAMAGED");
        await db.refuses(`standby restore ${id} --into ${INTO}`, "BACKUP_DAMAGED");
        await db.machine.fails(`ls -d ${INTO}*`);
        await db.machine.succeed(`cp -p /root/bundle ${bundle}; standby backup verify`);
    });

    it("leaves nothing that looks complete when it is killed, and the next one clears it away", async () => {
        const { db } = subject;
        const before = await db.backups();
        const folder = `${REPO}/backup/main`;
        const wait = `timeout 20 bash -c 'until [ $(ls -d ${folder}/*F | wc -l) -gt ${before.length} ]; do :; done'`;
        await db.machine.succeed(
            `systemd-run -q --unit=killed standby backup now; ${wait}; systemctl kill -s KILL killed`,
        );
        await db.machine.run("systemctl reset-failed killed");
        assert.equal(await db.host.say(`ls -d ${folder}/*F | wc -l`), String(before.length + 1));
        assert.deepEqual(await db.backups(), before);
        const after = await db.backup();
        assert.deepEqual(await db.backups(), [...before, after]);
        assert.equal(await db.host.say(`ls -d ${folder}/*F | wc -l`), String(before.length + 1));
    });

    it("fails on a full volume, with an error that says so, and earlier backups stay whole", async () => {
        const { db } = subject;
        const before = await db.backups();
        await db.ask(
            "create table public.noise as select string_agg(md5(random()::text), '') t from generate_series(1, 400000) i group by i % 2000",
        );
        await db.stored();
        await db.machine.run(`dd if=/dev/zero of=${DIRECTORY}/filler bs=64K status=none`);
        const { stderr } = await db.machine.fails("standby backup now");
        assert.match(stderr, /has 0 MiB free and the backup needs about \d+: free some, or lower keepDays/);
        // Enough at the start, and not at the end.
        await db.machine.succeed(`truncate -s -5M ${DIRECTORY}/filler`);
        const late = await db.machine.fails("standby backup now");
        assert.match(late.stderr, /had 0 MiB free at the end[^]*the backup failed and is dropped/);
        assert.match((await db.machine.run(STATUS)).stdout, /^backup: failed /);
        // What it wrote is gone again, so that the WAL has the space.
        assert.equal(await db.host.say(`ls -d ${REPO}/backup/main/*F | wc -l`), String(before.length));
        await db.machine.succeed(`rm ${DIRECTORY}/filler`);
        await db.ask("drop table public.noise");
        assert.deepEqual(await db.backups(), before);
        await db.stored();
        await db.machine.succeed("standby backup verify");
        assert.match((await db.machine.run(STATUS)).stdout, /^wal: \S+ stored \d+ s ago, 0 wait/m);
    });

    it("writes nothing to the disk below a volume that is not mounted", async () => {
        const { db } = subject;
        const keep = "/mnt/keep";
        await db.machine.succeed(`mkdir -p ${keep}; mount --bind ${DIRECTORY} ${keep}; umount ${DIRECTORY}`);
        try {
            const { stderr } = await db.machine.fails("standby backup now");
            assert.match(stderr, /no volume is mounted on \/srv\/backups: mount it/);
            await db.ask("select pg_logical_emit_message(true, 'test', 'x'); select pg_switch_wal()");
            await db.machine.eventually("cat /var/log/postgresql/* | grep 'no volume is mounted on /srv/backups'", 20);
            assert.equal(await db.host.say(`ls -A ${DIRECTORY}`), "");
        } finally {
            await db.machine.succeed(`mount --bind ${keep} ${DIRECTORY}; umount ${keep}`);
        }
        await db.stored();
        assert.ok((await db.backups()).length > 0);
    });

    it("refuses what is not a new folder beside the live data", async () => {
        const { db } = subject;
        const [id] = await db.backups();
        await db.refuses(`standby restore ${id} --into /var/lib/postgresql/15/main/copy`, "LIVE_DATADIR");
        await db.refuses(`standby restore ${id} --into /var/lib`, "LIVE_DATADIR");
        await db.refuses("standby restore --inspect /var/lib/postgresql/15/main", "LIVE_DATADIR");
        await db.refuses(`standby restore ${id} --into /etc`, "NOT_EMPTY");
        await db.machine.succeed("mkdir -p /mnt/small && mount -t tmpfs -o size=20M tmpfs /mnt/small");
        await db.refuses(`standby restore ${id} --into /mnt/small/copy`, "NO_SPACE");
        await db.machine.succeed("umount /mnt/small");
        const { stderr } = await db.machine.fails(`standby restore ${id} --into /root/copy`);
        assert.match(stderr, /the account postgres cannot reach \/root: name a folder that it can/);
        assert.equal(await db.ask("select 1"), "1");
    });
}
