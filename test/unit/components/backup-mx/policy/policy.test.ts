import { STALE_MAP } from "../../../../../components/recipients/pull-part";
import { backupPlan } from "../../../../../components/backup-mx/plan";
import assert from "node:assert/strict";
import { MailPolicy, POLICY_DEFAULTS } from "../../../../../components/backup-mx/policy/args";
import { primarySizeLimit } from "../../../../../components/backup-mx/policy/policy-on-host";
import { POLICY_PARAMETERS, policyParameters } from "../../../../../components/backup-mx/postfix/policy";
import { onHost } from "../../../../../components/backup-mx/on-host";
import { refuseEach } from "../refusal";
import { sampleArgs, sampleSettings } from "../sample";

const policy = (change: Partial<MailPolicy> = {}) =>
    policyParameters({
        ...{ ...POLICY_DEFAULTS, messageSizeLimitBytes: 1000, partner: "203.0.113.20", ...change },
        ...{ mxBackupNetworks: [], signs: false },
        ownNames: ["mail.example.com", "mail2.example.com"],
    });

describe("the policy, in the words of Postfix", () => {
    it("exempts the other host before any question that it has asked itself", () => {
        const lists = policy({ blocklists: ["zen.spamhaus.org"] });
        for (const name of ["smtpd_helo_restrictions", "smtpd_client_restrictions"]) {
            const first = "permit_mynetworks, check_client_access cidr:{ {203.0.113.20 permit} }, ";
            assert.ok(lists[name].startsWith(first), `${name} = ${lists[name]}`);
        }
    });

    it("refuses bad greetings, or not", () => {
        assert.match(policy().smtpd_helo_restrictions, /reject_invalid_helo_hostname, reject_non_fqdn_helo_hostname/);
        assert.equal(policy({ refuseBadHelo: false }).smtpd_helo_restrictions, "");
        assert.equal(policy({ refuseBadHelo: false }).smtpd_helo_required, "yes");
    });

    it("puts off who greets with a name of the pair before anything can refuse it for good", () => {
        const lists = policy({ blocklists: ["zen.spamhaus.org"], refuseBadHelo: false }).smtpd_client_restrictions;
        const ours =
            /^permit_mynetworks, check_client_access [^}]*\} \}, check_helo_access inline:\{ \{mail\.[^}]*\}, \{mail2\.example\.com = 450 4\.7\.1 /;
        assert.match(lists, ours);
        assert.ok(lists.indexOf("check_helo_access") < lists.indexOf("reject_rbl_client"), lists);
    });

    it("takes no answer of a blocklist for a listing that says it does not answer", () => {
        const lists = policy({ blocklists: ["zen.spamhaus.org", "bl.spamcop.net"] }).smtpd_client_restrictions;
        const listed = "127.0.0.[2..254]";
        assert.ok(
            lists.endsWith(
                `, reject_rbl_client zen.spamhaus.org=${listed}, reject_rbl_client bl.spamcop.net=${listed}`,
            ),
        );
        assert.doesNotMatch(policy().smtpd_client_restrictions, /reject_rbl_client/);
    });

    it("ends a session at the mistake after those that are allowed", () => {
        assert.equal(policy().smtpd_hard_error_limit, "6");
        assert.equal(policy({ unknownRecipientLimit: 20 }).smtpd_hard_error_limit, "21");
    });

    it("looks at the whole mail for lines that are too long, and at none where any is taken", () => {
        assert.equal("body_checks" in policy(), false);
        const limited = policy({ lineLengthLimitBytes: 998 });
        assert.equal(limited.body_checks, "regexp:{ {/.{999}/m REJECT line longer than 998 bytes} }");
        assert.equal(limited.header_checks, limited.body_checks);
        assert.equal(limited.body_checks_size_limit, "$message_size_limit");
    });

    it("hands lines on as they are, and lets no second mail hide in one", () => {
        assert.equal(policy().smtp_line_length_limit, "0");
        assert.equal(policy().smtpd_forbid_bare_newline, "normalize");
    });

    it("speaks TLS as it is told", () => {
        assert.equal(policy().smtpd_tls_security_level, "may");
        assert.equal(policy({ requireTls: true }).smtpd_tls_security_level, "encrypt");
        assert.equal(policy({ tlsMinimum: "TLSv1.3" }).smtpd_tls_mandatory_protocols, ">=TLSv1.3");
    });

    it("is known in all its parameters to who refuses them as settings", () => {
        const most = policy({ lineLengthLimitBytes: 998, blocklists: ["zen.spamhaus.org"] });
        assert.deepEqual(
            Object.keys(most).filter((name) => !POLICY_PARAMETERS.includes(name)),
            [],
        );
    });
});

describe("permitMxBackupNetworks", () => {
    const settings = sampleSettings({ permitMxBackupNetworks: ["198.51.100.0/24"] });
    const of = (role: "primary" | "backup") => policyParameters(onHost(role, settings, "203.0.113.20").policy);

    it("lets the backup take domains whose primaries are there, and refuse the rest", () => {
        const backup = of("backup");
        assert.equal(backup.permit_mx_backup_networks, "198.51.100.0/24");
        assert.equal(backup.smtpd_relay_restrictions, "permit_mynetworks, permit_mx_backup, reject_unauth_destination");
        assert.equal(backup.smtpd_recipient_restrictions, "permit_mynetworks, reject_unlisted_recipient");
    });

    it("stands so in main.cf, also with a list that is pulled", () => {
        const recipientsFrom = {
            source: "postfix",
            cyrusConfig: "/x",
            everySeconds: 30,
            maxShrinkPercent: 20,
        } as const;
        const pulled = { ...settings, recipientsFrom: { ...recipientsFrom, staleAfterSeconds: 60 } };
        for (const [known, line] of [
            [settings, "permit_mynetworks, reject_unlisted_recipient"],
            [pulled, `permit_mynetworks, check_recipient_access ${STALE_MAP}, reject_unlisted_recipient`],
        ] as const) {
            const { files = [] } = backupPlan(known, "203.0.113.10", "0".repeat(64));
            const main = files.find(({ path }) => path === "/etc/postfix/main.cf")?.content ?? "";
            assert.ok(main.includes(`\nsmtpd_recipient_restrictions = ${line}\n`), main);
        }
    });

    it("is nothing to the primary, and off by itself", () => {
        assert.doesNotMatch(JSON.stringify(of("primary")), /permit_mx_backup/);
        assert.doesNotMatch(JSON.stringify(policy()), /permit_mx_backup/);
    });

    const RELAYS = "whoever points an MX record at the backup relays through it";
    refuseEach([
        {
            refuses: "permit_mx_backup without networks",
            change: { permitMxBackupNetworks: [] },
            problems: [
                `permitMxBackupNetworks: the list is empty, and then ${RELAYS}: name the networks of the other primaries, or leave it out`,
            ],
        },
        {
            refuses: "permit_mx_backup for everybody",
            change: { permitMxBackupNetworks: ["0.0.0.0/0"] },
            problems: [`permitMxBackupNetworks[0]: "0.0.0.0/0" is everybody, and then ${RELAYS}: name networks`],
        },
        {
            refuses: "permit_mx_backup with Exim, which has none",
            change: { permitMxBackupNetworks: ["198.51.100.0/24"], b: { ...sampleArgs().b, mta: "exim" } },
            problems: ["permitMxBackupNetworks: is for a backup with Postfix: with Exim, name the domains in domains"],
        },
    ]);
});

describe("primarySizeLimit", () => {
    it("leaves room for the lines of the backup and for another way to count", () => {
        assert.equal(primarySizeLimit(26214400), 26804224);
        // Postfix counts a line of 128 bytes, 130 with its end, as 131.
        assert.ok(primarySizeLimit(1073741824) > 1073741824 * (131 / 130) + 2000);
    });
});

describe("BackupMxPair, the policies it refuses", () => {
    refuseEach([
        {
            refuses: "a line limit that Postfix cannot keep",
            change: { policy: { lineLengthLimitBytes: 4000 } },
            problems: [
                "policy.lineLengthLimitBytes: 4000 is out of range: a whole number from 998 to 2000 bytes, or 0 for lines of any length",
            ],
        },
        {
            refuses: "no mistake at all in a session",
            change: { policy: { unknownRecipientLimit: 0 } },
            problems: ["policy.unknownRecipientLimit: 0 is out of range: a whole number from 1 to 100"],
        },
        {
            refuses: "an old TLS",
            change: { policy: { tlsMinimum: "TLSv1" as never } },
            problems: ['policy.tlsMinimum: "TLSv1" is not known: "TLSv1.2", "TLSv1.3"'],
        },
        {
            refuses: "what no policy has",
            change: { policy: { greylist: true } as never },
            problems: [
                'policy."greylist": is not known: a policy has lineLengthLimitBytes, smtpUtf8, refuseBadHelo, ' +
                    "unknownRecipientLimit, blocklists, tlsMinimum, requireTls, resolver, spamFilter, virusScan, filterFailure",
            ],
        },
        {
            refuses: "blocklists that ended, each by its name",
            change: {
                policy: {
                    blocklists: ["dnsbl.sorbs.net", "combined.njabl.org", "zen.spamhaus.org", "sbl-xbl.spamhaus.org"],
                },
            },
            problems: [
                'policy.blocklists[0]: "dnsbl.sorbs.net" ended on 5 June 2024: take it out',
                'policy.blocklists[1]: "combined.njabl.org" ended in 2013: take it out',
                'policy.blocklists[3]: "sbl-xbl.spamhaus.org" was merged into "zen.spamhaus.org": name that one',
            ],
        },
        {
            refuses: "a blocklist that is no name, and one that is named twice",
            change: { policy: { blocklists: ["zen", "bl.spamcop.net", "bl.spamcop.net"] } },
            problems: [
                'policy.blocklists[0]: "zen" is not a full name: write it with its domain, like "mail.example.com"',
                'policy.blocklists[2]: "bl.spamcop.net" is named twice: take one out',
            ],
        },
        {
            refuses: "a parameter of main.cf that the policy sets",
            change: { postfixSettings: { smtpd_helo_restrictions: "permit" } },
            problems: [
                "postfixSettings.smtpd_helo_restrictions: is set by the pair itself: use the pair's own argument, or leave it",
            ],
        },
    ]);
});
