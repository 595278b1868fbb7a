import assert from "node:assert/strict";
import { BackupMxPairArgs } from "../../../../components/backup-mx/args";
import { MailIdentityArgs } from "../../../../components/identity/args";
import { serverKeyFrom, tlsaOf } from "../../../../components/certificate/certificate";
import { find, passwordOf, plain } from "../../../helpers/mocks";
import { isAfter, named } from "../../../helpers/pair";
import { build, unmanaged } from "./pair";
import { refuseEach } from "./refusal";

const identity = (change: MailIdentityArgs): Partial<BackupMxPairArgs> => ({ identity: change });
const all = identity({ spf: [], dkimGeneration: 2, dmarc: "reject", reportsTo: "postmaster@example.com", tlsa: true });

describe("identity of a backup-MX pair", () => {
    refuseEach([
        {
            refuses: "mechanisms that are none, or there already",
            change: identity({ spf: ["include _spf.example.net", "mx", "-all"] }),
            problems: [
                'identity.spf[0]: "include _spf.example.net" is not a mechanism of SPF, like "include:_spf.example.net"',
                'identity.spf[1]: "mx" is there by itself: take it out',
                'identity.spf[2]: "-all" is not a mechanism of SPF, like "include:_spf.example.net"',
            ],
        },
        {
            refuses: "more look-ups than receivers make",
            change: identity({ spf: Array.from({ length: 10 }, (_, index) => `include:s${index}.example.net`) }),
            problems: [
                'identity.spf: needs 11 look-ups with "mx", and receivers make 10: then the record is in error for all mail; ' +
                    "name networks by ip4: and ip6:",
            ],
        },
        {
            refuses: "a policy that would have all own mail refused, and values that are none",
            change: identity({ dmarc: "reject", reportsTo: "postmaster", ttlSeconds: 1 }),
            problems: [
                "identity.ttlSeconds: 1 is out of range: a whole number from 60 to 86400 seconds",
                'identity.dmarc: "reject" without spf and dkimGeneration: nothing would show which mail is yours, and all of it ' +
                    "would be refused",
                'identity.reportsTo: "postmaster" is not an address, like "postmaster@example.com"',
            ],
        },
        {
            refuses: "a generation and a policy that nobody knows",
            change: identity({ dkimGeneration: 0, dmarc: "maybe" as "none" }),
            problems: [
                "identity.dkimGeneration: 0 is not 1, 2, 3 ...: raise it by one to rotate",
                'identity.dmarc: "maybe" is not known: "none", "quarantine", "reject"',
            ],
        },
    ]);

    it("adds nothing where it is not asked for", async () => {
        const before = named(await build());
        assert.deepEqual(named(await build(identity({}))), before);
    });

    it("is these records, the keys of both hosts among them", async () => {
        const before = named(await build());
        assert.deepEqual(
            named(await build(all)).filter((one) => !before.includes(one)),
            [
                "mail-a-dkim Command",
                "mail-a-dkim-standby-a1-example.com DnsRecord",
                "mail-a-dkim-standby-a2-example.com DnsRecord",
                "mail-a-tlsa DnsRecord",
                "mail-b-dkim Command",
                "mail-b-dkim-standby-b1-example.com DnsRecord",
                "mail-b-dkim-standby-b2-example.com DnsRecord",
                "mail-b-tlsa DnsRecord",
                "mail-dmarc-example.com DnsRecord",
                "mail-spf-example.com DnsRecord",
                "mail-tls-rpt-example.com DnsRecord",
            ],
        );
    });

    it("publishes under each selector the key that the host told for it", async () => {
        const recording = await build(all);
        const content = (selector: string) =>
            plain<{ content: string }>(find(recording, `mail-b-dkim-${selector}-example.com`).inputs).content;
        assert.equal(content("standby-b2"), '"v=DKIM1; k=rsa; p=KEYInUse"');
        assert.equal(content("standby-b1"), '"v=DKIM1; k=rsa; p=KEYBefore"');
        // At the next rotation it goes, which the engine refuses of a record that is protected.
        assert.equal(find(recording, "mail-b-dkim-standby-b1-example.com").protect, false);
    });

    it("names the key of each host's own certificate, after the host serves with it", async () => {
        const recording = await build(all);
        const tlsa = find(recording, "mail-b-tlsa");
        const key = serverKeyFrom(passwordOf("mail-certificate", {}), "b");
        assert.deepEqual(plain(tlsa.inputs), {
            name: "_25._tcp.mail2.example.com",
            type: "TLSA",
            ttl: 3600,
            data: { usage: 3, selector: 1, matchingType: 1, certificate: tlsaOf(key) },
            zoneId: plain<{ zoneId: string }>(find(recording, "mail-b-address").inputs).zoneId,
        });
        assert.ok(isAfter(tlsa, find(recording, "mail-b-service")));
    });

    it("leaves the host of an unmanaged primary alone, not its domain", async () => {
        const made = named(await build({ ...unmanaged, ...all }));
        assert.ok(made.includes("mail-spf-example.com DnsRecord"));
        assert.deepEqual(
            made.filter((one) => one.startsWith("mail-a")),
            [],
        );
    });
});
