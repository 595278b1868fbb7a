import assert from "node:assert/strict";
import { LINODE_TTLS, linodeLimits } from "../../../../components/dns/linode-limits";
import { LinodeZone, relativeName } from "../../../../components/dns/linode-zone";
import { find, record } from "../../../helpers/mocks";

const ttlSeconds = 300;

describe("LinodeZone", () => {
    it("looks the domain up by its name, and makes nothing but records", async () => {
        const { calls, resources } = await record(() => new LinodeZone("example.com", {}));
        assert.deepEqual(calls, ['linode:index/getDomain:getDomain {"domain":"example.com"}']);
        assert.deepEqual(resources, []);
    });

    it("writes names relative to the domain, the preference of MX as its priority, and TXT whole, without quotes", async () => {
        const text = `v=DKIM1; k=rsa; p=${"x".repeat(392)}`;
        const recording = await record(() => {
            const zone = new LinodeZone("example.com", {});
            zone.address("a", { name: "mail.example.com", ipv4: "203.0.113.1", ttlSeconds }, {});
            zone.addressV6("aaaa", { name: "a.b.example.com", ipv6: "2001:db8::1", ttlSeconds }, {});
            zone.mx("mx", { domain: "example.com", host: "mail.example.com", preference: 20, ttlSeconds }, {});
            zone.txt("txt", { name: "standby-a1._domainkey.example.com", text, ttlSeconds }, {});
        });
        const common = { domainId: 1001, ttlSec: 300 };
        const expected = {
            a: { ...common, name: "mail", recordType: "A", target: "203.0.113.1" },
            aaaa: { ...common, name: "a.b", recordType: "AAAA", target: "2001:db8::1" },
            mx: { ...common, name: "", recordType: "MX", target: "mail.example.com", priority: 20 },
            txt: { ...common, name: "standby-a1._domainkey", recordType: "TXT", target: text },
        };
        for (const [name, inputs] of Object.entries(expected)) {
            const found = find(recording, name);
            assert.equal(found.type, "linode:index/domainRecord:DomainRecord");
            assert.deepEqual(found.inputs, inputs);
        }
    });

    it("asks for the domain's zone file to know what stands in it", async () => {
        const { calls, errors } = await record(() => new LinodeZone("example.com", {}).mailInZone());
        assert.deepEqual(calls.slice(1), ['linode:index/getDomainZonefile:getDomainZonefile {"domainId":1001}']);
        assert.deepEqual(errors, []);
    });

    it("has no TLSA records", async () => {
        await record(() => assert.equal((new LinodeZone("example.com", {}) as { tlsa?: unknown }).tlsa, undefined));
    });

    it("calls the domain itself by no name", () => {
        assert.equal(relativeName("example.com", "example.com"), "");
        assert.equal(relativeName("mail.example.com", "example.com"), "mail");
    });
});

describe("linodeLimits", () => {
    it("takes each TTL that Linode has, and preferences of one byte", () => {
        for (const seconds of LINODE_TTLS) assert.deepEqual(linodeLimits({ ttl: seconds }, { preference: 255 }), []);
    });

    it("tells what Linode would make of another", () => {
        const told = linodeLimits({ low: 60, high: 2419201 }, { preference: 256 });
        const all = LINODE_TTLS.join(", ");
        assert.deepEqual(told, [
            {
                property: "low",
                reason: `60 seconds is no TTL of Linode Domains, which would make 120 of it: one of ${all}`,
            },
            {
                property: "high",
                reason: `2419201 seconds is no TTL of Linode Domains, which would make 2419200 of it: one of ${all}`,
            },
            { property: "preference", reason: "256 is too high for Linode Domains: a whole number up to 255" },
        ]);
    });
});
