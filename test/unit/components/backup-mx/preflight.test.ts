import assert from "node:assert/strict";
import { find, plain } from "../../../helpers/mocks";
import { isAfter, named } from "../../../helpers/pair";
import { build } from "./pair";
import { refuseEach } from "./refusal";

describe("preflight of a backup-MX pair", () => {
    refuseEach([
        {
            refuses: "blocklists that have ended, by name, and what is no name",
            change: {
                preflight: { blocklists: ["zen.spamhaus.org", "web.dnsbl.sorbs.net", "combined.njabl.org", "Zen"] },
            },
            problems: [
                'preflight.blocklists[1]: "web.dnsbl.sorbs.net" ended on 5 June 2024: take it out',
                'preflight.blocklists[2]: "combined.njabl.org" ended in 2013: take it out',
                'preflight.blocklists[3]: "Zen" has upper-case letters: write "zen"',
            ],
        },
    ]);

    it("asks nothing where it is not given", async () => {
        assert.deepEqual(
            named(await build()).filter((one) => one.includes("preflight")),
            [],
        );
    });

    it("asks each host when it serves and has its names, and makes MX records after that", async () => {
        const recording = await build({ preflight: {} });
        for (const member of ["a", "b"]) {
            const asked = find(recording, `mail-${member}-preflight`);
            assert.match(plain<string>(asked.inputs.create), /^\/usr\/local\/sbin\/standby preflight # /);
            for (const before of ["service", "address", "reverse"]) {
                assert.ok(isAfter(asked, find(recording, `mail-${member}-${before}`)), before);
            }
            assert.ok(isAfter(find(recording, `mail-${member}-mx-example.com`), asked));
        }
    });

    it("tells each host its own name and address, and whom it sends to", async () => {
        const recording = await build({ preflight: { blocklists: ["bl.example.net"] } });
        const text = plain<string>(find(recording, "mail-b-service").inputs.stdin);
        assert.match(
            text,
            /^NAME='mail2\.example\.com'\nADDRESS='[^']+'\nSENDS_TO='[^']+'\nBLOCKLISTS='bl\.example\.net'$/m,
        );
    });
});
