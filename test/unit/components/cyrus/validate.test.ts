import assert from "node:assert/strict";
import { CyrusInstanceArgs } from "../../../../components/cyrus/instance-args";
import { shapeProblems } from "../../../../components/cyrus/shape";
import { LINODE_TTLS } from "../../../../components/dns/linode-limits";
import { settingsProblems } from "../../../../components/cyrus/validate";
import {
    anna,
    crossed,
    existing,
    Refusal,
    refuseEach,
    sampleArgs,
    sampleSettings,
    second,
    withInstance,
} from "./sample";

const OWN = "is set by the pair itself: use the pair's own argument, or leave it";
const range = (property: string, value: number, ends: string): Refusal => ({
    refuses: `${property} of ${value}`,
    change: { [property]: value },
    problems: [`${property}: ${value} is out of range: a whole number from ${ends}`],
});
const user = (refuses: string, change: object, ...problems: string[]): Refusal => ({
    ...{ refuses, change: withInstance({ users: [{ ...anna, ...change }] }) },
    problems: problems.map((problem) => `instances[0].users[0].${problem}`),
});
const noAddress = (name: string) =>
    `name: "${name}" is no address: lower-case letters, digits and ". _ = -" before the @, like "anna@example.com"`;

const USERS: Refusal[] = [
    user("a user without a domain", { name: "anna" }, noAddress("anna")),
    user("a user in capitals", { name: "Anna@example.com" }, noAddress("Anna@example.com")),
    user("a user with two domains", { name: "anna@b@example.com" }, noAddress("anna@b@example.com")),
    user("a user that is a path", { name: "../x@example.com" }, noAddress("../x@example.com")),
    user(
        "a user of another domain",
        { name: "anna@example.org" },
        'name: "anna@example.org" is in no domain of its instance: "example.com"',
    ),
    ...["standby", "standby_admin", "standby_repl_1"].map((name) =>
        user(
            `${name}, which would be the pair's own account`,
            { name: `${name}@example.com` },
            `name: "${name}" is a name that the pair itself uses: choose another one`,
        ),
    ),
    ...["short", "with space", "line\nbreak1", ""].map((password) =>
        user(
            `the password ${JSON.stringify(password)}, without showing it`,
            { password },
            "password: must be 8 to 128 printable characters without spaces; it is not shown here",
        ),
    ),
    user("a quota of nothing", { quotaMiB: 0 }, "quotaMiB: 0 is out of range: a whole number from 1 to 1073741824 MiB"),
    {
        refuses: "a user twice",
        change: withInstance({ users: [anna, anna] }),
        problems: ['instances[0].users[1].name: "anna@example.com" stands here twice: one user, one password'],
    },
];

const NAMES: Refusal[] = [
    {
        refuses: "a zone that is no name, alone",
        change: { zone: "Example.com" },
        problems: ['zone: "Example.com" has upper-case letters: write "example.com"'],
    },
    {
        refuses: "a host outside of the zone",
        change: { b: { hostName: "imap2.example.org", linode: { region: "nl-ams" } } },
        problems: ['b.hostName: "imap2.example.org" is not in the zone "example.com"'],
    },
    {
        refuses: "a service name that is a host's",
        change: withInstance({ serviceName: "imap1.example.com" }),
        problems: ['instances[0].serviceName: "imap1.example.com" is the name of a too: each needs one of its own'],
    },
    {
        refuses: "one service name for two instances",
        change: {
            ...crossed,
            instances: [
                { name: "mail", users: [anna] },
                { ...second, serviceName: "imap.example.com" },
            ],
        },
        problems: [
            'instances[1].serviceName: "imap.example.com" is the name of instance "mail" too: each needs one of its own',
        ],
    },
    {
        refuses: "a domain in two instances: its mail can go to one of them",
        change: {
            ...crossed,
            instances: [
                { name: "mail", users: [anna] },
                { ...second, domains: ["b.example.com", "example.com"] },
            ],
        },
        problems: ['instances[1].domains[1]: "example.com" is a domain of "mail" too: its mail can go to one of them'],
    },
    {
        refuses: "an instance without a domain",
        change: {
            ...crossed,
            instances: [
                { name: "mail", users: [anna] },
                { name: "two", users: [] },
            ],
        },
        problems: ["instances[1].domains: is empty: users of an instance need a mail domain"],
    },
    {
        refuses: "one address for two adopted hosts",
        change: {
            ...existing,
            b: { ...existing.b!, existing: { ...existing.b!.existing!, address: "198.51.100.25" } },
        },
        problems: ['b.existing.address: "198.51.100.25" is the address of a too: each needs a host of its own'],
    },
];

const option = (name: string, value: string, problem: string): Refusal => ({
    refuses: `the setting ${name}`,
    change: withInstance({ imapdSettings: { [name]: value } }),
    problems: [`instances[0].imapdSettings.${name}: ${problem}`],
});
const OPTIONS: Refusal[] = [
    ...[
        ...[
            "admins",
            "imap_admins",
            "pop3_admins",
            "sieve_admins",
            "inner_admins",
            "proxyservers",
            "sync_host",
            "sync_log",
        ],
        ...["sasl_mech_list", "allowplaintext", "imap_allowplaintext", "servername", "configdirectory", "partition-x"],
        ...[
            "archive_enabled",
            "virtdomains",
            "tls_server_key",
            "mupdate_server",
            "conversations",
            "autocreate_quota",
            "autocreate_post",
        ],
        ...["imaps_admins", "pop3s_allowplaintext", "lmtpunix_admins", "sieve_sasl_mech_list", "sieve_tls_server_key"],
    ].map((name) => option(name, "1", OWN)),
    option("Max Size", "1", "is not a name of a setting of Cyrus"),
    option("motd", "one\nadmins: anna", '"one\\nadmins: anna" must be one line'),
];

const directory = (change: object): CyrusInstanceArgs["directory"] => ({
    ...{ engine: "mysql", hosts: ["db"], database: "mail", user: "cyrus", password: "secret" },
    ...{ select: "SELECT 1", ...change },
});
const asked = (refuses: string, change: object, ...problems: string[]): Refusal => ({
    ...{ refuses, change: withInstance({ users: undefined, directory: directory(change) }) },
    problems: problems.map((problem) => `instances[0].directory.${problem}`),
});
const DIRECTORY: Refusal[] = [
    asked("a directory without a host", { hosts: [] }, "hosts: is empty: name a host of the database"),
    asked("a host of two lines", { hosts: ["db\nadmins: x"] }, "hosts[0]: must be one line that is not empty"),
    asked("a statement of two lines", { select: "SELECT\n1" }, "select: must be one line that is not empty"),
    asked("an empty password", { password: "" }, "password: must be one line that is not empty"),
];

describe("CyrusPair, the values that it refuses", () => {
    refuseEach([...USERS, ...NAMES, ...OPTIONS, ...DIRECTORY]);
    refuseEach([
        range("selfFenceSeconds", 14, "15 to 3600 seconds"),
        range("maxLagSeconds", 0, "1 to 86400 seconds"),
        range("endpointTtlSeconds", 59, "60 to 86400 seconds"),
        range("addressTtlSeconds", 86401, "60 to 86400 seconds"),
        range("mxTtlSeconds", 1, "60 to 86400 seconds"),
        {
            refuses: "TTLs that Linode Domains does not have, where it serves the zone",
            change: { zoneService: "linode", endpointTtlSeconds: 60 },
            problems: [
                "endpointTtlSeconds: 60 seconds is no TTL of Linode Domains, which would make 120 of it: " +
                    `one of ${LINODE_TTLS.join(", ")}`,
            ],
        },
        {
            refuses: "an archive after no day",
            change: withInstance({ archiveAfterDays: 0 }),
            problems: ["instances[0].archiveAfterDays: 0 is out of range: a whole number from 1 to 36500 days"],
        },
        {
            refuses: "a key of an administrator that is none",
            change: { adminKeys: ["ssh-dss AAAA"] },
            problems: ['adminKeys[0]: "ssh-dss AAAA" is not an SSH public key: write the one line of a .pub file'],
        },
    ]);
});

describe("CyrusPair, what it accepts", () => {
    for (const [what, change] of Object.entries({
        "the sample": {},
        "two instances behind the proxy": crossed,
        "hosts that are adopted": existing,
        "a directory": withInstance({ users: undefined, directory: directory({}) }),
        "settings that are not the pair's": withInstance({
            imapdSettings: { maxmessagesize: "1000", maxlogins_per_user: "9" },
        }),
        "two instances, one of them at a floating address": {
            instances: [
                { name: "mail", users: [anna] },
                { ...second, floatingAddress: "10.77.0.5/24" },
            ],
        },
        "a failover": { primary: "b", lost: "a" },
        "a lost adopted host, in the exact words": {
            ...{ ...existing, primary: "b", lost: "a", lostConfirmed: "imap1.example.com is switched off" },
        },
    })) {
        it(`accepts ${what}`, () => {
            assert.deepEqual(shapeProblems("mail", sampleArgs(change)), []);
            assert.deepEqual(settingsProblems(sampleSettings(change)), []);
        });
    }
});
