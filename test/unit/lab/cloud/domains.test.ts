import * as assert from "node:assert/strict";
import { networkOf } from "../../../../lab/net/network";
import { servedZones } from "../../../../lab/services/delegation";
import { renderZone } from "../../../../lab/services/zone";
import { TestCloud } from "./running-cloud";

const MASTER = { type: "master", soa_email: "hostmaster@example.org" };

describe("local cloud: Linode Domains", () => {
    let cloud: TestCloud;
    let id: number;
    let path: string;
    beforeEach(async () => {
        cloud = await TestCloud.start();
        id = (await cloud.linode("POST", "/domains", { domain: "Example.org", ...MASTER })).body.id;
        path = `/domains/${id}/records`;
    });
    afterEach(() => cloud.end());

    const post = (record: object) => cloud.linode("POST", path, { ttl_sec: 300, ...record });
    const errors = async (method: string, route: string, body: object) => {
        const answer = await cloud.linode(method, route, body);
        return [answer.status, answer.body.errors];
    };
    const served = (name: string, type: string) =>
        cloud.ground.zones
            .flatMap(({ records }) => records)
            .filter((record) => record.name === name && record.type === type)
            .map(({ ttl, data }) => `${ttl} ${data}`);

    it("shows a zone file in Linode's form, and none of a domain that is not served", async () => {
        await post({ type: "MX", name: "", target: "mail.example.org", priority: 10 });
        await post({ type: "TXT", name: "_mta-sts", target: "v=STSv1; id=1", ttl_sec: 3600 });
        const file = async () => (await cloud.linode("GET", `/domains/${id}/zone-file`)).body.zone_file;
        assert.deepEqual(await file(), [
            `; example.org [${id}]`,
            "$TTL 86400",
            `@  IN  SOA  ns1.linode.com. hostmaster.example.org. ${id} 14400 14400 1209600 86400`,
            ...["ns1", "ns2", "ns3", "ns4", "ns5"].map((name) => `@    NS  ${name}.linode.com.`),
            "@  300  MX  10 mail.example.org.",
            '_mta-sts  3600  TXT  "v=STSv1; id=1"',
        ]);
        await cloud.linode("PUT", `/domains/${id}`, { status: "disabled" });
        assert.deepEqual(await file(), []);
        assert.equal((await cloud.linode("GET", `/domains/${id + 1}/zone-file`)).status, 404);
    });

    it("makes, finds, changes and deletes a domain, which Linode's servers serve while it is active", async () => {
        const { body } = await cloud.linode("GET", "/domains", undefined, { domain: "example.org" });
        assert.deepEqual(
            body.data.map((one: Record<string, unknown>) => [one.id, one.domain, one.type, one.status]),
            [[id, "example.org", "master", "active"]],
        );
        assert.deepEqual(served("example.org", "NS").length, 5);
        assert.equal(served("example.org", "NS")[0], "86400 ns1.linode.com");
        const put = await cloud.linode("PUT", `/domains/${id}`, { status: "disabled", ttl_sec: 301 });
        assert.deepEqual([put.body.status, put.body.ttl_sec, put.body.soa_email], ["disabled", 3600, MASTER.soa_email]);
        assert.deepEqual(served("example.org", "NS"), []);
        assert.equal((await cloud.linode("DELETE", `/domains/${id}`)).status, 200);
        assert.equal((await cloud.linode("GET", `/domains/${id}`)).status, 404);
        assert.equal((await cloud.linode("GET", path)).status, 404);
    });

    it("refuses a domain that is served, without an address, a slave, or no name", async () => {
        await cloud.lab.createZone("example.net");
        const refused = (domain: string, more: object = {}) =>
            errors("POST", "/domains", { domain, ...MASTER, ...more });
        assert.deepEqual(await refused("example.org"), [
            400,
            [{ field: "domain", reason: "DNS zone already exists." }],
        ]);
        const elsewhere = "example.net is served by Cloudflare in this lab: delete it there";
        assert.deepEqual(await refused("example.net"), [400, [{ field: "domain", reason: elsewhere }]]);
        assert.deepEqual(await refused("no domain"), [400, [{ field: "domain", reason: "Domain is not valid" }]]);
        assert.deepEqual(await refused("a.org", { soa_email: undefined }), [
            400,
            [{ field: "soa_email", reason: "soa_email is required for master domains" }],
        ]);
        assert.match(JSON.stringify(await refused("a.org", { type: "slave" })), /serves no slave zones/);
        await assert.rejects(cloud.lab.createZone("example.org"), /served by Linode/);
    });

    it("makes, changes and deletes a record, served at once, its name relative and its seconds rounded up", async () => {
        const { body } = await post({ type: "A", name: "WWW.example.org", target: "10.213.5.11", ttl_sec: 301 });
        assert.deepEqual(body, {
            id: body.id,
            type: "A",
            name: "www",
            target: "10.213.5.11",
            priority: 0,
            weight: 0,
            port: 0,
            service: null,
            protocol: null,
            tag: null,
            created: "2026-11-21T12:00:00",
            updated: "2026-11-21T12:00:00",
            ttl_sec: 3600,
        });
        assert.deepEqual(served("www.example.org", "A"), ["3600 10.213.5.11"]);
        const put = await cloud.linode("PUT", `${path}/${body.id}`, { target: "10.213.5.12", type: "TXT" });
        assert.deepEqual([put.body.type, put.body.target, put.body.ttl_sec], ["A", "10.213.5.12", 3600]);
        assert.deepEqual(served("www.example.org", "A"), ["3600 10.213.5.12"]);
        const { zones } = await cloud.lab.state();
        assert.deepEqual(zones, [
            {
                service: "linode",
                id: String(id),
                name: "example.org",
                records: [
                    {
                        ...{ id: String(body.id), name: "www.example.org", type: "A", content: "10.213.5.12" },
                        ...{ ttl: 3600, proxied: false },
                    },
                ],
            },
        ]);
        assert.equal((await cloud.linode("DELETE", `${path}/${body.id}`)).status, 200);
        assert.deepEqual(served("www.example.org", "A"), []);
        assert.equal((await cloud.linode("GET", `${path}/${body.id}`)).status, 404);
    });

    it("serves every type as a zone file has it", async () => {
        const key = `v=DKIM1; k=rsa; p="${"x".repeat(300)}`;
        await post({ type: "MX", name: "", target: "mail.example.org", priority: 10, ttl_sec: 0 });
        await post({ type: "TXT", name: "k._domainkey", target: key });
        await post({ type: "CNAME", name: "w", target: "mail" });
        await post({ type: "CAA", name: "", target: "ca.example", tag: "issue" });
        await post({
            type: "SRV",
            service: "imaps",
            protocol: "tcp",
            target: "mail",
            priority: 1,
            weight: 2,
            port: 993,
        });
        await post({ type: "AAAA", name: "mail", target: "2001:db8:0::1" });
        assert.deepEqual(served("example.org", "MX"), ["86400 10 mail.example.org"]);
        const [txt] = served("k._domainkey.example.org", "TXT");
        assert.equal(txt, `300 "v=DKIM1; k=rsa; p=\\"${"x".repeat(236)}" "${"x".repeat(64)}"`);
        assert.deepEqual(served("w.example.org", "CNAME"), ["300 mail.example.org"]);
        assert.deepEqual(served("example.org", "CAA"), ['300 0 issue "ca.example"']);
        assert.deepEqual(served("_imaps._tcp.example.org", "SRV"), ["300 1 2 993 mail.example.org"]);
        assert.deepEqual(served("mail.example.org", "AAAA"), ["300 2001:db8::1"]);
        const zones = servedZones(networkOf("test", 5), cloud.ground.zones);
        assert.ok(
            zones
                .map((one) => renderZone(one, 1))
                .join("")
                .includes("ns1.linode.com."),
        );
    });

    it("refuses what it cannot hold", async () => {
        const field = async (record: object) => (await post(record)).body.errors?.[0].field;
        assert.equal(await field({ type: "TLSA", name: "_25._tcp.mail", target: "3 1 1 ab" }), "type");
        assert.equal(await field({ type: "A", name: "a", target: "10.0.0" }), "target");
        assert.equal(await field({ type: "AAAA", name: "a", target: "10.0.0.1" }), "target");
        assert.equal(await field({ type: "MX", name: "", target: "mail.example.org", priority: 256 }), "priority");
        assert.equal(await field({ type: "A", name: "a b", target: "10.0.0.1" }), "name");
        assert.equal(
            await field({ type: "A", name: `${"a".repeat(60)}.${"b".repeat(60)}`, target: "10.0.0.1" }),
            "name",
        );
        assert.equal(await field({ type: "CAA", name: "", target: "ca.example" }), "tag");
        assert.equal(await field({ type: "CNAME", name: "", target: "mail" }), "name");
        await post({ type: "CNAME", name: "w", target: "mail" });
        assert.equal(await field({ type: "A", name: "w", target: "10.0.0.1" }), "name");
        assert.equal((await cloud.linode("GET", path)).body.results, 1);
    });
});
