import { strict as assert } from "node:assert";
import { networkOf } from "../../../../lab/net/network";
import { servedZones } from "../../../../lab/services/delegation";
import { reverseName, reverseZones } from "../../../../lab/services/reverse";
import { renderZone, type Zone } from "../../../../lab/services/zone";

const net = networkOf("unit", 7);

function texts(zones: Zone[]): Record<string, string> {
    return Object.fromEntries(servedZones(net, zones).map((zone) => [zone.name, renderZone(zone, 1)]));
}

describe("served zones", () => {
    it("are a root, the lab's reverse zones, and the given ones, all delegated from the root", () => {
        const served = texts([{ name: "example.org", records: [] }]);
        const reverse = ["7.213.10.in-addr.arpa.", "0.0.0.0.7.0.0.0.b.a.0.0.b.5.d.f.ip6.arpa."];
        assert.deepEqual(Object.keys(served).sort(), [".", "example.org.", ...reverse].sort());
        for (const name of ["example.org.", ...reverse]) {
            assert.ok(served["."].includes(`\n${name} 3600 IN NS ns.standby-lab.\n`), name);
        }
        assert.ok(served["."].includes("\nns.standby-lab. 3600 IN A 10.213.7.2\n"));
    });

    it("lead the zone's own name servers to the lab's", () => {
        const ns = (data: string) => ({ name: "example.org", ttl: 60, type: "NS", data });
        const served = texts([{ name: "example.org", records: [ns("ada.ns.provider.com"), ns("ns1.example.org.")] }]);
        assert.ok(served["."].includes("\nexample.org. 3600 IN NS ada.ns.provider.com.\n"));
        assert.ok(served["."].includes("\nada.ns.provider.com. 3600 IN A 10.213.7.2\n"));
        assert.ok(served["example.org."].includes("\nns1.example.org. 3600 IN A 10.213.7.2\n"));
        assert.ok(served["example.org."].includes("SOA ada.ns.provider.com. "));
    });

    it("are delegated from the closest zone above", () => {
        const served = texts([
            { name: "sub.example.org", records: [] },
            { name: "example.org", records: [] },
        ]);
        assert.ok(served["example.org."].includes("\nsub.example.org. 3600 IN NS ns.standby-lab.\n"));
        assert.ok(!served["."].includes("sub.example.org."));
    });

    it("take the caller's reverse zones in place of empty ones, and leave its data alone", () => {
        const zones = reverseZones(net, [{ address: "10.213.7.10", name: "mail.example.org" }]);
        const before = JSON.stringify(zones);
        const served = texts(zones);
        assert.ok(
            served["7.213.10.in-addr.arpa."].includes("\n10.7.213.10.in-addr.arpa. 300 IN PTR mail.example.org.\n"),
        );
        assert.equal(JSON.stringify(zones), before);
    });

    it("are refused when one is given twice", () => {
        const zone = { name: "example.org", records: [] };
        assert.throws(
            () => servedZones(net, [zone, { ...zone, name: "Example.org." }]),
            /zone example\.org\. is given twice/,
        );
    });
});

describe("reverse names", () => {
    it("are those of IPv4 and IPv6", () => {
        assert.equal(reverseName("10.213.7.10"), "10.7.213.10.in-addr.arpa.");
        const rfc3596 = "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa.";
        assert.equal(reverseName("4321:0:1:2:3:4:567:89AB"), rfc3596);
        assert.equal(reverseName("::1"), `1.${"0.".repeat(31)}ip6.arpa.`);
        assert.equal(reverseName("fd5b::"), `${"0.".repeat(28)}b.5.d.f.ip6.arpa.`);
    });

    it("are refused for what is no address, and zones for a stranger's", () => {
        assert.throws(() => reverseName("fd5b::1/128"), /without a prefix length/);
        assert.throws(
            () => reverseZones(net, [{ address: "192.0.2.1", name: "a.org" }]),
            /192\.0\.2\.1 is not of lab unit/,
        );
    });
});
