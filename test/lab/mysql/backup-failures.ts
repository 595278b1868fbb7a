import assert from "node:assert/strict";
import type { Database } from "./database-host";
import { DIRECTORY } from "./places";

const INTO = "/var/tmp/refused";
/** Changes one byte in the middle of a file. */
const damage = (file: string) =>
    `f=$(ls ${file}); n=$(($(stat -c %s "$f") / 2)); old=$(od -An -tu1 -j$n -N1 "$f"); ` +
    `printf "\\\\$(printf %03o $(((old + 1) % 256)))" | dd of="$f" bs=1 seek=$n conv=notrunc status=none`;

/** A backup is whole or it is none, and nothing is ever restored over data. */
export function backupFailures(subject: { db: Database }): void {
    afterEach(() => subject.db.machine.run(`rm -rf ${INTO}*`));

    it("finds a damaged backup, and restores nothing of it", async () => {
        const { db } = subject;
        const id = await db.backup();
        await db.machine.succeed(damage(`${DIRECTORY}/full/${id}/data.*`));
        await db.refuses(`standby backup verify ${id}`, "BACKUP_DAMAGED");
        await db.refuses(`standby restore ${id} --into ${INTO}`, "BACKUP_DAMAGED");
        await db.machine.fails(`ls -d ${INTO}*`);
        await db.machine.succeed(`rm -r ${DIRECTORY}/full/${id}`);
    });

    it("finds a damaged manifest", async () => {
        const { db } = subject;
        const id = await db.backup();
        await db.machine.succeed(`sed -i 's/^epoch .*/epoch 7/' ${DIRECTORY}/full/${id}/manifest`);
        await db.refuses(`standby restore ${id} --into ${INTO}`, "BACKUP_DAMAGED");
        assert.match(await db.host.say("standby backup list"), new RegExp(`${id} +DAMAGED`));
        await db.machine.succeed(`rm -r ${DIRECTORY}/full/${id}`);
    });

    it("leaves nothing that looks complete when it is killed, and the next one clears it away", async () => {
        const { db } = subject;
        const before = await db.backups();
        const full = `${DIRECTORY}/full`;
        const wait = `timeout 20 bash -c 'until ls ${full}/*/data.*.partial >/dev/null 2>&1; do :; done'`;
        await db.machine.succeed(
            `systemd-run -q --unit=killed standby backup now; ${wait}; systemctl kill -s KILL killed`,
        );
        await db.machine.run("systemctl reset-failed killed");
        await db.machine.succeed(`ls ${full}/*/data.*.partial`);
        // What a kill after the last byte of the data leaves, and before the manifest.
        await db.machine.succeed(
            `cp -r ${full}/${before[0]} ${full}/20260101T000000Z-a-e1; rm ${full}/20260101T*/manifest`,
        );
        assert.deepEqual(await db.backups(), before);
        const after = await db.backup();
        assert.deepEqual(await db.backups(), [...before, after]);
        const folders = await db.host.say(`ls ${DIRECTORY}/full`);
        assert.deepEqual(folders.split("\n"), [...before, after]);
    });

    it("fails on a full volume, with an error that says so, and earlier backups stay whole", async () => {
        const { db } = subject;
        const before = await db.backups();
        await db.machine.run(`dd if=/dev/zero of=${DIRECTORY}/filler bs=64K status=none`);
        const { stderr } = await db.machine.fails("standby backup now");
        assert.match(stderr, /has 0 MiB free and the backup needs about \d+: free some, or lower keepDays/);
        // Enough at the start, and not at the end.
        await db.machine.succeed(`truncate -s -3M ${DIRECTORY}/filler`);
        await db.machine.succeed(
            "head -c 8M /dev/urandom | base64 -w 1000 | sed \"s/.*/insert into shop.noise values ('&');/\" >/root/noise",
        );
        await db.machine.succeed(
            "(echo 'set sql_log_bin = 0; create table shop.noise (t varchar(2000)) engine=innodb; begin;'; cat /root/noise; echo 'commit;') | mariadb",
        );
        const late = await db.machine.fails("standby backup now");
        assert.match(late.stderr, /No space left on device[^]*the backup failed and is dropped/);
        await db.machine.succeed(`rm ${DIRECTORY}/filler`);
        await db.ask("set sql_log_bin = 0; drop table shop.noise");
        assert.deepEqual(await db.backups(), before);
        await db.machine.succeed(`standby backup verify ${before.at(-1)}`);
        assert.match((await db.machine.run("/usr/local/lib/standby/status.d/backup")).stdout, /^backup: failed /);
        await db.backup();
        await db.shipped();
        await db.machine.succeed("/usr/local/lib/standby/status.d/backup");
    });

    it("writes nothing to the disk below a volume that is not mounted", async () => {
        const { db } = subject;
        const keep = "/mnt/keep";
        await db.machine.succeed(`systemctl stop standby-binlog; mkdir -p ${keep}; mount --bind ${DIRECTORY} ${keep}`);
        await db.machine.succeed(`umount ${DIRECTORY}`);
        try {
            const { stderr } = await db.machine.fails("standby backup now");
            assert.match(stderr, /no volume is mounted on \/srv\/backups: mount it/);
            assert.equal(await db.host.say(`ls -A ${DIRECTORY}`), "");
        } finally {
            await db.machine.succeed(
                `mount --bind ${keep} ${DIRECTORY}; umount ${keep}; systemctl start standby-binlog`,
            );
        }
        assert.ok((await db.backups()).length > 0);
    });

    it("refuses what is not a new folder beside the live data", async () => {
        const { db } = subject;
        const [id] = await db.backups();
        await db.refuses(`standby restore ${id} --into /var/lib/mysql/copy`, "LIVE_DATADIR");
        await db.refuses(`standby restore ${id} --into /var/lib`, "LIVE_DATADIR");
        await db.refuses("standby restore --inspect /var/lib/mysql", "LIVE_DATADIR");
        await db.refuses(`standby restore ${id} --into /etc`, "NOT_EMPTY");
        await db.machine.succeed("mkdir -p /mnt/small && mount -t tmpfs -o size=20M tmpfs /mnt/small");
        await db.refuses(`standby restore ${id} --into /mnt/small/copy`, "NO_SPACE");
        await db.machine.succeed("umount /mnt/small");
        assert.equal(await db.ask("select 1"), "1");
    });

    it("removes what is too old, but never the newest", async () => {
        const { db } = subject;
        const now = await db.backups();
        const full = `${DIRECTORY}/full`;
        await db.machine.succeed(`for i in 1 2; do cp -r ${full}/${now[0]} ${full}/2020010\${i}T000000Z-a-e1; done`);
        // Of a member that is no more; its last file may hold what the oldest backup needs.
        const logs = [
            "20200101T000000Z-e1-bin.000001",
            "20200103T000000Z-e1-bin.000002",
            "20200105T000000Z-e1-bin.000003",
        ];
        const old = `${DIRECTORY}/binlog/old`;
        await db.machine.succeed(
            `mkdir -p ${old}; cd ${old}; mkdir ${logs.join(" ")}; for i in *; do : >$i/whole; done`,
        );
        await db.machine.succeed("/usr/local/lib/standby/backup/retain");
        assert.deepEqual(await db.backups(), now);
        assert.equal(await db.host.say(`ls ${old}; rm -r ${old}`), logs[2]);
        await db.machine.succeed(
            `mkdir /root/aside; mv ${full}/* /root/aside/; cp -r /root/aside/${now[0]} ${full}/20200102T000000Z-a-e1`,
        );
        await db.machine.succeed("/usr/local/lib/standby/backup/retain");
        assert.equal(await db.host.say(`ls ${full}`), "20200102T000000Z-a-e1");
        await db.machine.succeed(`rm -r ${full}/*; mv /root/aside/* ${full}/; rmdir /root/aside`);
    });
}
