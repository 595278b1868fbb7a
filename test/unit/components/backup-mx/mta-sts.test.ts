import assert from "node:assert/strict";
import { BackupMxPairArgs } from "../../../../components/backup-mx/args";
import { BackupMxPair } from "../../../../components/backup-mx/backup-mx-pair";
import { MtaStsArgs } from "../../../../components/mta-sts/args";
import { find, plain, record, Recording, zoneRecords } from "../../../helpers/mocks";
import { isAfter, named } from "../../../helpers/pair";
import { build, unmanaged } from "./pair";
import { message, refuseEach } from "./refusal";
import { sampleArgs } from "./sample";

const certificate = { acme: {} };
const asked = (mtaSts: MtaStsArgs, more: Partial<BackupMxPairArgs> = {}): Partial<BackupMxPairArgs> => ({
    ...{ certificate, identity: { mtaSts } },
    ...more,
});
const sent = (recording: Recording, name: string) => plain<{ stdin: string }>(find(recording, name).inputs).stdin;
const ports = (recording: Recording) =>
    plain<{ inbounds: { label: string; ports?: string }[] }>(find(recording, "mail-firewall").inputs).inbounds.find(
        ({ label }) => label === "service",
    )!.ports;

describe("certificates by ACME and MTA-STS of a backup-MX pair", () => {
    refuseEach([
        {
            refuses: "a policy behind certificates that no sender trusts",
            change: { identity: { mtaSts: { mode: "testing" } } },
            problems: [
                "identity.mtaSts: is fetched, and enforced, by certificates that every sender trusts, and those of the pair's own " +
                    "authority are not: give certificate.acme too",
            ],
        },
        {
            refuses: "a mode, an age and announcements that are none",
            change: asked({
                mode: "on" as "none",
                maxAgeDays: 0,
                announced: { "mail3.example.com": "soon", Mail4: "2026-11-30", "mail5.example.com": "9999-01-01" },
            }),
            problems: [
                'identity.mtaSts.mode: "on" is not known: "none", "testing", "enforce"',
                "identity.mtaSts.maxAgeDays: 0 is out of range: a whole number from 1 to 365 days",
                'identity.mtaSts.announced["mail3.example.com"]: "soon" is not a day: write the one of the first up that named the ' +
                    'host, like "2026-11-30"',
                'identity.mtaSts.announced["Mail4"]: "Mail4" has upper-case letters: write "mail4"',
                'identity.mtaSts.announced["mail5.example.com"]: "9999-01-01" is to come: write the day (UTC) of the up that names ' +
                    "the host first",
            ],
        },
        {
            refuses: "a directory that is none, and parameters that name a certificate beside it",
            change: {
                certificate: { acme: { directory: "letsencrypt" } },
                postfixSettings: { smtpd_tls_cert_file: "/etc/ssl/own.crt" },
            },
            problems: [
                'certificate.acme.directory: "letsencrypt" is not the URL of a directory, like ' +
                    '"https://acme-v02.api.letsencrypt.org/directory"',
                "postfixSettings.smtpd_tls_cert_file: is set by the pair itself: use the pair's own argument, or leave it",
            ],
        },
        {
            refuses: "a contact address that is none",
            change: {
                certificate: { acme: { directory: "https://acme.example.net/dir", contact: "mailto:me@example.com" } },
            },
            problems: [
                'certificate.acme.contact: "mailto:me@example.com" is not an address: write user@domain, the domain in lower case',
            ],
        },
        ...["", "-staging"].map((kind) => ({
            refuses: `a contact address for acme${kind}-v02 of Let's Encrypt, which keeps none`,
            change: {
                certificate: {
                    acme: {
                        directory: `https://acme${kind}-v02.api.letsencrypt.org/directory`,
                        contact: "hostmaster@example.com",
                    },
                },
            },
            problems: [
                "certificate.acme.contact: is for an authority that keeps one, and Let's Encrypt does not: leave it out",
            ],
        })),
        {
            refuses: "more policies than a certificate has names",
            change: asked(
                { mode: "testing" },
                { domains: ["example.com", ...Array.from({ length: 100 }, (_, index) => `d${index}.example.com`)] },
            ),
            problems: [
                "identity.mtaSts: is for 100 domains at most, which is how many names a certificate holds, and there are 101: make " +
                    "a pair for the others, or leave it out",
            ],
        },
    ]);

    it("adds these, and opens the ports that it uses", async () => {
        const plainly = await build();
        const before = named(plainly);
        const acme = await build({ certificate });
        assert.deepEqual(
            named(acme).filter((one) => !before.includes(one)),
            ["mail-a-acme Command", "mail-b-acme Command"],
        );
        const both = await build(asked({ mode: "testing" }));
        assert.deepEqual(
            named(both).filter((one) => !before.includes(one)),
            [
                "mail-a-acme Command",
                "mail-a-mta-sts-example.com DnsRecord",
                "mail-b-acme Command",
                "mail-b-mta-sts-example.com DnsRecord",
                "mail-mta-sts-example.com DnsRecord",
            ],
        );
        assert.deepEqual([plainly, acme, both].map(ports), ["25", "25, 80", "25, 80, 443"]);
        assert.match(sent(both, "mail-a-base"), /tcp dport \{ 25, 80, 443 \} accept/);
        assert.match(sent(plainly, "mail-a-base"), /tcp dport \{ 25 \} accept/);
    });

    it("says that there is a policy last of all: after both hosts serve it and every MX record stands", async () => {
        const recording = await build(asked({ mode: "testing" }));
        const text = find(recording, "mail-mta-sts-example.com");
        assert.match(plain<{ content: string }>(text.inputs).content, /^"v=STSv1; id=[0-9a-f]{20}"$/);
        assert.equal(plain<{ name: string }>(text.inputs).name, "_mta-sts.example.com");
        for (const first of [
            "a-service",
            "b-service",
            "a-mx-example.com",
            "b-mx-example.com",
            "b-mta-sts-example.com",
        ]) {
            assert.ok(isAfter(text, find(recording, `mail-${first}`)), first);
        }
    });

    it("asks for certificates once every name leads to a host that answers, and has no MX wait for them", async () => {
        const recording = await build(asked({ mode: "testing" }));
        const question = find(recording, "mail-a-acme");
        for (const first of ["a-service", "b-service", "a-address", "a-mta-sts-example.com", "b-mta-sts-example.com"]) {
            assert.ok(isAfter(question, find(recording, `mail-${first}`)), first);
        }
        for (const mx of ["mail-a-mx-example.com", "mail-b-mx-example.com"]) {
            assert.ok(!isAfter(find(recording, mx), question), mx);
        }
    });

    it("shows by Postfix and by Exim what ACME gave, for the key that they had", async () => {
        const recording = await build({ certificate, b: { ...sampleArgs().b, mta: "exim" } });
        assert.match(sent(recording, "mail-a-service"), /^smtpd_tls_cert_file = \/etc\/standby\/served\/mail\.crt$/m);
        assert.match(sent(recording, "mail-a-service"), /^smtpd_tls_key_file = \/etc\/standby\/tls\/member\.key$/m);
        assert.match(sent(recording, "mail-b-service"), /^MAIN_TLS_CERTIFICATE = \/etc\/standby\/served\/mail\.crt$/m);
        assert.match(sent(recording, "mail-b-service"), /^RELOADS='exim4\.service nginx\.service'$/m);
        assert.doesNotMatch(sent(await build(), "mail-a-service"), /served|nginx|acme/);
    });

    it("tells another authority the contact address that is given, and none by itself", async () => {
        const acme = { directory: "https://acme.example.net/dir", contact: "hostmaster@example.com" };
        assert.match(
            sent(await build({ certificate: { acme } }), "mail-a-service"),
            /^CONTACT='hostmaster@example\.com'$/m,
        );
        assert.match(sent(await build({ certificate }), "mail-a-service"), /^CONTACT=''$/m);
    });

    it("serves the policy by the backup alone where the primary is left alone, and asks it for nothing", async () => {
        const recording = await build({ ...unmanaged, ...asked({ mode: "testing" }) });
        const added = named(recording).filter((one) => /mta-sts|acme/.test(one));
        assert.deepEqual(added, [
            "mail-b-acme Command",
            "mail-b-mta-sts-example.com DnsRecord",
            "mail-mta-sts-example.com DnsRecord",
        ]);
        assert.match(sent(recording, "mail-b-service"), /^mx: mail\.example\.com\nmx: mail2\.example\.com$/m);
        assert.ok(!sent(recording, "mail-b-service").includes("proxy_pass http://198.51.100.25"));
    });

    for (const zoneService of ["cloudflare", "linode"] as const) {
        it(`is refused before anything is made where an MX in the zone at ${zoneService} is not in the policy`, async () => {
            zoneRecords.push({ type: "MX", name: "example.com", content: "old.example.net" });
            try {
                const { resources, errors } = await record(
                    () => new BackupMxPair("mail", sampleArgs(asked({ mode: "testing" }, { zoneService }))),
                );
                const today = new Date().toISOString().slice(0, 10);
                assert.deepEqual(errors, [
                    message([
                        "identity.mtaSts.announced: example.com has an MX record for old.example.net, which the policy does not name: " +
                            `senders would not deliver there. Name it, announced: { "old.example.net": "${today}" }, and take it out ` +
                            "when its record is gone; or delete the record first" +
                            (zoneService === "linode" ? ". Linode shows a change some minutes later" : ""),
                    ]),
                ]);
                assert.deepEqual(
                    resources.filter(({ type }) => /Instance|DnsRecord|DomainRecord|Command/.test(type)),
                    [],
                );
            } finally {
                zoneRecords.pop();
            }
        });
    }

    it("has the same records in a zone at Linode", async () => {
        const at = async (zoneService: "cloudflare" | "linode") =>
            named(await build(asked({ mode: "testing" }, { zoneService })));
        const renamed = (await at("cloudflare")).map((one) => one.replace(/ DnsRecord$/, " DomainRecord"));
        assert.deepEqual((await at("linode")).sort(), renamed.sort());
    });
});
