import assert from "node:assert/strict";
import { BackupMxPairArgs, BackupMxSettings } from "../../../../components/backup-mx/args";
import { backupPlan } from "../../../../components/backup-mx/plan";
import { RecipientsFromArgs } from "../../../../components/recipients/args";
import { sshKeyFrom } from "../../../../components/host/identity";
import { find, isSecret, passwordOf, plain, readable, valueOf } from "../../../helpers/mocks";
import { named } from "../../../helpers/pair";
import { build, unmanaged } from "./pair";
import { refusal, Refusal, refuseEach } from "./refusal";
import { sampleArgs, sampleSettings } from "./sample";

const HOST_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk";
const from = (change: Partial<RecipientsFromArgs> = {}): Partial<BackupMxPairArgs> => ({
    recipientsFrom: { source: "postfix", ...change },
});
/** What is in the backup's main.cf. */
const mainCf = (settings: BackupMxSettings) => {
    const { files = [] } = backupPlan(settings, "203.0.113.10", "0".repeat(64));
    return files.find(({ path }) => path === "/etc/postfix/main.cf")?.content ?? "";
};
const alone: Partial<BackupMxPairArgs> = { ...unmanaged, recipients: undefined, ...from({ hostKey: HOST_KEY }) };

const REFUSALS: Refusal[] = [
    {
        refuses: "a source that nobody knows",
        change: from({ source: "ldap" as "sql" }),
        problems: ['recipientsFrom.source: "ldap" is not known: "passwd", "postfix", "cyrus", "dovecot", "sql"'],
    },
    {
        refuses: "tables of Postfix where the primary has Exim",
        change: { a: { hostName: "mail.example.com", linode: { region: "de-fra-2" }, mta: "exim" }, ...from() },
        problems: [
            'recipientsFrom.source: "postfix" reads the tables of Postfix, and the primary runs Exim, which has none: take "passwd", "cyrus", "dovecot" or "sql"',
        ],
    },
    {
        refuses: "a database without a question",
        change: from({ source: "sql" }),
        problems: ['recipientsFrom.sql: is required for the source "sql": say engine, database and query'],
    },
    {
        refuses: "a question without a database",
        change: from({ sql: { engine: "mysql", database: "mail", query: "SELECT a FROM b" } }),
        problems: ['recipientsFrom.sql: goes with the source "sql" alone, not with "postfix": take it out'],
    },
    {
        refuses: "a question that is more than one",
        change: from({
            source: "sql",
            sql: { engine: "oracle" as "mysql", database: "a b", query: "DROP TABLE users" },
        }),
        problems: [
            'recipientsFrom.sql.engine: "oracle" is not known: "mysql", "postgres"',
            'recipientsFrom.sql.database: "a b" is not a name of a database: letters, digits, "_", "-" and "."',
            'recipientsFrom.sql.query: "DROP TABLE users" is not one SELECT: its only column is the address, or the name of the user',
        ],
    },
    {
        refuses: "numbers out of range",
        change: from({ everySeconds: 1, maxShrinkPercent: 100, staleAfterSeconds: 0, port: 0, address: "mail" }),
        problems: [
            "recipientsFrom.everySeconds: 1 is out of range: a whole number from 10 to 3600 seconds",
            "recipientsFrom.maxShrinkPercent: 100 is out of range: a whole number from 0 to 99 percent",
            "recipientsFrom.staleAfterSeconds: 0 is out of range: a whole number from 60 to 2592000 seconds",
            'recipientsFrom.address: "mail" is not an IPv4 address, like "203.0.113.25"',
            "recipientsFrom.port: 0 is out of range: a whole number from 1 to 65535",
        ],
    },
    {
        refuses: "a configuration of Cyrus that a shell would take apart",
        change: from({ source: "cyrus", cyrusConfig: "/etc/imapd.conf'; rm" }),
        problems: [
            `recipientsFrom.cyrusConfig: "/etc/imapd.conf'; rm" is not an absolute path of plain characters, like "/etc/imapd.conf"`,
        ],
    },
    {
        refuses: "an unmanaged primary whose identity is not known",
        change: { ...unmanaged, ...from() },
        problems: [
            "recipientsFrom.hostKey: is required for an unmanaged primary: write what ssh-keyscan -t ed25519 prints, without the host name",
        ],
    },
    {
        refuses: "an identity for a primary that has one of the program's",
        change: from({ hostKey: HOST_KEY }),
        problems: ["recipientsFrom.hostKey: is known by itself for a managed primary: take it out"],
    },
    {
        refuses: "an identity that is none",
        change: { ...unmanaged, ...from({ hostKey: "mail.example.com ssh-ed25519 AAAA" }) },
        problems: [
            'recipientsFrom.hostKey: "mail.example.com ssh-ed25519 AAAA" is not an SSH host key: write what ssh-keyscan prints, without the host name',
        ],
    },
    {
        refuses: "a firewall that keeps the backup out",
        change: { ...from(), sshFrom: ["203.0.113.0/24"] },
        problems: [
            "recipientsFrom.address: is required with sshFrom: the backup logs in to the primary, whose firewall lets in sshFrom " +
                "alone. Give an address of the primary in a VLAN, with that network in sshFrom; or the public one, with the " +
                "backup's own in sshFrom",
        ],
    },
    {
        refuses: "no recipients for a managed primary, whose mailboxes they are",
        change: { recipients: [], ...from() },
        problems: [
            "recipients: the list is empty: a backup that knows no recipients refuses all mail or returns spam to strangers; " +
                'list every address that exists, like ["anna@example.com"]',
        ],
    },
];

describe("recipientsFrom", () => {
    refuseEach(REFUSALS);

    it("may be all that an unmanaged primary's backup knows", () => {
        assert.equal(refusal("mail", sampleArgs(alone)), undefined);
    });

    it("stands beside the program's own list in Postfix, with a table for the time when it is out of date", () => {
        const settings = sampleSettings({
            recipientsFrom: {
                source: "postfix",
                cyrusConfig: "/x",
                everySeconds: 30,
                maxShrinkPercent: 20,
                staleAfterSeconds: 60,
            },
        });
        const main = mainCf(settings);
        const maps = "hash:/etc/postfix/relay_recipients, hash:/var/lib/standby-recipients/pulled";
        assert.match(main, new RegExp(`^relay_recipient_maps = ${maps}$`, "m"));
        const stale = "check_recipient_access hash:/var/lib/standby-recipients/stale";
        const line = `permit_mynetworks, reject_unauth_destination, ${stale}, reject_unlisted_recipient`;
        assert.match(main, new RegExp(`^smtpd_recipient_restrictions = ${line}$`, "m"));
    });

    it("makes one key, and no session more", async () => {
        const before = named(await build());
        const after = named(await build(from()));
        assert.deepEqual(
            after.filter((one) => !before.includes(one)),
            ["mail-recipients-key RandomPassword"],
        );
    });

    it("gives the private half to the backup alone, in its secret stdin", async () => {
        const recording = await build(from());
        const key = sshKeyFrom(passwordOf("mail-recipients-key", {}), "recipients");
        const stdin = (member: string) => find(recording, `mail-${member}-service`).inputs.stdin;
        const body = key.privateKey.split("\n")[3];
        assert.ok(isSecret(stdin("b")) && plain<string>(stdin("b")).includes(body));
        assert.equal(plain<string>(stdin("a")).includes(body), false);
        assert.ok(plain<string>(stdin("a")).includes(`recipient-list/answer" ${key.publicKey}`));
        for (const { urn, inputs } of recording.resources) assert.equal(readable(inputs).includes(body), false, urn);
    });

    it("comes with a script for an unmanaged primary, which holds no secret", async () => {
        const { pair } = await build(alone);
        const script = await valueOf(pair.recipientsSetup);
        assert.match(script, /^#!\/bin\/sh\n\[ \$# -gt 0 \] \|\| set -- apply [0-9a-f]{12}\n\{/);
        assert.ok(script.includes("restrict,command="));
        assert.doesNotMatch(script, /PRIVATE KEY/);
        assert.equal(await valueOf((await build(from())).pair.recipientsSetup), "");
    });
});

describe("verifyRecipients", () => {
    const parameters = (verifyRecipients: boolean) => mainCf(sampleSettings({ verifyRecipients }));

    it("asks the primary behind the list, and refuses whom it does not know", () => {
        assert.match(parameters(true), /reject_unlisted_recipient, reject_unverified_recipient$/m);
        assert.match(parameters(true), /^unverified_recipient_reject_code = 550$/m);
    });

    it("is off by default: while the primary is down it puts off mail that the backup is there for", () => {
        assert.equal(sampleSettings().verifyRecipients, false);
        assert.doesNotMatch(parameters(false), /unverified/);
    });
});
