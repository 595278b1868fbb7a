import { withInstance, existing, refuseEach, Refusal, anna, dora, second } from "./sample";

const A = '"a", "b"';
const member = (change: object) => withInstance(change as object);
const twoMembers = (shown: string) =>
    `instances[0].members: ${shown} must be two different hosts of ${A}: one primary and one standby; a host cannot be its own standby, and Cyrus has no two primaries`;

const MEMBERS: Refusal[] = [
    {
        refuses: "a host that is its own standby",
        change: member({ members: ["a", "a"] }),
        problems: [twoMembers('["a","a"]')],
    },
    { refuses: "one member", change: member({ members: ["a"] }), problems: [twoMembers('["a"]')] },
    {
        refuses: "a third member: Cyrus has one standby",
        change: member({ members: ["a", "b", "a"] }),
        problems: [twoMembers('["a","b","a"]')],
    },
    {
        refuses: "a member that is no host",
        change: member({ members: ["a", "c"] }),
        problems: [`instances[0].members: "c" is no host of this pair: ${A}`],
    },
    {
        refuses: "a primary that does not hold the instance",
        change: member({ primary: "c" }),
        problems: [`instances[0].primary: "c" does not hold this instance: one of ${A}`],
    },
    {
        refuses: "a lost host that is to be a primary",
        change: { lost: "a" },
        problems: [
            'instances[0].primary: "a" is to be the primary of "mail", and cannot be lost: set its primary to "b"',
        ],
    },
    {
        refuses: "no instance",
        change: { instances: [] },
        problems: ["instances: is empty: a pair without an instance serves nobody"],
    },
];

const NAMES: Refusal[] = [
    {
        refuses: "an instance that has no short name",
        change: { instances: [{ name: "Mail-1", users: [anna], serviceName: "imap.example.com" }] },
        problems: [
            'instances[0].name: "Mail-1" is no short name: up to 12 lower-case letters and digits, a letter first',
        ],
    },
    {
        refuses: "two instances of one name",
        change: {
            endpoint: "proxy",
            instances: [
                { name: "two", users: [anna] },
                { ...second, serviceName: "x.example.com" },
            ],
        },
        problems: ['instances[1].name: "two" is taken: give each a name of its own'],
    },
    {
        refuses: "a further host of a name that is taken",
        change: { hosts: [{ name: "witness", hostName: "imap3.example.com", linode: { region: "nl-ams" } }] },
        problems: ['hosts[0].name: "witness" is taken: give each a name of its own'],
    },
];

const USERS: Refusal[] = [
    {
        refuses: "an instance without users and directory",
        change: member({ users: undefined }),
        problems: [
            "instances[0].users: nobody could log in, and no mail would be taken: give users, or a directory that knows them",
        ],
    },
    {
        refuses: "an engine of a directory that it does not know",
        change: member({
            users: undefined,
            directory: { ...{ engine: "ldap", hosts: ["db"], database: "d", user: "u", password: "p", select: "s" } },
        }),
        problems: ['instances[0].directory.engine: "ldap" is not known: "mysql", "pgsql"'],
    },
    {
        refuses: "a durability that it does not know",
        change: member({ durability: "always" }),
        problems: ['instances[0].durability: "always" is not known: "rolling", "rightnow"'],
    },
];

const LOST: Refusal[] = [
    {
        refuses: "a lost host that there is not",
        change: { lost: "c" },
        problems: [`lost: "c" is not a member: ${A}`],
    },
    {
        refuses: "a witness that comes back as a member",
        change: { rejoin: "witness" },
        problems: [`rejoin: "witness" is not a member: ${A}`],
    },
    {
        refuses: "a host that is lost and comes back",
        change: { primary: "b", lost: "a", rejoin: "a" },
        problems: ['rejoin: "a" cannot be lost and come back in one program: take one of lost and rejoin out'],
    },
    {
        refuses: "a confirmation of nothing",
        change: { lostConfirmed: "imap1.example.com is switched off" },
        problems: ["lostConfirmed: nothing is lost: say which member with lost, or take it out"],
    },
    {
        refuses: "a lost host that we cannot power off, without the exact words",
        change: { ...existing, primary: "b", lost: "a", lostConfirmed: "imap1 is off" },
        problems: [
            'lostConfirmed: "imap1 is off" does not confirm it: we cannot power "imap1.example.com" off. Switch it off, look that it is, and write exactly "imap1.example.com is switched off"',
        ],
    },
    {
        refuses: "an override of what cannot be overridden",
        change: { override: ["wrong-source"] },
        problems: [
            'override[0]: "wrong-source" is no refusal that can be overridden: apply-stopped, disk-full, older-version, own-transactions, lag, parity, recent-failover, not-in-sync, events-unknown, not-applied, behind-other, log-broken',
        ],
    },
    {
        refuses: "the release of a host that it does not have",
        change: { release: "c" },
        problems: [`release: "c" is not a host that is kept: release one of ${A}, "witness" at a time`],
    },
];

const OTHERS: Refusal[] = [
    {
        refuses: "another link",
        change: { link: "tls" as "stunnel" },
        problems: ['link: "tls" is not known: "stunnel", "wireguard"'],
    },
    {
        refuses: "another endpoint",
        change: { endpoint: "murder" as "dns" },
        problems: ['endpoint: "murder" is not known: "dns", "proxy"'],
    },
    {
        refuses: "networks that are none",
        change: { clientsFrom: ["everybody"], metricsFrom: ["10.0.0.1"] },
        problems: [
            'clientsFrom[0]: "everybody" is not a network, like "203.0.113.0/24"',
            'metricsFrom[0]: "10.0.0.1" is not a network, like "203.0.113.0/24"',
        ],
    },
    {
        refuses: "a generation of zero",
        change: { passwordGeneration: 0 },
        problems: ["passwordGeneration: 0 is not 1, 2, 3 ...: raise it by one to rotate"],
    },
    {
        refuses: "a host that is made and adopted, and one that comes from nowhere",
        change: { a: { ...existing.a!, linode: { region: "nl-ams" } }, b: { hostName: "imap2.example.com" } },
        problems: [
            "a: linode and existing are given: say with exactly one of linode, existing where the host comes from",
            "b: none is given: say with exactly one of linode, existing where the host comes from",
        ],
    },
    {
        refuses: "all at once, in one message",
        change: { lost: "x", instances: [{ name: "mail", members: ["b", "b"], users: [dora] }] },
        problems: [
            twoMembers('["b","b"]'),
            `lost: "x" is not a member: ${A}`,
            'instances[0].users[0].name: "dora@b.example.com" is in no domain of its instance: "example.com"',
        ],
    },
];

describe("CyrusPair, the shape that it refuses", () => {
    refuseEach([...MEMBERS, ...NAMES, ...USERS, ...LOST, ...OTHERS]);
});
