import assert from "node:assert/strict";
import { succeeded } from "../../../lab/engine/pulumi";
import { queryDns } from "../../../lab/services";
import { runAudits } from "../../audits/all";
import { budgetMs } from "../../budgets";
import { inLab } from "../../helpers/in-lab";
import { ttlsOf } from "../../helpers/dns-ttl";
import { LINODE_DOMAIN } from "../../helpers/lab";
import { resources } from "../../helpers/state";
import { addLinodeRecord } from "../../helpers/zone-record";
import { AcmeLab, fetched } from "../backup-mx/acme-lab";
import { runName, settledCount } from "../mail";

const MAILS = 20;
const RECORDS = /^linode:index\/domainRecord:DomainRecord$/;

/** The whole pair where Linode Domains serves its zone. Part of `npm run drills`. */
describe("a backup-MX pair in a zone of Linode Domains", function () {
    this.timeout(budgetMs("up"));
    const identity = { spf: [], dkimGeneration: 1, dmarc: "none", reportsTo: `postmaster@${LINODE_DOMAIN}` };
    const acme: AcmeLab = new AcmeLab(() => at());
    // Before the lab goes down.
    after(() => acme.end());
    const at = inLab("backup-mx", {
        zone: LINODE_DOMAIN,
        zoneService: "linode",
        recipients: ["anna", "postmaster"].map((user) => `${user}@${LINODE_DOMAIN}`),
        identity,
    });
    const zone = async () => {
        const { zones } = await at().pair.client.state();
        const found = zones.find(({ service, name }) => service === "linode" && name === LINODE_DOMAIN);
        assert.ok(found, `Linode has no domain ${LINODE_DOMAIN}`);
        return found;
    };

    it("has its records there, and none at Cloudflare", async () => {
        const { pair } = at();
        const { records } = await zone();
        const shown = records
            .filter(({ type }) => type === "A" || type === "MX")
            .map(({ name, type, priority, content, ttl }) => [name, type, priority ?? "-", content, ttl].join(" "));
        assert.deepEqual(shown.sort(), [
            `${LINODE_DOMAIN} MX 10 mail.${LINODE_DOMAIN} 86400`,
            `${LINODE_DOMAIN} MX 20 mail2.${LINODE_DOMAIN} 86400`,
            `mail.${LINODE_DOMAIN} A - ${pair.a.address} 300`,
            `mail2.${LINODE_DOMAIN} A - ${pair.b.address} 300`,
        ]);
        assert.deepEqual(await ttlsOf(pair.lab.net.dns, LINODE_DOMAIN, "MX"), [86400, 86400]);
        const types = (await resources(pair.pulumi)).map(({ type }) => type);
        assert.equal(types.filter((type) => RECORDS.test(type)).length, records.length);
        assert.deepEqual(
            types.filter((type) => type.startsWith("cloudflare:")),
            [],
        );
    });

    it("passes every audit, reverse names among them", async () => {
        await at().pair.b.machine.eventually("standby status", 60);
        assert.deepEqual(await runAudits(at().pair, () => undefined), []);
    });

    it("has DKIM keys of 2048 bits in DNS, whole", async () => {
        for (const { member, machine } of at().pair.members) {
            const selector = `standby-${member}1`;
            const [record] = await queryDns(at().lab.net, `${selector}._domainkey.${LINODE_DOMAIN}`, "TXT");
            const file = `/etc/standby/dkim/${selector}.key`;
            const there = await machine.succeed(`openssl pkey -in ${file} -pubout -outform DER | base64 -w 0`);
            assert.equal(record, `v=DKIM1; k=rsa; p=${there}`);
        }
    });

    it("gets mail to the primary by MX look-ups, also that which the backup took", async () => {
        const { pair } = at();
        for (const dead of [false, true]) {
            const run = runName(dead ? "by-backup" : "by-primary");
            const sender = pair.sender(run);
            if (dead) await pair.a.crash();
            await sender.send(1, MAILS);
            const taken = sender.those("acknowledged");
            assert.equal(taken.length, MAILS);
            assert.deepEqual([...new Set(taken.map(({ by }) => by))], [dead ? pair.b.name : pair.a.name]);
            if (dead) await pair.a.start();
            const { missing, duplicates } = await settledCount(pair, sender, run);
            assert.deepEqual({ missing, duplicates }, { missing: [], duplicates: 0 });
        }
    });

    it("changes nothing the second time", async () => {
        const { pair } = at();
        const { mark } = await pair.client.calls();
        const second = succeeded(await pair.up());
        assert.equal(second.changed, 0, second.summary);
        const { calls } = await pair.client.calls(mark);
        assert.deepEqual(
            Object.keys(calls).filter((kind) => !kind.startsWith("GET ")),
            [],
        );
    });

    it("refuses TLSA records and a TTL that Linode does not have, at preview", async () => {
        const { pair } = at();
        const refused = await pair.preview({ identity: { tlsa: true, ttlSeconds: 60 } });
        assert.notEqual(refused.code, 0);
        const said = `${refused.stdout}${refused.stderr}`;
        assert.match(said, /identity\.tlsa: Linode Domains has no TLSA records/);
        assert.match(said, /identity\.ttlSeconds: 60 seconds is no TTL of Linode Domains/);
    });

    it("serves an MTA-STS policy from both hosts, and says so in its zone", async function () {
        this.timeout(budgetMs("coldUp"));
        const { pair, lab } = at();
        await acme.name();
        await acme.start();
        const enforced = { ...identity, mtaSts: { mode: "enforce" } };
        succeeded(await pair.up({ certificate: acme.certificate, identity: enforced as never }));
        const host = `mta-sts.${LINODE_DOMAIN}`;
        const addresses = await queryDns(lab.net, host, "A");
        assert.deepEqual([...addresses].sort(), pair.members.map(({ address }) => address).sort());
        for (const address of addresses) {
            const policy = await fetched(await acme.root(), pair.b, address, host, "/.well-known/mta-sts.txt");
            const mxs = pair.members.map(({ name }) => `mx: ${name}\n`).join("");
            assert.ok(policy.includes(`mode: enforce\n${mxs}max_age: 604800\n`), policy);
        }
        assert.match((await queryDns(lab.net, `_mta-sts.${LINODE_DOMAIN}`, "TXT"))[0], /^v=STSv1; id=[0-9a-f]{20}$/);
        assert.equal(succeeded(await pair.up()).changed, 0);
    });

    it("is refused a policy that does not name an MX in the zone, and a new MX that was not announced", async () => {
        const { pair, lab } = at();
        const refused = async (change: object) => {
            const { code, stdout, stderr } = await pair.preview(change as never);
            assert.notEqual(code, 0, stdout);
            return stdout + stderr;
        };
        const record = { type: "MX", name: "", target: "old.example.net", priority: 30 };
        const takeOut = await addLinodeRecord(lab.name, LINODE_DOMAIN, record);
        const stray = /linode\.test has an MX record for old\.example\.net, which the policy does not name/;
        try {
            assert.match(await refused({}), stray);
        } finally {
            await takeOut();
        }
        const renamed =
            /mail3\.linode\.test would be a new MX of linode\.test, whose policy may be enforced without it/;
        assert.match(await refused({ backupHost: `mail3.${LINODE_DOMAIN}` }), renamed);
        succeeded(await pair.preview({ backupHost: undefined }));
    });

    it("leaves the domain, and nothing in it, when it is destroyed", async function () {
        const { pair, lab, ours } = at();
        if (!ours) this.skip();
        this.timeout(budgetMs("destroy"));
        succeeded(await pair.pulumi.destroy());
        assert.deepEqual(await resources(pair.pulumi), []);
        assert.deepEqual((await zone()).records, []);
        assert.deepEqual(await queryDns(lab.net, LINODE_DOMAIN, "MX"), []);
        assert.deepEqual((await pair.client.state()).instances, []);
    });
});
