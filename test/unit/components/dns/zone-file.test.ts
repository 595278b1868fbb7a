import assert from "node:assert/strict";
import { mailIn } from "../../../../components/dns/linode-zone";
import { zoneFileRecords } from "../../../../components/dns/zone-file";

const SOA = "@  IN  SOA  ns1.linode.com. user.example.com. 2021000066 14400 14400 1209600 86400";
/** As Linode's API documents it. */
const FILE = ["; example.com [123]", "$TTL 864000", SOA, "@    NS  ns1.linode.com.", "@    NS  ns2.linode.com."];
const read = (...lines: string[]) => zoneFileRecords(lines, "example.com");
const shown = (...lines: string[]) => read(...lines).map(({ name, type, data }) => [name, type, ...data].join(" "));

describe("zoneFileRecords", () => {
    it("reads what Linode documents", () => {
        assert.deepEqual(shown(...FILE), [
            "example.com SOA ns1.linode.com. user.example.com. 2021000066 14400 14400 1209600 86400",
            "example.com NS ns1.linode.com.",
            "example.com NS ns2.linode.com.",
        ]);
    });

    it("finds an MX record however it is written", () => {
        const mx = "example.com MX 10 mail.example.com";
        for (const line of [
            "@\t\t\tMX\t10\tmail.example.com.",
            "example.com. 86400 IN MX 10 mail",
            "@ IN 1d mx 10 Mail.Example.com. ; the first",
            "@ MX ( 10",
        ]) {
            assert.deepEqual(line.endsWith("10") ? shown(line, "mail )") : shown(line), [mx], line);
        }
        assert.deepEqual(shown("lists MX 10 mail", "  MX 20 mail2"), [
            "lists.example.com MX 10 mail.example.com",
            "lists.example.com MX 20 mail2.example.com",
        ]);
        assert.deepEqual(shown("$ORIGIN sub.example.com.", "@ MX 0 .", "a MX 5 b"), [
            "sub.example.com MX 0 ",
            "a.sub.example.com MX 5 b.sub.example.com",
        ]);
    });

    it("keeps the strings of a text apart, with all that would end a line outside of quotes", () => {
        assert.deepEqual(read('_mta-sts 300 TXT "v=STSv1; id=abc" "d(\\"e"')[0], {
            name: "_mta-sts.example.com",
            type: "TXT",
            data: ["v=STSv1; id=abc", 'd("e'],
        });
    });

    it("reads no file in which it would miss a record", () => {
        assert.throws(() => read("$INCLUDE other"), /^Error: a zone file has \$INCLUDE, which is not read$/);
        assert.throws(
            () => read('@ TXT "open'),
            /^Error: a zone file has a line that cannot be read: "@ TXT \\"open"$/,
        );
        assert.throws(() => read("@ MX ( 10", "mail"), /^Error: a zone file has a bracket that is never closed$/);
        assert.throws(() => read("@ MX 10 mail )"), /^Error: a zone file has a line that cannot be read/);
        assert.throws(
            () => read("mail 300 IN"),
            /^Error: a zone file has a record of mail\.example\.com without a type$/,
        );
    });
});

describe("what a zone at Linode says of mail", () => {
    const late = "Linode shows a change some minutes later";

    it("is its MX records, and the texts of its policies", () => {
        const more = [
            "@ MX 10 mail.example.com.",
            "lists 300 MX 20 old.example.net.",
            '_mta-sts.lists TXT "v=STSv1; " "id=1"',
        ];
        assert.deepEqual(mailIn([...FILE, ...more, '@ TXT "v=spf1 -all"'], "example.com"), {
            mxs: [
                { domain: "example.com", host: "mail.example.com" },
                { domain: "lists.example.com", host: "old.example.net" },
            ],
            policies: [{ domain: "lists.example.com", text: "v=STSv1; id=1" }],
            late,
        });
        assert.deepEqual(mailIn(FILE, "example.com"), { mxs: [], policies: [], late });
    });

    it("is not told by a domain that was not rendered yet, nor by an API that failed: neither is a zone without MX records", () => {
        const reason =
            'Linode tells nothing of the records in the domain "example.com": it has not rendered it yet, or its API failed. ' +
            "Nothing is made before MX records there are known; run this again in some minutes";
        for (const lines of [[], undefined, ["; example.com [123]"]]) {
            assert.throws(() => mailIn(lines, "example.com"), { message: reason });
        }
    });
});
