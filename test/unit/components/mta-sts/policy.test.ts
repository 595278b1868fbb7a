import assert from "node:assert/strict";
import { MtaSts } from "../../../../components/mta-sts/args";
import { after, dateOf, dayOf } from "../../../../components/mta-sts/days";
import { mtaStsFiles } from "../../../../components/mta-sts/mta-sts-part";
import { policyFile, policyText } from "../../../../components/mta-sts/policy";

const POLICY: MtaSts = { mode: "enforce", maxAgeDays: 7, announced: {} };
const OWN = ["mail.example.com", "mail2.example.com"];

describe("an MTA-STS policy", () => {
    it("names both hosts of the pair, then those that were announced, each once", () => {
        const announced = { "mail3.example.com": "2026-11-30", "mail2.example.com": "2026-11-01" };
        assert.equal(
            policyFile({ ...POLICY, announced }, OWN).content,
            "version: STSv1\nmode: enforce\nmx: mail.example.com\nmx: mail2.example.com\nmx: mail3.example.com\nmax_age: 604800\n",
        );
    });

    it("has an id of its own for each content, and the same for the same", () => {
        const texts = [
            policyText(POLICY, OWN),
            policyText({ ...POLICY, mode: "testing" }, OWN),
            policyText({ ...POLICY, maxAgeDays: 8 }, OWN),
            policyText({ ...POLICY, announced: { "mail3.example.com": "2026-11-30" } }, OWN),
        ];
        for (const text of texts) assert.match(text, /^v=STSv1; id=[A-Za-z0-9]{1,32}$/);
        assert.equal(new Set(texts).size, texts.length);
        assert.equal(policyText({ ...POLICY }, OWN), texts[0]);
    });

    it("is served for every domain by its own name, and by no other", () => {
        const domains = ["example.com", "lists.example.com"];
        const { site } = mtaStsFiles({ policy: POLICY, domains, own: OWN, ipv6: false });
        assert.match(
            site.content,
            /^ {4}listen \*:443 ssl;\n {4}server_name mta-sts\.example\.com mta-sts\.lists\.example\.com;$/m,
        );
        assert.match(site.content, /ssl_reject_handshake on;/);
        const both = mtaStsFiles({ policy: POLICY, domains, own: OWN, ipv6: true }).site.content;
        assert.match(both, /^ {4}listen \[::\]:443 ssl ipv6only=off;$/m);
    });
});

describe("days of a policy", () => {
    it("are dates that exist", () => {
        assert.equal(dateOf(dayOf("2026-11-30")!), "2026-11-30");
        for (const none of ["2026-02-30", "2026-11-31", "30.11.2026", "2026-1-1", ""])
            assert.equal(dayOf(none), undefined);
    });

    it("are over when even the last moment of the first one is so long ago", () => {
        assert.equal(dateOf(after(dayOf("2026-11-30")!, 7)), "2026-12-08");
        assert.equal(dateOf(after(new Date("2026-11-30T23:59:59Z"), 7)), "2026-12-08");
    });
});
