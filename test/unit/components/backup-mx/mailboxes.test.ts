import assert from "node:assert/strict";
import { BackupMxPairArgs } from "../../../../components/backup-mx/args";
import { primaryPlan } from "../../../../components/backup-mx/plan";
import { plainSettings } from "../../../../components/backup-mx/settings";
import { MailboxesArgs } from "../../../../components/mailboxes/args";
import { handoverFrom } from "../../../../components/mailboxes/handover";
import { mailboxesProblems } from "../../../../components/mailboxes/validate";
import { content, paths } from "../../../helpers/pair";
import { build, unmanaged } from "./pair";
import { Refusal, refuseEach } from "./refusal";
import { sampleArgs } from "./sample";

const hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti";
const mailboxes: MailboxesArgs = {
    domains: ["example.com"],
    hosts: [1, 2].map((n) => ({
        ...{ name: `imap${n}.example.com`, address: `203.0.113.${n}`, sshPort: 22, sshHostKey: hostKey },
    })),
    messageSizeLimitBytes: 52428800,
    ...{ caCertificate: "CA\n", certificate: "CERT\n", privateKey: "canary-handover\n", listKey: "canary-list\n" },
};
const settings = plainSettings(sampleArgs({ mailboxes, recipients: undefined }))!;
const plan = primaryPlan(settings, "203.0.113.20", "0".repeat(64), mailboxes);
const main = content(plan, "/etc/postfix/main.cf");

const REFUSALS: Refusal[] = [
    {
        refuses: "a list of its own, and settings by which mail would go to hosts that prove nothing",
        change: { mailboxes, postfixSettings: { smtp_tls_policy_maps: "hash:/etc/postfix/tls_policy" } },
        problems: [
            "recipients: goes without mailboxes, which tell their own list: take one of them out",
            "postfixSettings.smtp_tls_policy_maps: is set by the pair itself: use the pair's own argument, or leave it",
        ],
    },
    {
        refuses: "mailboxes behind a primary that is left alone",
        change: { ...unmanaged, mailboxes, recipients: undefined },
        problems: ["mailboxes: is for a primary of ours, which hands mail on: give a.linode or a.existing"],
    },
    {
        refuses: "mailboxes behind Exim, and a second list",
        change: {
            mailboxes,
            recipients: undefined,
            recipientsFrom: { source: "postfix" },
            b: { hostName: "mail2.example.com", linode: { region: "nl-ams" }, mta: "exim" } as BackupMxPairArgs["b"],
        },
        problems: [
            "mailboxes: is for hosts with Postfix, and b has Exim: leave mta out",
            "recipientsFrom: goes without mailboxes, which tell their own list: take one of them out",
            "recipientsFrom: is for a backup with Postfix: with Exim, give the list in recipients",
        ],
    },
];

describe("BackupMxPair in front of mailboxes", () => {
    it("hands mail to each of their hosts, and to nobody who cannot prove its name", () => {
        assert.match(main, /^relay_transport = relay:\[203\.0\.113\.1\]:25, \[203\.0\.113\.2\]:25$/m);
        const verified = [1, 2].map((n) => `{[203.0.113.${n}]:25 = secure match=imap${n}.example.com}`).join(", ");
        assert.ok(main.includes(`smtp_tls_policy_maps = inline:{ ${verified} }\n`), main);
        assert.match(main, /^smtp_tls_CAfile = \/etc\/standby\/tls\/mailboxes-ca\.crt$/m);
        assert.ok(paths(plan).includes("0600 /etc/standby/tls/mailboxes.key"));
    });

    it("keeps no mail for good, and what it has as long as the backup would", () => {
        assert.doesNotMatch(main, /virtual_mailbox/);
        assert.deepEqual([plan.users, plan.folders], [[], []]);
        assert.match(main, /^maximal_queue_lifetime = 30d$/m);
    });

    it("refuses who is on no list, and puts off what the backup has taken", () => {
        const [, restrictions] = /^smtpd_recipient_restrictions = (.*)$/m.exec(main) ?? [];
        assert.equal(
            restrictions,
            "check_client_access cidr:{ {203.0.113.20 defer_if_reject} }, permit_mynetworks, reject_unauth_destination, " +
                "check_recipient_access hash:/var/lib/standby-recipients/stale, reject_unlisted_recipient",
        );
        assert.match(
            main,
            /^relay_recipient_maps = hash:\/etc\/postfix\/relay_recipients, hash:\/var\/lib\/standby-recipients\/pulled$/m,
        );
    });

    it("is told to the world only when each MX knows its users", async () => {
        const { resources } = await build({ mailboxes, recipients: undefined });
        for (const member of ["a", "b"]) {
            const of = (name: string) => resources.find((one) => one.name === `mail-${member}-${name}`)!;
            assert.match(String(of("list").inputs.create), /recipient-list\/await # /);
            assert.ok(of("list").after.includes(of("service").urn));
            assert.ok(of("mx-example.com").after.includes(of("list").urn));
        }
        const { resources: alone } = await build();
        assert.equal(
            alone.some(({ name }) => name.endsWith("-list")),
            false,
        );
    });

    it("takes no list of its own in the program for wrong", () => {
        assert.deepEqual(plainSettings(sampleArgs({ mailboxes, recipients: undefined }))?.recipients, []);
        assert.equal(settings.recipientsFrom?.everySeconds, 20);
    });

    refuseEach(REFUSALS);
});

describe("mailboxesProblems", () => {
    const fine = { domains: ["example.com"], messageSizeLimitBytes: 26214400 };
    const told = (change: Partial<MailboxesArgs>, inFront = fine) =>
        mailboxesProblems({ ...mailboxes, ...change }, inFront).map(({ property, reason }) => `${property}: ${reason}`);

    it("has nothing to say where all fits", () => assert.deepEqual(told({}), []));

    it("refuses a pair that has no MX in front", () => {
        const words = "names no host: set behindMx: true on the CyrusPair that this is the output mailboxes of";
        assert.deepEqual(told({ hosts: [] }), [`mailboxes.hosts: ${words}`]);
    });

    it("refuses a domain without mailboxes", () => {
        assert.deepEqual(told({ domains: ["b.example.com"] }), [
            'domains[0]: "example.com" has no mailboxes behind this pair, they are for ["b.example.com"]: ' +
                "add it to the domains of the instance there, or take it out here",
        ]);
    });

    it("refuses mails that the mailboxes would not take", () => {
        assert.deepEqual(told({}, { ...fine, messageSizeLimitBytes: 52428800 }), [
            "messageSizeLimitBytes: the primary would take 52428800 bytes, and its mailboxes at most 52363264: " +
                "what it took would come back to the sender. Set it lower",
        ]);
    });
});

describe("handoverFrom", () => {
    it("gives the same key for the same secret, and its fingerprint as Postfix writes it", () => {
        const [one, other] = ["secret", "secret"].map((secret) => handoverFrom(secret, "imap"));
        assert.deepEqual(one, other);
        assert.match(one.fingerprint, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
        assert.notEqual(handoverFrom("another", "imap").fingerprint, one.fingerprint);
    });
});
