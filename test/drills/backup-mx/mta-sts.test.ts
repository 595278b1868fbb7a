import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { authorityFrom, serverCertificate } from "../../../components/certificate/certificate";
import { dateOf } from "../../../components/mta-sts/days";
import { succeeded } from "../../../lab/engine/pulumi";
import type { ConfigChange } from "../../../lab/pair";
import { queryDns } from "../../../lab/services";
import { runAudits } from "../../audits/all";
import { budgetMs } from "../../budgets";
import { inLab } from "../../helpers/in-lab";
import { addRecord } from "../../helpers/zone-record";
import { AcmeLab, fetched, greetsBy, shown } from "./acme-lab";

const HOST = "mta-sts.example.test";
const FILE = "/.well-known/mta-sts.txt";
const STATE = "/var/lib/standby-acme";
const DAY_MS = 86_400_000;
const policyOf = (mode: string, names: string[]) =>
    ["version: STSv1", `mode: ${mode}`, ...names.map((name) => `mx: ${name}`), "max_age: 604800", ""].join("\n");

/**
 * Certificates by ACME and the MTA-STS policy, on real hosts with a real authority; the primary with Postfix, the backup with Exim. Part
 * of `npm run drills`.
 */
describe("a backup-MX pair with certificates by ACME", function () {
    this.timeout(budgetMs("coldUp"));
    const acme: AcmeLab = new AcmeLab(() => at());
    // Before the lab goes down.
    after(() => acme.end());
    const at = inLab("backup-mx", { backupMta: "exim", recipientsFrom: {} });
    const identity = (mtaSts: object) => ({ reportsTo: "postmaster@example.test", tlsa: true, mtaSts }) as never;
    const names = () => at().pair.members.map(({ name }) => name);
    const contact = "hostmaster@example.test";
    const certificate = { acme: { ...acme.certificate.acme, contact } };
    let own = "";

    before("have a name for the authority, and a program that asks for TLSA records", async () => {
        await acme.name();
        await at().pair.b.machine.succeed("apt-get -qq -y --no-install-recommends install bind9-host >/dev/null");
    });

    it("goes into service with its own certificate while the authority is away, and says so", async () => {
        const { pair } = at();
        const up = succeeded(await pair.up({ certificate, identity: identity({ mode: "testing" }) }));
        assert.match(up.stdout, /certificate mail: the pair's own, which strangers do not trust; asked in vain: /);
        assert.match(up.stdout, /at once by: standby certificate renew/);
        own = (await pair.pulumi.output()).caCertificate as string;
        for (const member of pair.members) {
            await greetsBy(own, pair.b, member);
            assert.equal(await member.machine.succeed("/usr/local/lib/standby/acme due"), "mail 1\nmta-sts 1\n");
        }
        assert.equal((await queryDns(pair.lab.net, "example.test", "MX")).length, 2);
        assert.match(await fetched(own, pair.b, pair.a.address, HOST, FILE), /^HTTP\/1.1 200 OK\n/);
    });

    it("has certificates for both hosts as soon as the authority answers, for the same keys", async () => {
        const { pair } = at();
        const before = [await shown(pair.b, pair.a), await shown(pair.b, pair.b)];
        await acme.start();
        for (const member of pair.members) {
            const { code, stdout, stderr } = await member.standby("certificate renew", 600);
            assert.equal(code, 0, stdout + stderr);
        }
        const root = await acme.root();
        for (const [index, member] of pair.members.entries()) {
            await greetsBy(root, pair.b, member);
            const now = await shown(pair.b, member);
            assert.notEqual(now.serial, before[index].serial);
            assert.equal(now.key, before[index].key);
            assert.equal(await member.machine.succeed("/usr/local/lib/standby/acme due"), "mail 0\nmta-sts 0\n");
            const tlsa = await pair.b.machine.succeed(`host -t TLSA _25._tcp.${member.name} ${pair.lab.net.dns}`);
            assert.ok(tlsa.replaceAll(" ", "").toLowerCase().includes(`record311${now.key}`), tlsa);
        }
        await assert.rejects(
            greetsBy(own, pair.b, pair.a),
            "the pair's own authority is not that of the new certificate",
        );
    });

    it("tells the authority the contact address, and goes without where the authority does not take it", async () => {
        const { b } = at().pair;
        const known = async () => (await acme.account(await b.machine.succeed(`cat ${STATE}/account/key`))).contact;
        assert.deepEqual(await known(), [`mailto:${contact}`]);
        const before = await shown(b, b);
        await b.machine.succeed(
            "cp -a /etc/standby/acme.conf /root/ && sed -i '/^CONTACT=/s/@//' /etc/standby/acme.conf",
        );
        try {
            const { code, stderr } = await b.standby("certificate renew mail", 600);
            assert.equal(code, 0, stderr);
            assert.match(stderr, /does not take the contact address hostmasterexample\.test: asked without it$/m);
        } finally {
            await b.machine.succeed("cp -a /root/acme.conf /etc/standby/acme.conf");
        }
        assert.notEqual((await shown(b, b)).serial, before.serial);
        assert.deepEqual(await known(), [`mailto:${contact}`]);
    });

    it("serves the policy by HTTPS from both hosts, under a name that leads to both", async () => {
        const { pair } = at();
        const addresses = await queryDns(pair.lab.net, HOST, "A");
        assert.deepEqual([...addresses].sort(), pair.members.map(({ address }) => address).sort());
        for (const address of addresses) {
            const answer = await fetched(await acme.root(), pair.b, address, HOST, FILE);
            assert.match(answer, /^HTTP\/1.1 200 OK\n/);
            assert.match(answer, /^Content-Type: text\/plain$/m);
            assert.equal(answer.split("\n\n")[1], policyOf("testing", names()).trimEnd() + "\n");
        }
        assert.match((await queryDns(pair.lab.net, `_mta-sts.example.test`, "TXT"))[0], /^v=STSv1; id=[0-9a-f]{20}$/);
        await assert.rejects(fetched(await acme.root(), pair.b, pair.a.address, "mail9.example.test", FILE));
    });

    it("answers a question of the authority that was meant for the other host, and no other", async () => {
        const { a, b } = at().pair;
        const ask = (token: string, header = "") =>
            `{ printf 'GET /.well-known/acme-challenge/${token} HTTP/1.0\\r\\nHost: ${HOST}\\r\\n${header}\\r\\n'; sleep 1; } | ` +
            `timeout 10 bash -c 'exec 3<>/dev/tcp/${b.address}/80; cat >&3; cat <&3'`;
        await a.machine.succeed(`echo of-a >${STATE}/challenges/token-of-a`);
        assert.match(await a.machine.succeed(ask("token-of-a")), /200 OK[^]*\nof-a\n/);
        assert.match(await a.machine.succeed(ask("token-of-a", "X-Standby-Asked: 1\\r\\n")), / 404 Not Found/);
        assert.match(await a.machine.succeed(ask("token-of-none")), / 404 Not Found/);
        assert.match(await a.machine.succeed(ask("..%2f..%2faccount%2fkey")), / 404 Not Found/);
        await a.machine.succeed(`rm ${STATE}/challenges/token-of-a`);
    });

    it("changes nothing in a second up, and finds nothing changed on the hosts", async () => {
        const { pair } = at();
        assert.equal(succeeded(await pair.up()).changed, 0);
        for (const member of pair.members) {
            const { code, stdout } = await member.standby("status");
            assert.equal(code, 0, stdout);
            assert.match(stdout, /^certificate mail: by ACME until /m);
        }
    });

    it("renews by itself what ends soon, and leaves alone what does not", async () => {
        const { b } = at().pair;
        const before = await shown(b, b);
        const renewed = async () => {
            await b.machine.succeed("systemctl start standby-acme-renew.service");
            return shown(b, b);
        };
        assert.deepEqual(await renewed(), before);
        const key = createPrivateKey(await b.machine.succeed("cat /etc/standby/tls/member.key"));
        const now = Date.now();
        const validity = { from: new Date(now - 61 * DAY_MS), to: new Date(now + 29 * DAY_MS) };
        const old = serverCertificate(authorityFrom("of a test", "test"), key, [b.name], validity);
        await b.machine.run(`cat >${STATE}/mail.crt`, { stdin: old.certificate });
        const after = await renewed();
        assert.notEqual(after.serial, before.serial);
        assert.equal(after.key, before.key);
        await greetsBy(await acme.root(), b, b);
    });

    it("shows what it has while the authority is away, and says so", async () => {
        const { pair } = at();
        const [root, before] = [await acme.root(), await shown(pair.b, pair.b)];
        await acme.stop();
        const { code, stderr } = await pair.b.standby("certificate renew mail", 600);
        assert.equal(code, 1);
        assert.match(
            stderr,
            /^mail: no certificate from https:\/\/acme\.example\.test:14000\/dir: Response: <urlopen error/m,
        );
        assert.deepEqual(await shown(pair.b, pair.b), before);
        await greetsBy(root, pair.b, pair.b);
        assert.match((await pair.b.standby("status")).stdout, /; asked in vain: Response: <urlopen error/);
        await acme.start();
        assert.equal((await pair.b.standby("certificate renew mail", 600)).code, 0);
        assert.doesNotMatch((await pair.b.standby("status")).stdout, /asked in vain/);
    });

    /** What a preview says that must refuse this change. */
    async function refused(change: ConfigChange): Promise<string> {
        const { code, stdout, stderr } = await at().pair.preview(change);
        assert.notEqual(code, 0, stdout);
        return stdout + stderr;
    }

    it("refuses a policy that does not name an MX in the zone", async () => {
        const record = { type: "MX", name: "example.test", content: "old.example.test", priority: 30 };
        const takeOut = await addRecord(at().pair.lab.name, "example.test", record);
        try {
            const said = await refused({ identity: identity({ mode: "testing" }) });
            assert.match(said, /example\.test has an MX record for old\.example\.test, which the policy does not name/);
        } finally {
            await takeOut();
        }
    });

    it("has a certificate for a domain that is added in the same up, and says so", async () => {
        const { pair } = at();
        const up = succeeded(await pair.up({ domains: ["example.test", "lists.example.test"] }));
        assert.match(
            up.stdout,
            /certificate mta-sts: by ACME until .* for mta-sts\.example\.test mta-sts\.lists\.example\.test/,
        );
        for (const { address } of pair.members) {
            const answer = await fetched(await acme.root(), pair.b, address, "mta-sts.lists.example.test", FILE);
            assert.ok(answer.endsWith(policyOf("testing", names())), answer);
        }
    });

    const today = { "mail3.example.test": dateOf(new Date()) };

    it("announces an MX to be in the policy, under another id", async () => {
        const { pair } = at();
        const id = () => queryDns(pair.lab.net, "_mta-sts.example.test", "TXT");
        const before = await id();
        succeeded(await pair.up({ identity: identity({ mode: "enforce", announced: today }) }));
        for (const { address } of pair.members) {
            const answer = await fetched(await acme.root(), pair.b, address, HOST, FILE);
            assert.ok(answer.endsWith(policyOf("enforce", [...names(), "mail3.example.test"])), answer);
        }
        assert.notDeepEqual(await id(), before);
    });

    it("refuses a new MX that was not announced, and takes one that was, for long enough", async () => {
        const { pair } = at();
        const backupHost = "mail3.example.test";
        const long = dateOf(new Date(Date.now() - 8 * DAY_MS));
        try {
            const said = await refused({ backupHost, identity: identity({ mode: "enforce" }) });
            assert.match(
                said,
                /mail3\.example\.test would be a new MX of example\.test, whose policy may be enforced without it/,
            );
            assert.match(said, /has an MX record for mail2\.example\.test, which the policy does not name/);
            const announced = { "mail2.example.test": long, "mail3.example.test": long };
            succeeded(await pair.preview({ backupHost, identity: identity({ mode: "enforce", announced }) }));
        } finally {
            pair.pulumi.config({ backupHost: undefined, identity: identity({ mode: "enforce", announced: today }) });
        }
    });

    it("keeps every other promise of the pair", async () => {
        assert.deepEqual(await runAudits(at().pair, () => undefined), []);
    });

    it("goes back to its own certificates, and serves nothing but mail, when all of it is taken out", async () => {
        const { pair } = at();
        succeeded(await pair.up({ certificate: undefined, identity: undefined, domains: undefined }));
        for (const member of pair.members) {
            await greetsBy(own, pair.b, member);
            await member.machine.succeed("! ss -Hltn | grep -E ':(80|443) '");
            await member.machine.succeed("! systemctl is-enabled -q nginx.service standby-acme-renew.timer");
        }
        assert.deepEqual(await queryDns(pair.lab.net, "_mta-sts.example.test", "TXT"), []);
        assert.deepEqual(await queryDns(pair.lab.net, HOST, "A"), []);
    });
});
