import { dc2, existing, Refusal, refuseEach } from "./sample";

const ORIGIN = "say with exactly one of linode, existing where the host comes from";

const HOSTS: Refusal[] = [
    {
        refuses: "a member that comes from nowhere",
        change: { a: { hostName: "db1.example.com" } },
        problems: [`a: none is given: ${ORIGIN}`],
    },
    {
        refuses: "a witness that comes from two places",
        change: { witness: { ...existing.witness!, linode: { region: "nl-ams" } } },
        problems: [`witness: linode and existing are given: ${ORIGIN}`],
    },
    {
        refuses: "a host key that is none",
        change: {
            ...existing,
            a: { hostName: "db1.example.com", existing: { ...existing.a!.existing!, hostKey: "x" } },
        },
        problems: [
            'a.existing.hostKey: "x" is not an SSH host key: write what ssh-keyscan prints, without the host name',
        ],
    },
    {
        refuses: "the name of a member for a replica",
        change: { replicas: [{ ...dc2, name: "witness" }] },
        problems: ['replicas[0].name: "witness" is taken: give each replica a name of its own'],
    },
    {
        refuses: "one name for two replicas",
        change: { replicas: [dc2, { ...dc2, hostName: "db4.example.com" }] },
        problems: ['replicas[1].name: "dc2" is taken: give each replica a name of its own'],
    },
    {
        refuses: "the name of a replica that sh could not read as a variable",
        change: { replicas: [{ ...dc2, name: "dc-2" }] },
        problems: [
            'replicas[0].name: "dc-2" cannot name a replica: up to 12 lower-case letters and digits, a letter first',
        ],
    },
];

const OTHERS: Refusal[] = [
    {
        refuses: "an endpoint that it does not know",
        change: { endpoint: "vip" as "dns" },
        problems: ['endpoint: "vip" is not known: "dns", "haproxy", "multihost"'],
    },
    {
        refuses: "the release of both",
        change: { release: "both" as "a" },
        problems: [
            'release: "both" is not a host that is kept: release "a", "b" or "witness", one at a time, so that the others keep data and record',
        ],
    },
    {
        refuses: "a generation of the password below 1",
        change: { passwordGeneration: 0 },
        problems: ["passwordGeneration: 0 is not 1, 2, 3 ...: raise it by one to rotate"],
    },
    {
        refuses: "a network of clients that is none",
        change: { clientsFrom: ["192.0.2.0/24", "everybody"] },
        problems: ['clientsFrom[1]: "everybody" is not a network, like "203.0.113.0/24"'],
    },
    {
        refuses: "a lost member that is to be the primary",
        change: { lost: "a" },
        problems: ['lost: "a" is to be the primary, and cannot be lost: set primary to "b"'],
    },
];

describe("MySqlPair, the shapes that it refuses", () => refuseEach([...HOSTS, ...OTHERS]));
