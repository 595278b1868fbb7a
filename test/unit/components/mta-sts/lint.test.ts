import assert from "node:assert/strict";
import { MailInZone } from "../../../../components/dns/zone";
import { MtaSts } from "../../../../components/mta-sts/args";
import { policyLint } from "../../../../components/mta-sts/lint";
import { policyText } from "../../../../components/mta-sts/policy";

const OWN = ["mail.example.com", "mail2.example.com"];
const mxs = (...hosts: string[]) => hosts.map((host) => ({ domain: "example.com", host }));

/** The policy as it stands in DNS, of the hosts of the pair. */
const standing = (mode: MtaSts["mode"], own = OWN) => [
    { domain: "example.com", text: policyText({ mode, maxAgeDays: 7, announced: {} }, own) },
];

/** What the lint says of a policy in force, changed by `policy`, with this in the zone. */
function lint(policy: Partial<MtaSts>, inZone: Partial<MailInZone>, own = OWN, made = own): string[] {
    const all = { mode: "enforce", maxAgeDays: 7, announced: {}, ...policy } as MtaSts;
    const found = { mxs: mxs(...OWN), policies: standing("enforce"), ...inZone };
    const today = new Date("2026-11-30T12:00:00Z");
    return policyLint({ policy: all, domains: ["example.com"], own, made, inZone: found, today }).map(
        ({ property, reason }) => `${property}: ${reason}`,
    );
}

const NOT_NAMED =
    "identity.mtaSts.announced: example.com has an MX record for old.example.net, which the policy does not name: senders would not " +
    'deliver there. Name it, announced: { "old.example.net": "2026-11-30" }, and take it out when its record is gone; or delete the ' +
    "record first";
const RENAMED = ["mail.example.com", "mail3.example.com"];
const NEW = "identity.mtaSts.announced: mail3.example.com would be a new MX of example.com";

describe("the lint of an MTA-STS policy", () => {
    it("finds nothing where the policy names every MX", () => {
        assert.deepEqual(lint({}, {}), []);
        assert.deepEqual(
            lint({ announced: { "old.example.net": "2026-11-30" } }, { mxs: mxs(...OWN, "old.example.net") }),
            [],
        );
    });

    it("refuses an MX in DNS that the policy does not name, but for a policy that is none", () => {
        const inZone = { mxs: mxs(...OWN, "old.example.net") };
        assert.deepEqual(lint({}, inZone), [NOT_NAMED]);
        assert.deepEqual(lint({ mode: "testing" }, inZone), [NOT_NAMED]);
        assert.deepEqual(lint({ mode: "none" }, inZone), []);
    });

    it("leaves MX records of other domains alone", () => {
        assert.deepEqual(
            lint({}, { mxs: [...mxs(...OWN), { domain: "other.example.com", host: "old.example.net" }] }),
            [],
        );
    });

    it("refuses a new MX in a domain whose policy is enforced without it", () => {
        assert.deepEqual(lint({ announced: { "mail2.example.com": "2026-11-30" } }, {}, RENAMED), [
            `${NEW}, whose policy may be enforced without it, and senders keep a policy for 7 days (maxAgeDays). Policy first: run an up ` +
                'with the former host names and announced: { "mail3.example.com": "2026-11-30" }, and this one from 2026-12-08 on',
        ]);
    });

    it("lets it in once senders have no policy without it any more, and not before", () => {
        const since = (day: string) =>
            lint({ announced: { "mail2.example.com": day, "mail3.example.com": day } }, {}, RENAMED);
        assert.deepEqual(since("2026-11-23"), [
            `${NEW}, was announced on 2026-11-23, and senders keep a policy for 7 days (maxAgeDays): run this up from 2026-12-01 on`,
        ]);
        assert.deepEqual(since("2026-11-22"), []);
    });

    it("asks for no announcement where nobody can hold a policy: testing, none, a domain without one", () => {
        const announced = { "mail2.example.com": "2026-11-30" };
        for (const mode of ["testing", "none"] as const) {
            assert.deepEqual(lint({ mode, announced }, { policies: standing(mode) }, RENAMED), []);
            assert.deepEqual(lint({ announced }, { policies: standing(mode) }, RENAMED), []);
        }
        const other = [{ domain: "other.example.com", text: "v=STSv1; id=1" }];
        assert.deepEqual(lint({ announced }, { policies: other }, RENAMED), []);
        assert.deepEqual(lint({}, { mxs: [], policies: [] }), []);
    });

    it("is not passed by a mode that is lowered at the same time: senders have the former one", () => {
        const announced = { "mail2.example.com": "2026-11-30" };
        for (const mode of ["testing", "none"] as const) {
            const said = lint({ mode, announced }, {}, RENAMED);
            assert.equal(said.length, 1, mode);
            assert.ok(said[0].startsWith(NEW), said[0]);
        }
    });

    it("lets a host of ours back in whose record was deleted: the policy has named it all the time", () => {
        assert.deepEqual(lint({}, { mxs: mxs("mail2.example.com") }), []);
        assert.equal(lint({}, { mxs: mxs("mail2.example.com"), policies: standing("enforce", RENAMED) }).length, 1);
    });

    it("asks for none of an MX whose record is not ours", () => {
        const own = ["elsewhere.example.com", "mail2.example.com"];
        assert.deepEqual(lint({}, { mxs: mxs("mail2.example.com") }, own, ["mail2.example.com"]), []);
    });
});
