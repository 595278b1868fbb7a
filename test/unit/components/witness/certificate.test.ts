import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { MemberFiles } from "./member";
import { openssl, scripts, Witness } from "./witness";

describe("the certificate of a member", function () {
    this.timeout(120_000);
    let witness: Witness;
    let a: MemberFiles;

    beforeEach(() => {
        witness = new Witness();
        a = new MemberFiles(witness, "a");
    });
    afterEach(() => witness.remove());

    async function good(...args: string[]): Promise<void> {
        const { status, stderr } = await a.certificate(...args);
        assert.equal(status, 0, stderr);
    }

    /** Certificates from now on live this many days: the shipped scripts, in a copy with a setting. */
    function lifeDays(days: number): void {
        const copy = path.join(witness.folder, "scripts");
        fs.cpSync(scripts, copy, { recursive: true });
        fs.writeFileSync(path.join(copy, "witness/settings"), `certificate_days=${days}\n`);
        const lib = path.join(a.folder, "lib");
        fs.writeFileSync(lib, fs.readFileSync(lib, "utf8").replaceAll(scripts, copy));
    }

    const serial = () => openssl("x509", "-in", a.file("member.crt"), "-noout", "-serial");

    /** Do the files in use belong together? */
    async function consistent(): Promise<boolean> {
        const publicKey = await openssl("pkey", "-in", a.file("member.key"), "-pubout");
        const check = ["-crl_check_all", "-CRLfile", a.file("crl.pem"), "-verify_hostname", "db1.example.test"];
        await openssl("verify", "-CAfile", a.file("ca.crt"), ...check, a.file("member.crt"));
        return publicKey === (await openssl("x509", "-in", a.file("member.crt"), "-noout", "-pubkey"));
    }

    it("is there after one run, with a key that the engine's group alone can read", async () => {
        fs.writeFileSync(path.join(a.folder, "conf"), "TLS_GROUP=daemon\n");
        await good();
        assert.equal(await consistent(), true);
        const daemon = fs.statSync(a.file("member.key")).gid;
        assert.equal(daemon, 1);
        assert.equal(fs.statSync(a.file("member.key")).mode & 0o777, 0o640);
        assert.equal(fs.statSync(a.tls).mode & 0o777, 0o750);
        assert.equal(fs.statSync(a.tls).gid, daemon);
        assert.match(
            (await a.status()).stdout,
            /^certificate: good for (?:89|90) days, revocation list for (?:29|30) days, 1 CA trusted\n$/,
        );
    });

    it("changes nothing and tells nobody at a run that finds all as it is", async () => {
        a.hook(0);
        await good();
        const folder = fs.readlinkSync(a.tls);
        await good();
        assert.equal(fs.readlinkSync(a.tls), folder);
        assert.equal(a.told(), 1);
        assert.equal(fs.readdirSync(`${a.tls}.d`).length, 1);
    });

    it("is renewed in the last third of its life, with the same key", async () => {
        await good();
        const key = a.text("member.key");
        // Valid since an hour, for a day more: the last third begins in 15 hours.
        lifeDays(1);
        await good("renew");
        const fresh = await serial();
        await good();
        assert.equal(await serial(), fresh);
        await shortened(1);
        await good();
        assert.notEqual(await serial(), fresh);
        assert.equal(a.text("member.key"), key);
    });

    /** Puts a certificate in use that ends in some minutes. */
    async function shortened(minutes: number): Promise<void> {
        const stamp = (at: number) => new Date(at).toISOString().replace(/[-:T]|\.\d+/g, "");
        const folder = path.join(witness.pair, "ca/1");
        const csr = path.join(a.folder, "csr");
        await openssl("req", "-new", "-key", a.file("member.key"), "-subj", "/CN=x", "-out", csr);
        const env = `CA_FOLDER=${folder} CA_NAMES=DNS:db1.example.test,DNS:db.example.test,IP:203.0.113.5`;
        const term = `-startdate ${stamp(Date.now() - 90 * 864e5)} -enddate ${stamp(Date.now() + minutes * 60_000)}`;
        const config = `-batch -notext -config ${scripts}/witness/openssl.cnf -extensions member`;
        const command = `env ${env} openssl ca ${config} -subj /CN=db1.example.test ${term} -in ${csr} -out ${a.file("member.crt")}`;
        await new Promise((resolve) => spawn("sh", ["-c", command], { stdio: "ignore" }).on("close", resolve));
    }

    it("is made anew when its names change", async () => {
        await good();
        witness.members("a db1.example.test other.example.test", "b db2.example.test");
        await good();
        const names = await openssl("x509", "-in", a.file("member.crt"), "-noout", "-ext", "subjectAltName");
        assert.match(names, /DNS:db1\.example\.test, DNS:other\.example\.test\n/);
    });

    it("stays as it is while the witness is away; that is a failure below 14 days, and where there is none", async () => {
        a.cut(true);
        const none = await a.certificate();
        assert.equal(none.status, 1);
        assert.match(none.stderr, /the witness cannot be asked\n.*no certificate yet/);
        assert.equal((await a.status()).status, 1);
        a.cut(false);
        await good();
        const before = a.all();
        a.cut(true);
        await good();
        assert.deepEqual(a.all(), before);
        await shortened(60 * 24 * 10);
        const late = await a.certificate();
        assert.equal(late.status, 1);
        assert.match(late.stderr, /good for (9|10) days only/);
        const status = await a.status();
        assert.equal(status.status, 1);
        assert.match(status.stdout, /NOT RENEWED: does the witness answer\?/);
        a.cut(false);
        await good();
        assert.equal((await a.status()).status, 0);
    });

    for (const [what, word, answer] of [
        ["a bundle of another CA", "ca", "cat $OTHER"],
        ["half a bundle", "ca", "head -c 200 $OTHER"],
        ["no revocation list", "crl", ":"],
        ["a certificate of another CA", "sign", "cat $OTHER"],
    ] as const) {
        it(`stays as it is when the witness gives ${what}`, async () => {
            await good();
            const before = a.all();
            const other = path.join(witness.folder, "other.crt");
            const subject = ["-nodes", "-subj", "/CN=db1.example.test", "-keyout", `${other}.key`, "-out", other];
            await openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", ...subject);
            const lib = path.join(a.folder, "lib");
            const wrong = `    [ "$1" != ${word} ] || { ${answer.replace("$OTHER", other)}; return 0; }\n`;
            const text = fs.readFileSync(lib, "utf8");
            fs.writeFileSync(lib, text.replace("witness() {\n", `witness() {\n${wrong}`));
            const { status, stderr } = await a.certificate("renew");
            assert.equal(status, 1, stderr);
            assert.match(stderr, /does not fit together/);
            assert.deepEqual(a.all(), before);
            assert.equal(fs.readdirSync(`${a.tls}.d`).length, 1);
            fs.writeFileSync(lib, text);
            await good("renew");
            assert.equal(await consistent(), true);
        });
    }

    it("tells the engine again until it has taken it up, and the witness only then", async () => {
        a.hook(1);
        const refused = await a.certificate();
        assert.equal(refused.status, 1);
        assert.match(refused.stderr, /hook failed: it is tried again/);
        assert.match((await a.status()).stdout, /the engine has not taken it up yet/);
        assert.equal(fs.readFileSync(path.join(witness.pair, "ca/has/a"), "utf8"), "nothing yet\n");
        a.hook(0);
        await good();
        assert.equal(a.told(), 2);
        assert.match(fs.readFileSync(path.join(witness.pair, "ca/has/a"), "utf8"), /^[0-9a-f]{64} [0-9A-F]+\n$/);
    });

    it("is never a mix of old and new: killed at any moment", async function () {
        this.timeout(240_000);
        await good();
        const begin = Date.now();
        await good("renew");
        const wholeRun = Date.now() - begin;
        const rounds = 16;
        let swapped = 0;
        for (let round = 0; round < rounds; round++) {
            // Another key each time, so that any mix would show.
            await witness.ca("revoke", "db", "a");
            await witness.ca("allow", "db", "a");
            const before = fs.readlinkSync(a.tls);
            const child = spawn(path.join(scripts, "certificate"), ["renew"], {
                env: { ...process.env, ...a.env },
                ...{ detached: true, stdio: "ignore" },
            });
            const ended = new Promise((resolve) => child.on("close", resolve));
            // With a new key it takes longer than the run that was measured, and how much longer is the machine's affair.
            const after = ((wholeRun / 1000) * (0.3 + (2.7 * round) / rounds)).toFixed(3);
            const killer = spawn("sh", ["-c", `sleep ${after}; kill -9 -${child.pid} 2>/dev/null`]);
            await Promise.all([ended, new Promise((resolve) => killer.on("close", resolve))]);
            const [certificate, key] = [a.file("member.crt"), a.file("member.key")];
            const publicKey = await openssl("pkey", "-in", key, "-pubout");
            assert.equal(await openssl("x509", "-in", certificate, "-noout", "-pubkey"), publicKey);
            if (fs.readlinkSync(a.tls) === before) continue;
            swapped++;
            assert.equal(await consistent(), true);
        }
        assert.ok(swapped > 0 && swapped < rounds, `${swapped} of ${rounds} were swapped before they were killed`);
        await good();
        assert.equal(await consistent(), true);
        assert.equal(fs.readdirSync(`${a.tls}.d`).length, 1);
    });
});
