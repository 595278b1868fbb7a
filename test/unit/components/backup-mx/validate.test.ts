import assert from "node:assert/strict";
import { message, Refusal, refusal, refuseEach } from "./refusal";
import { sampleArgs } from "./sample";

const ADVICE = 'list every address that exists, like ["anna@example.com"]';
const SPAM = "a backup that knows no recipients refuses all mail or returns spam to strangers";
const OWN = "is set by the pair itself: use the pair's own argument, or leave it";

const RECIPIENTS: Refusal[] = [
    {
        refuses: "no recipients",
        change: { recipients: [] },
        problems: [`recipients: the list is empty: ${SPAM}; ${ADVICE}`],
    },
    {
        refuses: "a recipient without a domain",
        change: { recipients: ["anna"] },
        problems: ['recipients[0]: "anna" is not an address: write user@domain, the domain in lower case'],
    },
    {
        refuses: "a recipient whose domain is in upper case",
        change: { recipients: ["anna@example.com", "ben@Example.com"] },
        problems: ['recipients[1]: "ben@Example.com" is not an address: write user@domain, the domain in lower case'],
    },
    {
        refuses: "a recipient with a blank, which would end the line of a lookup table",
        change: { recipients: ["anna b@example.com"] },
        problems: [
            'recipients[0]: "anna b@example.com" is not an address: write user@domain, the domain in lower case',
        ],
    },
    {
        refuses: "a recipient with a line break",
        change: { recipients: ["anna@example.com\nben@example.com"] },
        problems: [
            'recipients[0]: "anna@example.com\\nben@example.com" is not an address: ' +
                "write user@domain, the domain in lower case",
        ],
    },
    {
        refuses: "a recipient that would be a comment in a lookup table",
        change: { recipients: ["#anna@example.com"] },
        problems: [
            'recipients[0]: "#anna@example.com" cannot have a mailbox here: ' +
                'the user holds no "/", no "#" in front and no dot at an end or beside another',
        ],
    },
    {
        refuses: "a recipient whose mailbox would lie elsewhere",
        change: { recipients: ["../root@example.com"] },
        problems: [
            'recipients[0]: "../root@example.com" cannot have a mailbox here: ' +
                'the user holds no "/", no "#" in front and no dot at an end or beside another',
        ],
    },
    {
        refuses: "a recipient in a domain that the pair does not serve",
        change: { recipients: ["anna@example.net"] },
        problems: [
            'recipients[0]: "anna@example.net" is in none of the domains ["example.com"]: ' +
                'add "example.net" to domains, or take it out',
        ],
    },
];

const between = (property: string, value: number, range: string): Refusal => ({
    refuses: `${property} ${value}`,
    change: { [property]: value },
    problems: [`${property}: ${value} is out of range: a whole number from ${range}`],
});

const RANGES: Refusal[] = [
    between("primaryPreference", -1, "0 to 65534"),
    between("primaryPreference", 65535, "0 to 65534"),
    between("backupPreference", 65536, "1 to 65535"),
    between("addressTtlSeconds", 59, "60 to 86400 seconds"),
    between("addressTtlSeconds", 86401, "60 to 86400 seconds"),
    between("addressTtlSeconds", 300.5, "60 to 86400 seconds"),
    between("mxTtlSeconds", 59, "60 to 604800 seconds"),
    between("mxTtlSeconds", 604801, "60 to 604800 seconds"),
    between("queueLifetimeDays", 0, "1 to 100 days"),
    between("queueLifetimeDays", 101, "1 to 100 days"),
    between("fastFlushRefreshSeconds", 59, "60 to 604800 seconds"),
    between("fastFlushRefreshSeconds", 604801, "60 to 604800 seconds"),
    between("messageSizeLimitBytes", 65535, "65536 to 1073741824 bytes"),
    between("messageSizeLimitBytes", 1073741825, "65536 to 1073741824 bytes"),
];

const SETTINGS: Refusal[] = [
    {
        refuses: "a main.cf parameter that would open a relay",
        change: { postfixSettings: { smtpd_relay_restrictions: "permit" } },
        problems: [`postfixSettings.smtpd_relay_restrictions: ${OWN}`],
    },
    {
        refuses: "a main.cf parameter that has an argument of its own",
        change: { postfixSettings: { maximal_queue_lifetime: "5d" } },
        problems: [`postfixSettings.maximal_queue_lifetime: ${OWN}`],
    },
    {
        refuses: "a name that main.cf cannot hold",
        change: { postfixSettings: { "smtpd-banner": "hello" } },
        problems: ["postfixSettings.smtpd-banner: is not a name of a main.cf parameter"],
    },
    {
        refuses: "a value of two lines, which would set a second parameter",
        change: { postfixSettings: { smtpd_banner: "hello\nmynetworks = 0.0.0.0/0" } },
        problems: ['postfixSettings.smtpd_banner: "hello\\nmynetworks = 0.0.0.0/0" must be one line'],
    },
    {
        refuses: "a time that would kill the daemon that reads it",
        change: { postfixSettings: { smtpd_timeout: "five minutes" } },
        problems: [
            'postfixSettings.smtpd_timeout: "five minutes" is not a time: a number with s, m, h, d or w, like "300s"',
        ],
    },
    {
        refuses: "a private key in the place of a public one",
        change: { adminKeys: ["-----BEGIN OPENSSH"] },
        problems: ['adminKeys[0]: "-----BEGIN OPENSSH" is not an SSH public key: write the one line of a .pub file'],
    },
    {
        refuses: "a network without its length",
        change: { sshFrom: ["203.0.113.0/24", "198.51.100.1"] },
        problems: ['sshFrom[1]: "198.51.100.1" is not a network, like "203.0.113.0/24"'],
    },
    {
        refuses: "a network whose length is out of range",
        change: { sshFrom: ["203.0.113.0/33"] },
        problems: ['sshFrom[0]: "203.0.113.0/33" is not a network, like "203.0.113.0/24"'],
    },
    {
        refuses: "a generation of the deploy key that is no whole number",
        change: { deployKeyGeneration: 1.5 },
        problems: ["deployKeyGeneration: 1.5 is not 1, 2, 3 ...: raise it by one to rotate"],
    },
    {
        refuses: "generation 0 of the deploy key",
        change: { deployKeyGeneration: 0 },
        problems: ["deployKeyGeneration: 0 is not 1, 2, 3 ...: raise it by one to rotate"],
    },
    {
        refuses: "to release both members",
        change: { release: "both" as never },
        problems: [
            'release: "both" is not a member: release "a" or "b", one at a time, so that the other keeps the mail',
        ],
    },
];

describe("BackupMxPair, the values it refuses", () => {
    refuseEach([...RECIPIENTS, ...RANGES, ...SETTINGS]);

    for (const name of ["Mail", "m", "1mail", "mail-", "mail--x", "mail.x", "abcdefghijklmnopqrstuvwxy", ""]) {
        it(`refuses "${name}" as the name of a pair`, () => {
            const reason =
                `${JSON.stringify(name)} cannot label machines: ` +
                "2 to 24 lower-case letters, digits and single inner hyphens, a letter first";
            assert.equal(refusal(name, sampleArgs()), message([`name: ${reason}`]).replace('"mail"', `"${name}"`));
        });
    }

    it("refuses several mistakes in one error", () => {
        const args = sampleArgs({ recipients: [], backupPreference: 5, addressTtlSeconds: 1 });
        const problems = [
            "backupPreference: 5 is not higher than the primary's 10: senders try the lower one first, " +
                "so the backup needs a number from 11 to 65535",
            `recipients: the list is empty: ${SPAM}; ${ADVICE}`,
            "addressTtlSeconds: 1 is out of range: a whole number from 60 to 86400 seconds",
        ];
        assert.equal(refusal("mail", args), message(problems));
    });

    it("refuses mistakes in shape and in values in one error", () => {
        const args = sampleArgs({ release: "c" as never, queueLifetimeDays: 0 });
        const problems = [
            'release: "c" is not a member: release "a" or "b", one at a time, so that the other keeps the mail',
            "queueLifetimeDays: 0 is out of range: a whole number from 1 to 100 days",
        ];
        assert.equal(refusal("mail", args), message(problems));
    });

    it("refuses a hundred bad recipients with the first twenty", () => {
        const recipients = Array.from({ length: 100 }, (_, index) => `user${index}`);
        const lines = refusal("mail", sampleArgs({ recipients }))!.split("\n");
        assert.equal(lines.length, 22);
        assert.equal(
            lines[20],
            '  - recipients[19]: "user19" is not an address: write user@domain, the domain in lower case',
        );
        assert.equal(lines[21], "  - recipients: and 80 more like these");
    });

    it("refuses a long value with its first 77 characters", () => {
        const recipients = [`${"x".repeat(100)}@example.com`];
        const text = refusal("mail", sampleArgs({ recipients }))!;
        assert.equal(
            text,
            message([
                `recipients[0]: "${"x".repeat(76)}... is not an address: write user@domain, the domain in lower case`,
            ]),
        );
    });
});
