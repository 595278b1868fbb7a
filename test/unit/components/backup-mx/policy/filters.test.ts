import assert from "node:assert/strict";
import { BackupMxSettings } from "../../../../../components/backup-mx/args";
import { filterPackages, filterParts } from "../../../../../components/backup-mx/filters";
import { onHost } from "../../../../../components/backup-mx/on-host";
import { MailPolicyArgs } from "../../../../../components/backup-mx/policy/args";
import { policyParameters } from "../../../../../components/backup-mx/postfix/policy";
import { plainSettings } from "../../../../../components/backup-mx/settings";
import { joined } from "../../../../../components/ops/bundle";
import { content } from "../../../../helpers/pair";
import { existing } from "../pair";
import { refuseEach } from "../refusal";
import { sampleArgs } from "../sample";

const PAIR = ["203.0.113.10", "203.0.113.20"] as const;
const LARGE = { region: "de-fra-2", type: "g6-standard-1" };

function settings(policy: MailPolicyArgs, change: object = {}): BackupMxSettings {
    return plainSettings(sampleArgs({ policy, ...change }))!;
}

const bundle = (known: BackupMxSettings, member: "a" | "b" = "a") =>
    joined("service", ...filterParts(member, known, PAIR));
const parameters = (policy: MailPolicyArgs, change: object = {}) =>
    policyParameters(onHost("primary", settings(policy, change), PAIR[1]).policy);
const rspamd = (known: BackupMxSettings, name: string) => content(bundle(known), `/etc/rspamd/override.d/${name}`);

describe("the filters of a policy", () => {
    it("are none by themselves", () => {
        assert.deepEqual(filterPackages("postfix"), []);
        assert.deepEqual(filterParts("a", settings({}), PAIR), []);
        assert.doesNotMatch(JSON.stringify(parameters({})), /milter/);
    });

    it("are asked by Postfix about everybody's mail but that of the other host, and keep it waiting while they are down", () => {
        const found = parameters({ spamFilter: {}, virusScan: {} });
        assert.equal(found.smtpd_milters, "inet:127.0.0.1:7357, inet:127.0.0.1:11332");
        assert.equal(found.smtpd_milter_maps, "cidr:{ {203.0.113.20 DISABLE} }");
        assert.equal(found.milter_default_action, "tempfail");
        assert.equal("non_smtpd_milters" in found, false);
        assert.equal(parameters({ virusScan: {}, filterFailure: "accept" }).milter_default_action, "accept");
    });

    it("fail alike on all levels", () => {
        const accept = bundle(settings({ spamFilter: {}, virusScan: {}, filterFailure: "accept" }));
        const tempfail = bundle(settings({ spamFilter: {}, virusScan: {} }));
        for (const [found, onFail, deferred] of [
            [accept, "Accept", "false"],
            [tempfail, "Defer", "true"],
        ] as const) {
            assert.match(content(found, "/etc/clamav/clamav-milter.conf"), new RegExp(`^OnFail ${onFail}$`, "m"));
            const options = content(found, "/etc/rspamd/override.d/options.inc");
            assert.match(options, new RegExp(`^soft_reject_on_timeout = ${deferred};$`, "m"));
        }
    });

    it("refuse infected mail, and look at the largest that the host takes", () => {
        const limit = 1000000;
        const milter = content(
            bundle(settings({ virusScan: {} }, { messageSizeLimitBytes: limit })),
            "/etc/clamav/clamav-milter.conf",
        );
        assert.match(milter, /^OnInfected Reject$/m);
        const largest = Number(/^MaxFileSize (\d+)$/m.exec(milter)?.[1]);
        assert.ok(largest > 1.02 * limit + 65536, String(largest));
        const scanner = content(bundle(settings({ virusScan: {} })), "/etc/clamav/clamd.conf");
        assert.equal(new Set(scanner.match(/\b\d{8}\b/g)).size, 1, scanner);
    });

    it("put nobody of the pair off, and trust this host alone", () => {
        const known = settings({ spamFilter: { greylistSeconds: 60 } });
        assert.match(rspamd(known, "greylist.conf"), /^whitelisted_ip = \["203\.0\.113\.10", "203\.0\.113\.20"\];$/m);
        assert.match(rspamd(known, "greylist.conf"), /^timeout = 60s;$/m);
        assert.match(rspamd(known, "options.inc"), /^local_addrs = \["127\.0\.0\.0\/8", "::1\/128"\];$/m);
        const none = settings({ spamFilter: { greylistSeconds: 0 } });
        assert.match(rspamd(none, "greylist.conf"), /^enabled = false;$/m);
        assert.match(rspamd(none, "actions.conf"), /^greylist = null;$/m);
    });

    it("sign by the newest key and the one before it, where the pair has keys", () => {
        const identity = { dkimGeneration: 2 };
        const known = settings({ spamFilter: {} }, { identity });
        const key = (one: string) => `{ selector = "${one}"; path = "/etc/standby/dkim/${one}.key"; }`;
        const keys = `[ ${key("standby-a2")}, ${key("standby-a1")} ]`;
        assert.ok(rspamd(known, "dkim_signing.conf").includes(`"example.com" { selectors = ${keys} }`));
        const unit = content(bundle(known), "/etc/systemd/system/rspamd.service.d/standby.conf");
        assert.match(unit, /^ExecStartPre=\+.*dkim --readable-by _rspamd standby-a2 standby-a1 /m);
        assert.equal(parameters({ spamFilter: {} }, { identity }).non_smtpd_milters, "inet:127.0.0.1:11332");
        assert.match(rspamd(settings({ spamFilter: {} }), "dkim_signing.conf"), /^enabled = false;$/m);
    });

    it("take a change up by a reload of rspamd, and Postfix begins anew for a resolver alone", () => {
        const units = bundle(settings({ spamFilter: {}, resolver: {} })).units ?? [];
        const of = (name: string) => units.find((unit) => unit.name === name);
        assert.ok(of("rspamd.service")?.reloadOn?.includes("/etc/rspamd/override.d/actions.conf"));
        assert.ok(of("rspamd.service")?.reloadOn?.includes("/etc/standby/resolv.conf"));
        assert.deepEqual(of("unbound.service")?.reloadOn, ["/etc/unbound/unbound.conf.d/standby.conf"]);
    });

    it("have signatures from a mirror, from further addresses, or from these alone", () => {
        const conf = (virusScan: object) =>
            content(bundle(settings({ virusScan })), "/etc/clamav/freshclam.conf").split("\nChecks 24\n")[1];
        assert.equal(conf({}), "DatabaseMirror database.clamav.net\n");
        assert.equal(
            conf({ privateMirror: "https://clamav.example.com" }),
            "PrivateMirror https://clamav.example.com\n",
        );
        const url = "https://example.com/own.ndb";
        assert.match(
            conf({ officialSignatures: false, signatureUrls: [url] }),
            /\nExcludeDatabase main\nExcludeDatabase daily\nExcludeDatabase bytecode\nDatabaseCustomURL https:\/\/example\.com\/own\.ndb\n$/,
        );
    });
});

describe("the resolver of a policy", () => {
    const CONF = "/etc/unbound/unbound.conf.d/standby.conf";

    it("asks the name servers themselves, and checks all signatures", () => {
        const conf = content(bundle(settings({ resolver: {} })), CONF);
        assert.doesNotMatch(conf, /forward|insecure/);
        assert.match(conf, /^ {4}interface: 127\.0\.0\.1$/m);
    });

    it("asks others, and takes private zones without signatures, as it is told", () => {
        const resolver = { forwardTo: ["203.0.113.53"], unsignedZones: ["corp.example.com", "internal"] };
        const conf = content(bundle(settings({ resolver })), CONF);
        assert.match(conf, /forward-zone:\n {4}name: "\."\n {4}forward-addr: 203\.0\.113\.53\n/);
        assert.match(conf, / {4}domain-insecure: "internal"\n {4}local-zone: "internal" nodefault\n/);
    });
});

describe("BackupMxPair, the filters it refuses", () => {
    const large = {
        a: { hostName: "mail.example.com", linode: LARGE },
        b: { hostName: "mail2.example.com", linode: LARGE },
    };
    refuseEach([
        {
            refuses: "the Redis of a host that it did not make",
            change: { ...existing, policy: { spamFilter: {} } },
            problems: [
                "policy.spamFilter: is for Linodes of the pair's own, and a and b stand already: a Redis there would be taken over. Leave it out",
            ],
        },
        {
            refuses: "public resolvers, which blocklists do not answer",
            change: { policy: { resolver: { forwardTo: ["8.8.8.8", "dns.example.com"] } } },
            problems: [
                'policy.resolver.forwardTo[0]: "8.8.8.8" is a public resolver, which blocklists do not answer: name one of your own network, or leave forwardTo out',
                'policy.resolver.forwardTo[1]: "dns.example.com" is not an IPv4 address, like "203.0.113.25"',
            ],
        },
        {
            refuses: "a resolver that would check nothing",
            change: { policy: { resolver: { unsignedZones: [".", "Corp."] } } },
            problems: [
                'policy.resolver.unsignedZones[0]: "." is every name there is, and then nothing would be checked: name your private zones',
                'policy.resolver.unsignedZones[1]: "Corp." is not a zone: a name in lower case without a dot at its end, like "corp.example.com"',
            ],
        },
        {
            refuses: "scores that cannot be, and one that is misspelt",
            change: { policy: { spamFilter: { rejectScore: 0, greylistSeconds: 2, rejectscore: 3 } as never } },
            problems: [
                'policy.spamFilter."rejectscore": is not known: it has rejectScore, markScore, greylistScore, greylistSeconds',
                "policy.spamFilter.rejectScore: 0 is out of range: a whole number from 1 to 1000",
                "policy.spamFilter.greylistSeconds: 2 is out of range: a whole number from 5 to 3600 seconds, or 0 for no greylisting",
            ],
        },
        {
            refuses: "scores that nothing could reach",
            change: { policy: { spamFilter: { rejectScore: 6, greylistScore: 7 } } },
            problems: [
                "policy.spamFilter.markScore: 6 is not below rejectScore 6: no mail would ever be marked",
                "policy.spamFilter.greylistScore: 7 is not below rejectScore 6: no mail would ever be put off; for that set greylistSeconds to 0",
            ],
        },
        {
            refuses: "ClamAV on a machine that has no memory for it",
            change: { policy: { virusScan: {} } },
            problems: ["a", "b"].map(
                (member) =>
                    `${member}.linode.type: "g6-nanode-1" has 1 GB of memory, and ClamAV's signatures alone take more (policy.virusScan): take "g6-standard-1" or larger`,
            ),
        },
        {
            refuses: "a scanner without signatures, and addresses that are none",
            change: { policy: { virusScan: { officialSignatures: false, privateMirror: "clamav mirror" } } },
            problems: [
                'policy.virusScan.privateMirror: "clamav mirror" is not a host or an address, like "https://clamav.example.com"',
                "policy.virusScan.privateMirror: is where ClamAV's own signatures come from, and officialSignatures is false: take one of them out",
                "policy.virusScan.officialSignatures: is false, and signatureUrls names none: a scanner without signatures finds nothing",
            ],
        },
        {
            refuses: "a file of signatures that ClamAV would not know",
            change: { ...large, policy: { virusScan: { signatureUrls: ["https://example.com/eicar.txt"] } } },
            problems: [
                'policy.virusScan.signatureUrls[0]: "https://example.com/eicar.txt" is not the address of a file of signatures, like "https://signatures.example.com/own.ndb"',
            ],
        },
        {
            refuses: "a failure that is no answer",
            change: { policy: { filterFailure: "discard" as never } },
            problems: ['policy.filterFailure: "discard" is not known: "tempfail", "accept"'],
        },
        {
            refuses: "milters of the user's own beside those of the policy",
            change: { policy: { spamFilter: {} }, postfixSettings: { smtpd_milters: "inet:127.0.0.1:8891" } },
            problems: [
                "postfixSettings.smtpd_milters: is set by the pair itself: use the pair's own argument, or leave it",
            ],
        },
    ]);

    it("leaves milters to who has his own", () => {
        const args = sampleArgs({ postfixSettings: { smtpd_milters: "inet:127.0.0.1:8891" } });
        assert.equal(plainSettings(args)?.postfixSettings.smtpd_milters, "inet:127.0.0.1:8891");
    });
});
