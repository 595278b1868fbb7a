import * as assert from "node:assert/strict";
import { networkOf } from "../../../../lab/net/network";
import { servedZones } from "../../../../lab/services/delegation";
import { renderZone } from "../../../../lab/services/zone";
import { TestCloud } from "./running-cloud";

describe("local cloud: Cloudflare zones and records", () => {
    let cloud: TestCloud;
    let zone: { id: string; name: string };
    let path: string;
    beforeEach(async () => {
        cloud = await TestCloud.start();
        zone = await cloud.lab.createZone("example.org");
        path = `/zones/${zone.id}/dns_records`;
    });
    afterEach(() => cloud.end());

    const post = (record: object) => cloud.cloudflare("POST", path, { ttl: 300, ...record });
    const error = async (record: object) => {
        const { status, body } = await post(record);
        assert.deepEqual([status, body.success, body.result], [400, false, null]);
        return body.errors[0];
    };
    const served = (name: string, type: string) =>
        cloud.ground.zones
            .flatMap(({ records }) => records)
            .filter((record) => record.name === name && record.type === type)
            .map(({ ttl, data }) => `${ttl} ${data}`);

    it("finds zones by name and account, with every key that clients require", async () => {
        await cloud.lab.createZone("example.net");
        const all = await cloud.cloudflare("GET", "/zones?per_page=5");
        assert.deepEqual(all.body.result_info, { page: 1, per_page: 5, count: 2, total_count: 2, total_pages: 1 });
        const { account } = all.body.result[0];
        const { body } = await cloud.cloudflare("GET", `/zones?name=example.org&account.id=${account.id}&match=all`);
        assert.deepEqual([body.result.length, body.result[0].id, body.result[0].status], [1, zone.id, "active"]);
        assert.equal((await cloud.cloudflare("GET", "/zones?name=example.com")).body.result.length, 0);
        assert.equal((await cloud.cloudflare("GET", `/zones/${zone.id}`)).body.result.name, "example.org");
        assert.deepEqual(served("example.org", "NS"), ["86400 ada.ns.cloudflare.com", "86400 bob.ns.cloudflare.com"]);
        const twice = await cloud.cloudflare("POST", "/zones", { name: "Example.ORG", account });
        assert.deepEqual(twice.body.errors, [{ code: 1061, message: "example.org already exists" }]);
        const unknown = await cloud.cloudflare("GET", `/zones/${"0".repeat(32)}`);
        assert.deepEqual(
            [unknown.status, unknown.body.errors],
            [404, [{ code: 1001, message: "Invalid zone identifier" }]],
        );
    });

    it("creates, reads, replaces, patches and deletes a record, served at once", async () => {
        const { body } = await post({ type: "A", name: "WWW", content: "10.213.5.11", comment: "first" });
        const { id, ...record } = body.result;
        assert.match(id, /^[0-9a-f]{32}$/);
        assert.deepEqual(record, {
            name: "www.example.org",
            type: "A",
            content: "10.213.5.11",
            proxiable: true,
            proxied: false,
            ttl: 300,
            settings: {},
            meta: {},
            comment: "first",
            tags: [],
            created_on: "2026-11-21T12:00:00.000Z",
            modified_on: "2026-11-21T12:00:00.000Z",
            comment_modified_on: "2026-11-21T12:00:00.000Z",
        });
        assert.deepEqual(served("www.example.org", "A"), ["300 10.213.5.11"]);
        cloud.now = new Date("2026-11-21T13:00:00Z");
        const patched = await cloud.cloudflare("PATCH", `${path}/${id}`, { content: "10.213.5.12" });
        assert.deepEqual([patched.body.result.comment, patched.body.result.content], ["first", "10.213.5.12"]);
        const put = { type: "A", name: "www.example.org", content: "10.213.5.13", ttl: 1 };
        const replaced = (await cloud.cloudflare("PUT", `${path}/${id}`, put)).body.result;
        assert.deepEqual([replaced.comment, replaced.ttl, replaced.modified_on], [null, 1, "2026-11-21T13:00:00.000Z"]);
        assert.deepEqual(served("www.example.org", "A"), ["300 10.213.5.13"]);
        assert.deepEqual((await cloud.cloudflare("DELETE", `${path}/${id}`)).body.result, { id });
        assert.deepEqual(served("www.example.org", "A"), []);
        const gone = await cloud.cloudflare("GET", `${path}/${id}`);
        assert.deepEqual([gone.status, gone.body.errors], [404, [{ code: 81044, message: "Record does not exist." }]]);
    });

    it("brings names to the full lower-case form", async () => {
        const names = ["@", "example.org", "Mx.Example.Org.", "_dmarc", "*.sub"];
        const got = [];
        for (const [index, name] of names.entries()) {
            got.push((await post({ type: "TXT", name, content: `"${index}"` })).body.result.name);
        }
        assert.deepEqual(got, [
            "example.org",
            "example.org",
            "mx.example.org",
            "_dmarc.example.org",
            "*.sub.example.org",
        ]);
        assert.deepEqual(await error({ type: "A", name: "a..b", content: "10.0.0.1" }), {
            code: 9000,
            message: "DNS name is invalid.",
        });
    });

    it("refuses identical records and whatever stands beside a CNAME", async () => {
        const a = { type: "A", name: "www", content: "10.213.5.11" };
        await post(a);
        assert.deepEqual(await error(a), { code: 81058, message: "An identical record already exists." });
        assert.equal((await post({ ...a, content: "10.213.5.12" })).status, 200);
        assert.deepEqual(await error({ type: "CNAME", name: "www", content: "example.net" }), {
            code: 81053,
            message: "An A, AAAA, or CNAME record with that host already exists.",
        });
        await post({ type: "CNAME", name: "alias", content: "Example.NET." });
        assert.deepEqual(served("alias.example.org", "CNAME"), ["300 example.net"]);
        assert.deepEqual(await error({ ...a, name: "alias" }), {
            code: 81054,
            message: "A CNAME record with that host already exists.",
        });
        const same = (await cloud.cloudflare("GET", `${path}?type=A&content=10.213.5.12`)).body.result[0];
        const patch = await cloud.cloudflare("PATCH", `${path}/${same.id}`, { content: "10.213.5.11" });
        assert.equal(patch.body.errors[0].code, 81058);
        assert.equal((await cloud.cloudflare("PATCH", `${path}/${same.id}`, { ttl: 600 })).body.result.ttl, 600);
    });

    it("refuses wrong contents, priorities, TTLs, proxying and tags", async () => {
        const cases: [object, number, string][] = [
            [{ type: "A", content: "::1" }, 9005, "Content for A record must be a valid IPv4 address."],
            [{ type: "AAAA", content: "1.2.3.4" }, 9006, "Content for AAAA record must be a valid IPv6 address."],
            [{ type: "CNAME", content: "a b" }, 9007, "Content for CNAME record is invalid."],
            [{ type: "MX", content: "1.2.3.4", priority: 1 }, 9009, "Content for MX record is invalid."],
            [{ type: "MX", content: "mx.example.org" }, 9101, "priority is a required data field."],
            [{ type: "TXT", content: '"open' }, 9016, "Content for TXT record has unbalanced quotes."],
            [{ type: "A", content: "" }, 9020, "DNS record content cannot be empty."],
            [{ type: "WHAT", content: "x" }, 9004, "Invalid DNS record type."],
            [
                { type: "A", content: "1.2.3.4", ttl: 30 },
                9021,
                "Invalid TTL. Must be between 60 and 86400 seconds, or 1 for Automatic.",
            ],
            [
                { type: "TXT", content: "x", proxied: true, ttl: 1 },
                9041,
                "Invalid proxied mode. Record cannot be proxied.",
            ],
            [{ type: "A", content: "1.2.3.4", proxied: true }, 9022, "ttl must be set to 1 when `proxied` is true"],
            [
                { type: "A", content: "1.2.3.4", tags: ["a:b"] },
                9300,
                "DNS record has 1 tags, exceeding the quota of 0.",
            ],
        ];
        for (const [record, code, message] of cases) {
            assert.deepEqual(await error({ name: "x", ...record }), { code, message });
        }
    });

    it("serves each type as DNS wants it", async () => {
        await post({ type: "MX", name: "@", content: "mx.example.org", priority: 10 });
        await post({ type: "AAAA", name: "mx", content: "FD5B:AB:5:0::11" });
        await post({ type: "TXT", name: "@", content: '"v=spf1 mx -all"' });
        await post({ type: "CAA", name: "@", data: { flags: 0, tag: "issue", value: "letsencrypt.org" } });
        await post({
            type: "SRV",
            name: "_imap._tcp",
            data: { priority: 0, weight: 5, port: 143, target: "mx.example.org" },
        });
        await post({ type: "A", name: "proxied", content: "10.213.5.11", proxied: true, ttl: 1 });
        await post({ type: "A", name: "web", content: "10.213.5.12" });
        assert.deepEqual(served("example.org", "MX"), ["300 10 mx.example.org"]);
        assert.deepEqual(served("mx.example.org", "AAAA"), ["300 fd5b:ab:5::11"]);
        assert.deepEqual(served("example.org", "TXT"), ['300 "v=spf1 mx -all"']);
        assert.deepEqual(served("example.org", "CAA"), ['300 0 issue "letsencrypt.org"']);
        assert.deepEqual(served("_imap._tcp.example.org", "SRV"), ["300 0 5 143 mx.example.org"]);
        assert.deepEqual(served("proxied.example.org", "A"), ["300 104.21.48.1", "300 172.67.160.1"]);
        await post({ type: "CNAME", name: "@", content: "web.example.org" }).then(({ body }) =>
            assert.equal(body.errors[0].code, 81053),
        );
    });

    it("accepts nothing that a zone file could not hold", async () => {
        const odd: Record<string, string[]> = {
            TXT: ["two\nlines", 'in "the" middle', '"a\\"', '"\\999"', "; ( )", "ü", "x".repeat(700), '"a"  "b"'],
            SRV: ["1 2 a..b", "99999 1 a.example.org", "1 1 a.example.org", "1 1 ."],
            CAA: ['999 issue "a"', '0 issue "a;b"', "0 issue a"],
            TLSA: ["3 1 1 abc", "3 1 1 abcd", "300 1 1 abcd"],
            CNAME: ["*.example.org", "a b", "a;b", "."],
            NS: ["ns.example.net"],
        };
        for (const [type, contents] of Object.entries(odd)) {
            for (const [index, content] of contents.entries()) {
                await post({
                    type,
                    name: `${type.toLowerCase()}${index}`,
                    content,
                    ...(type === "SRV" ? { priority: 1 } : {}),
                });
            }
        }
        await post({ type: "NS", name: "@", content: "ns.elsewhere.example" });
        const zones = servedZones(networkOf("test", 5), cloud.ground.zones);
        const text = zones.map((one) => renderZone(one, 1)).join("");
        const accepted = (await cloud.cloudflare("GET", path)).body.result.map(
            ({ name }: { name: string }) => name.split(".")[0],
        );
        assert.deepEqual(accepted.sort(), [
            ...["caa1", "cname0", "example", "ns0", "srv2", "tlsa1"],
            ...["txt0", "txt1", "txt3", "txt4", "txt5", "txt6", "txt7"],
        ]);
        assert.doesNotMatch(text, /ns.elsewhere/);
    });

    it("lists with filters and pages", async () => {
        for (const name of ["a", "b", "c"])
            await post({ type: "A", name, content: "10.213.5.11", comment: `host ${name}` });
        await post({ type: "TXT", name: "a", content: "x" });
        const names = async (query: string) =>
            (await cloud.cloudflare("GET", `${path}?${query}`)).body.result.map(
                ({ name, type }: Record<string, string>) => `${name.split(".")[0]} ${type}`,
            );
        assert.deepEqual(await names("name=a.example.org"), ["a A", "a TXT"]);
        assert.deepEqual(await names("name.exact=a.example.org&type=TXT"), ["a TXT"]);
        assert.deepEqual(await names("name.startswith=b&type=TXT&match=any&order=name"), ["a TXT", "b A"]);
        assert.deepEqual(await names("comment.contains=host c"), ["c A"]);
        assert.deepEqual(await names("per_page=2&page=2&order=name&type=A"), ["c A"]);
    });

    it("forgets records with their zone", async () => {
        await post({ type: "A", name: "www", content: "10.213.5.11" });
        assert.deepEqual((await cloud.cloudflare("DELETE", `/zones/${zone.id}`)).body.result, { id: zone.id });
        assert.deepEqual([cloud.inside.state.records, served("www.example.org", "A")], [[], []]);
        assert.equal((await cloud.cloudflare("GET", path)).status, 404);
    });
});
