import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { s3Endpoint, s3Object, startS3, stopS3 } from "../../../lab/services";
import { Database, withBackups } from "./database-host";
import { PASSPHRASE } from "./places";

const INTO = "/var/tmp/from-s3";
const KEY = { accessKeyId: "lab-key", secretAccessKey: "a-secret-of-the-lab-only" };

/** The same promises on S3-compatible object storage. */
export function objectStorage(subject: { db: Database }): void {
    let dir = "";
    before(async function () {
        this.timeout(900_000);
        const { net } = subject.db.machine.spec;
        dir = fs.mkdtempSync(path.join(os.tmpdir(), "standby-s3-"));
        await startS3(net, dir, KEY, ["backups"]);
        const s3 = { endpoint: s3Endpoint(net), bucket: "backups", ...KEY };
        await subject.db.host.apply(withBackups({ s3, passphrase: PASSPHRASE, binlogEverySeconds: 1 }));
    });
    after(async () => {
        await stopS3(dir);
        fs.rmSync(dir, { recursive: true });
    });
    afterEach(() => subject.db.machine.run(`rm -rf ${INTO}*`));

    it("takes and verifies a backup, and restores to a point after it", async () => {
        const { db } = subject;
        await db.ask("create or replace table shop.far (id int primary key) engine=innodb");
        await db.startWriting("shop.stream");
        const id = await db.backup();
        await db.stopWriting();
        const last = await db.ask("start transaction; insert into shop.far values (1); commit; select @@last_gtid");
        const sum = await db.ask("checksum table shop.stream");
        await db.ask("drop table shop.stream");
        await db.shipped();
        assert.deepEqual(await db.backups(), [id]);
        await db.machine.succeed("standby backup verify");
        await db.host.say(`standby restore --gtid ${last} --into ${INTO}`);
        assert.equal(await db.inside(INTO, "checksum table shop.stream"), sum);
        assert.equal(await db.inside(INTO, "select id from shop.far"), "1");
    });

    it("finds a damaged object, and restores nothing of it", async () => {
        const { db } = subject;
        const [id] = await db.backups();
        const file = s3Object(dir, "backups", `db/full/${id}/data.mbs.zst.gpg`);
        const bytes = fs.readFileSync(file);
        bytes[bytes.length >> 1] ^= 1;
        fs.writeFileSync(file, bytes);
        await db.refuses(`standby backup verify ${id}`, "BACKUP_DAMAGED");
        await db.refuses(`standby restore ${id} --into ${INTO}`, "BACKUP_DAMAGED");
    });

    it("goes on when the service was away", async () => {
        const { db } = subject;
        await stopS3(dir);
        await db.ask("insert into shop.far values (2)");
        const { stderr } = await db.machine.run("standby backup now", { seconds: 120 });
        assert.match(stderr, /the store store:backups\/db cannot be listed/);
        await startS3(db.machine.spec.net, dir, KEY, []);
        await db.shipped();
    });

    it("shows no secret in a command line or a log, also while a backup is taken", async () => {
        const { db } = subject;
        // From a file: as an argument it would be found in the search's own command line.
        await db.machine.run("cat >/root/secrets", { stdin: `${KEY.secretAccessKey}\n${PASSPHRASE}\n` });
        const lines = "for i in $(seq 60); do cat /proc/[0-9]*/cmdline 2>/dev/null; sleep 0.05; done >/root/lines";
        await db.machine.succeed(`${lines} & standby backup now; wait`);
        assert.notEqual(await db.host.say("grep -acF /etc/standby/backup/rclone.conf /root/lines"), "0");
        const readers = "cat /root/lines; journalctl -q -o cat; cat /var/log/standby/* /var/lib/standby/backup/*";
        assert.equal(await db.host.say(`{ ${readers}; } 2>/dev/null | grep -acF -f /root/secrets || true`), "0");
    });
}
