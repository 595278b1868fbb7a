import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { quotedTxt } from "../../../../components/dns/txt";
import { dkimSelectors, dkimText, identityTexts, spfLookups } from "../../../../components/identity/records";

const IDENTITY = { tlsa: false, ttlSeconds: 3600 };

describe("what a domain tells by TXT records", () => {
    it("is nothing that was not asked for", () => assert.deepEqual(identityTexts("example.com", IDENTITY), []));

    it("is SPF with the MX hosts first and nobody else at the end", () => {
        const [spf] = identityTexts("example.com", {
            ...IDENTITY,
            spf: ["include:_spf.example.net", "ip4:203.0.113.7"],
        });
        assert.deepEqual(spf, {
            kind: "spf",
            name: "example.com",
            text: "v=spf1 mx include:_spf.example.net ip4:203.0.113.7 -all",
        });
        assert.equal(identityTexts("example.com", { ...IDENTITY, spf: [] })[0].text, "v=spf1 mx -all");
    });

    it("is DMARC and TLS-RPT, with the address of reports", () => {
        const told = identityTexts("example.com", { ...IDENTITY, dmarc: "none", reportsTo: "postmaster@example.com" });
        assert.deepEqual(
            told.map(({ name, text }) => `${name} ${text}`),
            [
                "_dmarc.example.com v=DMARC1; p=none; rua=mailto:postmaster@example.com",
                "_smtp._tls.example.com v=TLSRPTv1; rua=mailto:postmaster@example.com",
            ],
        );
    });

    it("counts what SPF makes a receiver look up", () => {
        assert.equal(spfLookups([]), 1);
        assert.equal(
            spfLookups(["ip4:203.0.113.0/24", "ip6:2001:db8::/32", "a:x.example.com", "include:y", "exists:z"]),
            4,
        );
    });
});

describe("DKIM keys", () => {
    it("are published with the one before, so that mail under way can be checked after a rotation", () => {
        assert.deepEqual(dkimSelectors("a", 1), ["standby-a1"]);
        assert.deepEqual(dkimSelectors("b", 3), ["standby-b3", "standby-b2"]);
    });

    it("of 2048 bits are split into strings of at most 255 bytes, which give the whole key again", () => {
        const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
        const der = publicKey.export({ format: "der", type: "spki" });
        const quoted = quotedTxt(dkimText(`${der.toString("base64")}\n`));
        const strings = [...quoted.matchAll(/"([^"]*)"/g)].map(([, one]) => one);
        assert.equal(strings.length, 2);
        assert.ok(strings.every((one) => one.length <= 255));
        const [, told] = /^v=DKIM1; k=rsa; p=(.*)$/.exec(strings.join("")) ?? [];
        const back = createPublicKey({ key: Buffer.from(told, "base64"), format: "der", type: "spki" });
        assert.equal(back.asymmetricKeyDetails?.modulusLength, 2048);
    });
});

describe("quotedTxt", () => {
    it("escapes what would end a string", () => assert.equal(quotedTxt('a"b\\c'), '"a\\"b\\\\c"'));
    it("refuses what no zone file holds", () => assert.throws(() => quotedTxt("a\nb"), /printable ASCII/));
    it("splits at 255 bytes exactly", () => {
        assert.equal(quotedTxt("a".repeat(255)), `"${"a".repeat(255)}"`);
        assert.equal(quotedTxt("a".repeat(256)), `"${"a".repeat(255)}" "a"`);
    });
});
