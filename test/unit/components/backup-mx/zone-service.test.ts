import assert from "node:assert/strict";
import { BackupMxPairArgs } from "../../../../components/backup-mx/args";
import { MailIdentityArgs } from "../../../../components/identity/args";
import { LINODE_TTLS } from "../../../../components/dns/linode-limits";
import { named } from "../../../helpers/pair";
import { build } from "./pair";
import { refuseEach } from "./refusal";

const linode = (change: Partial<BackupMxPairArgs> = {}): Partial<BackupMxPairArgs> => ({
    zoneService: "linode",
    ...change,
});
const noTtl = (seconds: number, next: number) =>
    `${seconds} seconds is no TTL of Linode Domains, which would make ${next} of it: one of ${LINODE_TTLS.join(", ")}`;

describe("a backup-MX pair whose zone is served by Linode Domains", () => {
    refuseEach([
        {
            refuses: "a service that it does not know",
            change: { zoneService: "route53" as "linode" },
            problems: ['zoneService: "route53" is not known: "cloudflare", "linode"'],
        },
        {
            refuses: "TLSA records, TTLs and preferences that Linode does not have, all at once",
            change: linode({
                addressTtlSeconds: 600,
                mxTtlSeconds: 43200,
                backupPreference: 1000,
                identity: { spf: [], tlsa: true, ttlSeconds: 60 },
            }),
            problems: [
                `addressTtlSeconds: ${noTtl(600, 3600)}`,
                `mxTtlSeconds: ${noTtl(43200, 57600)}`,
                `identity.ttlSeconds: ${noTtl(60, 120)}`,
                "backupPreference: 1000 is too high for Linode Domains: a whole number up to 255",
                "identity.tlsa: Linode Domains has no TLSA records: leave it out, or keep the zone at Cloudflare",
            ],
        },
    ]);

    it("has the same records as at Cloudflare, under the same names", async () => {
        const reportsTo = "postmaster@example.com";
        const identity: MailIdentityArgs = { spf: [], dkimGeneration: 2, dmarc: "reject", reportsTo };
        const at = async (change: Partial<BackupMxPairArgs>) => named(await build({ ...change, identity, ipv6: true }));
        const ofCloudflare = await at({});
        const ofLinode = await at(linode());
        const renamed = ofCloudflare.map((one) => one.replace(/ DnsRecord$/, " DomainRecord"));
        assert.deepEqual(ofLinode.sort(), renamed.sort());
        assert.notDeepEqual(ofLinode, ofCloudflare);
    });
});
