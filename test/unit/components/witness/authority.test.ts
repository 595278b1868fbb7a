import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { handshake, MemberFiles } from "./member";
import { openssl, run, scripts, Witness } from "./witness";

describe("the certificate authority on the witness", function () {
    this.timeout(120_000);
    let witness: Witness;
    let a: MemberFiles;
    let b: MemberFiles;

    beforeEach(() => {
        witness = new Witness();
        a = new MemberFiles(witness, "a");
        b = new MemberFiles(witness, "b");
    });
    afterEach(() => witness.remove());

    /** A request by the subject and with the names that somebody likes to have. */
    async function request(subject: string, curve = "prime256v1"): Promise<string> {
        const key = path.join(witness.folder, "key");
        const names = "subjectAltName=DNS:db2.example.test,DNS:bank.example";
        await openssl("ecparam", "-name", curve, "-genkey", "-noout", "-out", key);
        return openssl("req", "-new", "-key", key, "-subj", subject, "-addext", names);
    }

    async function shown(certificate: string): Promise<string> {
        const file = path.join(witness.folder, "shown.crt");
        fs.writeFileSync(file, certificate);
        return openssl("x509", "-in", file, "-noout", "-text");
    }

    async function everybody(...args: string[]): Promise<void> {
        for (const member of [a, b]) {
            const { status, stderr } = await member.certificate(...args);
            assert.equal(status, 0, stderr);
        }
    }

    async function bothWays(when: string): Promise<void> {
        assert.equal(await handshake(a, b), "", `${when}: b asks a`);
        assert.equal(await handshake(b, a), "", `${when}: a asks b`);
    }

    it("gives a member a certificate for itself alone, whatever it asks for", async () => {
        const { status, stdout } = await witness.serve("a", "sign", await request("/CN=db2.example.test"));
        assert.equal(status, 0);
        const text = await shown(stdout);
        assert.match(text, /Subject: CN = db1\.example\.test\n/);
        assert.match(text, /DNS:db1\.example\.test, DNS:db\.example\.test, IP Address:203\.0\.113\.5\n/);
        assert.doesNotMatch(text, /db2|bank/);
        assert.match(text, /CA:FALSE/);
        assert.match(text, /TLS Web Server Authentication, TLS Web Client Authentication/);
    });

    it("keeps its key for itself", async () => {
        await witness.serve("a", "ca");
        const folder = path.join(witness.pair, "ca/1");
        assert.equal(fs.statSync(path.join(folder, "ca.key")).mode & 0o777, 0o600);
        assert.equal(fs.statSync(folder).mode & 0o777, 0o700);
        for (const word of ["ca", "crl", "names"]) {
            assert.doesNotMatch((await witness.serve("a", word)).stdout, /PRIVATE/);
        }
    });

    it("is made once, also when all members come at once", async () => {
        const answers = await Promise.all(Array.from({ length: 8 }, () => witness.serve("a", "ca")));
        assert.equal(new Set(answers.map(({ stdout }) => stdout)).size, 1);
        assert.match(answers[0].stdout, /^-----BEGIN CERTIFICATE-----\n[^]*-----END CERTIFICATE-----\n$/);
    });

    it("refuses what is no request, one that is too long, and a weak key", async () => {
        for (const [input, reason] of [
            ["", /not a certificate request/],
            ["hello\n", /not a certificate request/],
            [(await request("/CN=x")).slice(0, 200), /not a certificate request/],
            [(await request("/CN=x")).padEnd(70_000, "\n"), /more than 65536 bytes/],
            [await request("/CN=x", "secp224r1"), /must be on the curve/],
        ] as const) {
            const answer = await witness.serve("a", "sign", input);
            assert.match(answer.stderr, reason);
            assert.equal(answer.status, 5);
            assert.equal(answer.stdout, "");
        }
    });

    it("lets members prove themselves to each other", async () => {
        await everybody();
        await bothWays("at first");
    });

    it("revokes: the others refuse the member, and it gets nothing until it is allowed, then for a new key", async () => {
        await everybody();
        const key = a.text("member.key");
        assert.match((await witness.ca("revoke", "db", "a")).stdout, /^revoked: [0-9A-F]+ of a\n/);
        assert.equal((await b.certificate()).status, 0);
        assert.match(await handshake(b, a), /certificate revoked/);
        assert.match(await handshake(a, b), /certificate revoked/);

        const refused = await a.certificate();
        assert.equal(refused.status, 1);
        assert.match(refused.stderr, /standby ca allow db a lets it have a new one/);
        const before = a.all();
        assert.equal((await a.certificate("renew")).status, 1);
        assert.deepEqual(a.all(), before);

        assert.equal((await witness.ca("allow", "db", "a")).status, 0);
        const request = await openssl("req", "-new", "-key", a.file("member.key"), "-subj", "/CN=x");
        assert.match((await witness.serve("a", "sign", request)).stderr, /the key of the request was revoked/);
        const allowed = await a.certificate();
        assert.equal(allowed.status, 0, allowed.stderr);
        assert.notEqual(a.text("member.key"), key);
        await bothWays("after it was allowed");
    });

    it("revokes what a member got under a former host name too", async () => {
        await everybody();
        witness.members("a new.example.test", "b db2.example.test");
        await witness.ca("revoke", "db", "a");
        await b.certificate();
        assert.match(await handshake(b, a), /certificate revoked/);
    });

    it("is changed without a gap: every step on one member alone leaves the other able to talk to it", async () => {
        await everybody();
        assert.equal((await witness.ca("renew", "db")).status, 0);
        await bothWays("a new CA, nobody knows of it");

        // a asks for a new certificate before b has heard of the new CA: it still is of the old one.
        assert.equal((await a.certificate("renew")).status, 0);
        assert.match(await shown(a.text("member.crt")), /Issuer: CN = standby db CA 1\n/);
        assert.match((await witness.ca("show", "db")).stdout, /signs until these members have the new bundle too: b/);
        await bothWays("a has both, b has the old one");

        assert.equal((await b.certificate()).status, 0);
        await bothWays("both have both");
        assert.equal((await a.certificate("renew")).status, 0);
        assert.match(await shown(a.text("member.crt")), /Issuer: CN = standby db CA 2\n/);
        await bothWays("a has a certificate of the new one, b of the old one");

        const early = await witness.ca("drop-old", "db");
        assert.equal(early.status, 75);
        assert.match(early.stderr, /refused \[OLD_CA_IN_USE\]: these members use certificates of generation 1: b /);

        assert.equal((await b.certificate("renew")).status, 0);
        assert.equal((await witness.ca("drop-old", "db")).status, 0);
        await bothWays("the old one is dropped, nobody knows of it");
        assert.equal((await a.certificate()).status, 0);
        await bothWays("a trusts the new one alone");
        assert.equal((await b.certificate()).status, 0);
        await bothWays("the new one alone");
        assert.equal(a.text("ca.crt").split("BEGIN CERTIFICATE").length, 2);
    });

    it("waits with a new CA for a member that got a certificate and was killed before it said so", async () => {
        await witness.serve("b", "ca");
        await everybody();
        fs.rmSync(path.join(witness.pair, "ca/has/b"));
        await witness.serve("b", "ca");
        await witness.ca("renew", "db");
        await a.certificate();
        await a.certificate("renew");
        assert.match(await shown(a.text("member.crt")), /Issuer: CN = standby db CA 1\n/);
    });

    it("does not wait for a member that was revoked, and changes one CA at a time", async () => {
        await everybody();
        await witness.ca("renew", "db");
        assert.match((await witness.ca("renew", "db")).stderr, /refused \[CA_CHANGE_UNDER_WAY\]/);
        await witness.ca("revoke", "db", "b");
        await a.certificate();
        await a.certificate("renew");
        assert.match(await shown(a.text("member.crt")), /Issuer: CN = standby db CA 2\n/);
        assert.equal((await witness.ca("drop-old", "db")).status, 0);
        assert.match((await witness.ca("drop-old", "db")).stderr, /refused \[NO_OLD_CA\]/);
    });

    it("makes its lists anew each day, a successor a year before its end, and drops what has ended", async () => {
        await everybody();
        const before = a.text("crl.pem");
        assert.equal((await witness.ca("daily")).status, 0);
        await everybody();
        assert.notEqual(a.text("crl.pem"), before);
        assert.equal(fs.existsSync(path.join(witness.pair, "ca/2")), false);

        const short = new Witness();
        try {
            await inDays(short, 300);
            assert.equal((await short.ca("daily")).status, 0);
            assert.deepEqual(generations(short), ["1", "2"]);
            fs.rmSync(path.join(short.pair, "ca"), { recursive: true });
            await inDays(short, -1);
            await short.ca("renew", "db");
            const ended = await short.ca("daily");
            assert.equal(ended.status, 0, ended.stderr);
            assert.equal(generations(short).includes("1"), false);
        } finally {
            short.remove();
        }
    });

    it("tells in the status when a revocation list is not made anew", async () => {
        await everybody();
        const status = () => run(path.join(scripts, "status.d/witness"), [], witness.env);
        assert.deepEqual(await status(), { status: 0, stdout: "witness of db: no record yet\n", stderr: "" });
        const folder = path.join(witness.pair, "ca/1");
        const list = ["ca", "-config", path.join(scripts, "witness/openssl.cnf"), "-gencrl", "-crldays", "10"];
        const env = { CA_FOLDER: folder, CA_NAMES: "none" };
        assert.equal((await run("openssl", [...list, "-out", path.join(folder, "crl.pem")], env)).status, 0);
        const late = await status();
        assert.equal(late.status, 1);
        assert.match(late.stdout, /NOT RENEWED: the revocation list of db ends in (9|10) days/);
        await witness.ca("daily");
        assert.equal((await status()).status, 0);
    });

    it("goes on after openssl was killed between its two renames", async () => {
        await everybody();
        for (const name of ["index.txt", "crlnumber"]) {
            const file = path.join(witness.pair, "ca/1", name);
            fs.copyFileSync(file, `${file}.old`);
            fs.rmSync(file);
        }
        assert.equal((await witness.ca("revoke", "db", "a")).status, 0);
        await b.certificate();
        assert.match(await handshake(b, a), /certificate revoked/);
    });

    it("refuses an operator's slip with a word and what is there", async () => {
        for (const [args, status, text] of [
            [["list", "web"], 75, /refused \[NO_PAIR\]: no pair web on this witness, which has: db/],
            [["revoke", "db", "c"], 75, /refused \[NO_MEMBER\]: c is not a member of db: a b/],
            [["revoke", "db"], 64, /^usage: /],
            [["list", "../db"], 64, /^usage: /],
            [[], 64, /^usage: /],
        ] as const) {
            const answer = await witness.ca(...args);
            assert.match(answer.stderr, text);
            assert.equal(answer.status, status);
        }
        await everybody();
        assert.match(
            (await witness.ca("list", "db")).stdout,
            /^a: db1\S+ db\S+ 203\S+ \n {2}valid [0-9A-F]+ until 20\d+Z, /,
        );
    });
});

const generations = (witness: Witness) =>
    fs
        .readdirSync(path.join(witness.pair, "ca"))
        .filter((name) => /^\d+$/.test(name))
        .sort();

/** Makes a CA that ends in some days, or has ended: the shipped one, with another end. */
async function inDays(witness: Witness, days: number): Promise<void> {
    await witness.serve("a", "ca");
    const folder = path.join(witness.pair, "ca/1");
    const end = new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]|\.\d+/g, "");
    const config = ["-batch", "-notext", "-config", path.join(scripts, "witness/openssl.cnf"), "-selfsign"];
    const term = ["-extensions", "authority", "-startdate", "20200101000000Z", "-enddate", end];
    const files = ["-in", path.join(folder, "ca.csr"), "-out", path.join(folder, "ca.crt")];
    const made = await run("openssl", ["ca", ...config, ...term, ...files], { CA_FOLDER: folder, CA_NAMES: "none" });
    assert.equal(made.status, 0, made.stderr);
}
