import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { s3Endpoint, s3Object, startS3, stopS3, type S3Certificate } from "../../../lab/services";
import { Database, withBackups } from "./database-host";
import { PASSPHRASE } from "./places";

const INTO = "/var/tmp/from-s3";
const KEY = { accessKeyId: "lab-key", secretAccessKey: "a-secret-of-the-lab-only" };

/** A certificate for an address, signed by itself; pgBackRest 2.45 looks for it among names alone. */
function certificateFor(address: string): S3Certificate {
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), "standby-s3-tls-"));
    const [key, out] = ["key", "crt"].map((name) => path.join(dir, name));
    const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-days", "2"];
    const subject = ["-subj", `/CN=${address}`];
    execFileSync("openssl", ["req", "-x509", ...kind, ...subject, "-keyout", key, "-out", out], { stdio: "ignore" });
    const made = { certificate: fs.readFileSync(out, "utf8"), key: fs.readFileSync(key, "utf8") };
    fs.rmSync(dir, { recursive: true });
    return made;
}

/** The same promises on S3-compatible object storage. */
export function objectStorage(subject: { db: Database }): void {
    let dir = "";
    let tls: S3Certificate;
    before(async function () {
        this.timeout(900_000);
        const { machine } = subject.db;
        const { net } = machine.spec;
        dir = fs.mkdtempSync(path.join(os.tmpdir(), "standby-s3-"));
        tls = certificateFor(net.gateway);
        await startS3(net, dir, KEY, ["backups"], tls);
        const s3 = { endpoint: s3Endpoint(net, "https"), bucket: "backups", ...KEY };
        await subject.db.host.apply(withBackups({ s3, passphrase: PASSPHRASE }));
        const place = "/usr/local/share/ca-certificates/lab.crt";
        await machine.run(`cat >${place} && update-ca-certificates`, { stdin: tls.certificate });
    });
    after(async () => {
        await stopS3(dir);
        fs.rmSync(dir, { recursive: true });
    });
    afterEach(() => subject.db.machine.run(`rm -rf ${INTO}*`));

    it("makes its store by itself, takes and verifies a backup, and restores to a point after it", async () => {
        const { db } = subject;
        await db.ask("create schema far");
        await db.startWriting("far.stream");
        const id = await db.backup();
        await db.stopWriting();
        const rows = await db.acknowledged();
        const sum = await db.ask(db.sumOf("far.stream"));
        const lsn = await db.ask("select pg_current_wal_insert_lsn()");
        await db.ask("drop table far.stream");
        await db.stored();
        assert.deepEqual(await db.backups(), [id]);
        await db.machine.succeed("standby backup verify");
        await db.host.say(`standby restore --lsn ${lsn} --into ${INTO}`);
        assert.equal(await db.inside(INTO, db.sumOf("far.stream")), sum);
        assert.equal(sum.split("|")[0], String(rows));
    });

    it("finds a damaged object, and restores nothing of it", async () => {
        const { db } = subject;
        const [id] = await db.backups();
        const folder = s3Object(dir, "backups", `db/backup/main/${id}/bundle`);
        const sizes = fs.readdirSync(folder).map((name) => path.join(folder, name));
        const file = sizes.sort((x, y) => fs.statSync(y).size - fs.statSync(x).size)[0];
        const bytes = fs.readFileSync(file);
        bytes[bytes.length >> 1] ^= 1;
        fs.writeFileSync(file, bytes);
        await db.refuses(`standby backup verify ${id}`, "BACKUP_DAMAGED");
        await db.refuses(`standby restore ${id} --into ${INTO}`, "BACKUP_DAMAGED");
    });

    it("keeps the WAL while the service is away, and goes on", async function () {
        // pgBackRest asks for long.
        this.timeout(300_000);
        const { db } = subject;
        await stopS3(dir);
        await db.ask("create table far.more (id int)");
        await db.ask("select pg_switch_wal()");
        const { stderr } = await db.machine.run("standby backup now", { seconds: 160 });
        assert.match(stderr, /the backups cannot be listed/);
        await startS3(db.machine.spec.net, dir, KEY, [], tls);
        await db.stored();
    });

    it("shows no secret in a command line or a log, also while a backup is taken", async () => {
        const { db } = subject;
        // From a file: as an argument it would be found in the search's own command line.
        await db.machine.run("cat >/root/secrets", { stdin: `${KEY.secretAccessKey}\n${PASSPHRASE}\n` });
        const look = "while :; do cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null; sleep 0.05; done";
        await db.machine.succeed(`(${look}) >/root/lines & standby backup now; kill $!`);
        assert.notEqual(await db.host.say("grep -acF /etc/standby/backup/pgbackrest.conf /root/lines"), "0");
        const logs = "/var/log/standby/* /var/log/postgresql/* /var/log/pgbackrest/* /var/lib/standby-backup/*";
        const readers = `cat /root/lines; journalctl -q -o cat; cat ${logs}`;
        assert.equal(await db.host.say(`{ ${readers}; } 2>/dev/null | grep -acF -f /root/secrets || true`), "0");
    });
}
