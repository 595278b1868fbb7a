import { strict as assert } from "node:assert";
import { fqdn, renderZone, serialOf, type ServedZone, type ZoneRecord } from "../../../../lab/services/zone";

const zone = (...records: ZoneRecord[]): ServedZone => ({ name: "example.org", nameServers: ["ns.lab"], records });
const record = (name: string, type: string, data: string, ttl = 300): ZoneRecord => ({ name, ttl, type, data });

describe("zone file", () => {
    it("holds SOA, name servers and records under full names", () => {
        const mx = record("Example.org", "MX", "10 mail.example.org");
        assert.equal(
            renderZone(zone(record("mail.example.org.", "A", "10.213.0.10"), mx), 7),
            [
                "$ORIGIN .",
                "example.org. 3600 IN SOA ns.lab. hostmaster.example.org. 7 10800 3600 604800 1",
                "example.org. 300 IN MX 10 mail.example.org",
                "example.org. 3600 IN NS ns.lab.",
                "mail.example.org. 300 IN A 10.213.0.10",
                "",
            ].join("\n"),
        );
    });

    it("is the same whatever the order of the records, and names a record once", () => {
        const a = record("a.example.org", "A", "10.0.0.1");
        const b = record("b.example.org", "A", "10.0.0.2");
        assert.equal(renderZone(zone(a, b), 1), renderZone(zone(b, a, b), 1));
    });

    it("gives all records of one name and type the lowest TTL", () => {
        const text = renderZone(
            zone(record("a.example.org", "A", "10.0.0.1", 300), record("A.example.org.", "A", "10.0.0.2", 60)),
            1,
        );
        assert.match(text, /a\.example\.org\. 60 IN A 10\.0\.0\.1\na\.example\.org\. 60 IN A 10\.0\.0\.2/);
    });

    it("takes wildcards, service names and quoted semicolons", () => {
        const text = renderZone(
            zone(
                record("*.example.org", "A", "10.0.0.1"),
                record("_25._tcp.mail.example.org", "TLSA", "3 1 1 abcd"),
                record("example.org", "CAA", '0 issue "ca.example; account=1"'),
            ),
            1,
        );
        assert.match(text, /^\*\.example\.org\. 300 IN A /m);
        assert.match(text, /^_25\._tcp\.mail\.example\.org\. 300 IN TLSA 3 1 1 abcd$/m);
        assert.match(text, /^example\.org\. 300 IN CAA 0 issue "ca\.example; account=1"$/m);
    });

    it("tells its serial", () => {
        assert.equal(serialOf(renderZone(zone(), 1795270988)), 1795270988);
        assert.equal(serialOf("no zone"), undefined);
    });

    for (const [why, bad, message] of [
        ["is outside of the zone", record("a.example.net", "A", "10.0.0.1"), /outside of its zone example\.org\./],
        ["is a SOA", record("example.org", "SOA", "x"), /SOA is made by the lab/],
        ["would smuggle in a line", record("a.example.org", "A", "10.0.0.1\n$INCLUDE /etc/shadow"), /not one line/],
        ["would open a bracket", record("a.example.org", "MX", "10 ( mail"), /not one line/],
        ["has no data", record("a.example.org", "A", " "), /not one line/],
        [
            "has a name with spaces",
            record("a b.example.org", "A", "10.0.0.1"),
            /"a b\.example\.org" is not a domain name/,
        ],
        ["has half a second of TTL", record("a.example.org", "A", "10.0.0.1", 0.5), /ttl 0\.5 is not a whole number/],
    ] as const) {
        it(`refuses a record that ${why}`, () => assert.throws(() => renderZone(zone(bad), 1), message));
    }
});

describe("fqdn", () => {
    it("ends with one dot, in lower case", () => {
        assert.deepEqual(["Mail.Example.org", "a.b.", ".", "1/25.2.0.192.in-addr.arpa"].map(fqdn), [
            "mail.example.org.",
            "a.b.",
            ".",
            "1/25.2.0.192.in-addr.arpa.",
        ]);
    });
});
