import { anna, Refusal, refuseEach, second, withInstance } from "./sample";

const member = (change: object) => withInstance(change as object);
const wrongPartition = (name: string) =>
    `"${name}" cannot name a partition: lower-case letters and digits, a letter first, each once`;
const range = (property: string, value: number, ends: string): Refusal => ({
    refuses: `${property} of ${value}`,
    change: { [property]: value },
    problems: [`${property}: ${value} is out of range: a whole number from ${ends}`],
});

const ADDRESSES: Refusal[] = [
    {
        refuses: "several instances at the one address of a host",
        change: { instances: [{ name: "mail", users: [anna] }, second] },
        problems: ["a", "b"].map(
            (host) =>
                `instances: "mail", "two" would listen at the one address of "${host}": set endpoint to "proxy", or give each but one a floatingAddress`,
        ),
    },
    ...["10.77.0.5", "10.77.0.256/24", "10.77.0.5/33", "10.77.0.5/24/1", "2001:db8::1/64"].map((address): Refusal => ({
        refuses: `${address} as a floating address`,
        change: member({ floatingAddress: address }),
        problems: [
            `instances[0].floatingAddress: "${address}" is not an IPv4 address with its network's bits, like "10.77.0.5/24"`,
        ],
    })),
    {
        refuses: "one floating address for two instances",
        change: {
            instances: [
                { name: "mail", users: [anna], floatingAddress: "10.77.0.5/24" },
                { ...second, floatingAddress: "10.77.0.5/16" },
            ],
        },
        problems: ['instances[1].floatingAddress: "10.77.0.5" is the address of "mail" too: each needs one of its own'],
    },
];

const STORAGE: Refusal[] = [
    {
        refuses: "partitions that have no names, or one twice",
        change: member({ partitions: ["default", "Fast-1", "default"] }),
        problems: [
            `instances[0].partitions[1]: ${wrongPartition("Fast-1")}`,
            `instances[0].partitions[2]: ${wrongPartition("default")}`,
        ],
    },
    {
        refuses: "no partition",
        change: member({ partitions: [] }),
        problems: ["instances[0].partitions: is empty: name at least one, or leave it out"],
    },
    {
        refuses: "folders that are no plain absolute paths",
        change: member({ metaFolder: "srv/fast", archiveFolder: "/srv/../etc" }),
        problems: [
            'instances[0].metaFolder: "srv/fast" is not an absolute path of plain characters, like "/srv/fast"',
            'instances[0].archiveFolder: "/srv/../etc" is not an absolute path of plain characters, like "/srv/fast"',
        ],
    },
    {
        refuses: "an archive among the mails, where each partition would be its own archive",
        change: member({ archiveFolder: "/srv/cyrus" }),
        problems: ['instances[0].archiveFolder: "/srv/cyrus" holds the mails themselves: choose another folder'],
    },
    {
        refuses: "one folder for archive and headers",
        change: member({ metaFolder: "/srv/x", archiveFolder: "/srv/x" }),
        problems: ['instances[0].archiveFolder: "/srv/x" is the metaFolder too: each needs a folder of its own'],
    },
];

const PORTS: Refusal[] = [
    range("tunnelPort", 80, "1024 to 65535"),
    range("linkPort", 70000, "1024 to 65535"),
    {
        refuses: "the link on a port of the tunnels",
        change: { linkPort: 2008 },
        problems: ["linkPort: 2008 is a port of the tunnels, 2005 to 2008: choose another one"],
    },
    {
        refuses: "the link on a port that users reach",
        change: { linkPort: 4190 },
        problems: ["linkPort: 4190 is a port of a service: choose another one"],
    },
    {
        refuses: "tunnels on a port that users reach",
        change: { tunnelPort: 4188 },
        problems: [
            "tunnelPort: 4188 to 4191 are the ports of the tunnels, and a service has one of them: choose another one",
        ],
    },
    {
        refuses: "tunnels without room",
        change: { tunnelPort: 65533 },
        problems: ["tunnelPort: 65533 leaves no room for four ports of each of 1 instances: choose a lower one"],
    },
];

describe("CyrusPair, the addresses, folders and ports that it refuses", () => {
    refuseEach([...ADDRESSES, ...STORAGE, ...PORTS]);
});
