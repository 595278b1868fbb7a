import assert from "node:assert/strict";
import { CyrusPairArgs } from "../../../../../components/cyrus/args";
import { CyrusPair } from "../../../../../components/cyrus/cyrus-pair";
import { networkOfAddress } from "../../../../../components/cyrus/murder/shape";
import { refusalMessage, refusedBy } from "../../../../helpers/pair";
import { frontend, sampleArgs, sampleMurder } from "./sample";

const murder = (change: Parameters<typeof sampleMurder>[0]) => ({ murder: sampleMurder(change) });
const instance = (change: object) => ({ instances: [{ ...sampleArgs().instances[0], ...change }] });

const REFUSALS: { what: string; change: Partial<CyrusPairArgs>; problems: string[] }[] = [
    {
        what: "one frontend",
        change: murder({ frontends: [frontend(1)] }),
        problems: ["murder.frontends: has 1: with fewer than two, the loss of one takes users' only way in"],
    },
    {
        what: "an address outside of its VLAN",
        change: murder({ floatingAddress: "10.78.0.100/24" }),
        problems: [1, 2].map(
            (n) =>
                `murder.floatingAddress: "10.78.0.100/24" is outside of the VLAN of "front${n}", 10.77.0.1${n}/24: take a free address in there`,
        ),
    },
    {
        what: "an address that no host can have",
        change: murder({ floatingAddress: "203.0.113.5/24" }),
        problems: [
            'murder.floatingAddress: "203.0.113.5/24" is not the private IPv4 address of a host, with the length of its network, 8 to 30, like "10.77.0.100/24"',
        ],
    },
    {
        what: "the own address of a frontend",
        change: murder({ floatingAddress: "10.77.0.12/24" }),
        problems: ['murder.floatingAddress: "10.77.0.12/24" is the own address of "front2": take a free one'],
    },
    {
        what: "frontends in two VLANs",
        change: murder({ frontends: [frontend(1), frontend(2, { label: "other" })] }),
        problems: [
            'murder.frontends[1].linode.vlan.label: "other" is another VLAN than "mail-net" of "front1": the address cannot move between them',
        ],
    },
    {
        what: "a frontend without a VLAN",
        change: murder({ frontends: [frontend(1), { ...frontend(2), linode: { region: "de-fra-2" } }] }),
        problems: [
            'murder.frontends[1].linode.vlan: is missing: "front2" must be in the VLAN in which 10.77.0.100/24 moves',
        ],
    },
    {
        what: "a proxy beside it",
        change: { endpoint: "proxy" },
        problems: ["endpoint: the frontends of the Murder take users to their primary: leave endpoint out"],
    },
    {
        what: "an instance with an address of its own",
        change: instance({ floatingAddress: "10.77.0.5/24" }),
        problems: [
            "instances[0].floatingAddress: frontends find the primary by themselves: leave it out, users come by that of the Murder",
        ],
    },
    {
        what: "a directory",
        change: instance({
            ...{ users: undefined },
            directory: { engine: "mysql", hosts: ["db"], database: "d", user: "u", password: "p", select: "s" },
        }),
        problems: [
            'instances[0].directory: frontends know passwords by users alone: give the users of "mail" in the program, or leave murder out',
        ],
    },
    {
        what: "a name that a member has",
        change: murder({ frontends: [{ ...frontend(1), name: "a" }, frontend(2)] }),
        problems: ['murder.frontends[0].name: "a" is taken: give each host a name of its own'],
    },
    {
        what: "a service name outside of the zone",
        change: murder({ serviceName: "mail.example.org" }),
        problems: ['murder.serviceName: "mail.example.org" is not in the zone "example.com"'],
    },
    {
        what: "numbers out of range",
        change: murder({ virtualRouterId: 256, interface: "eth 1" }),
        problems: [
            "murder.virtualRouterId: 256 is out of range: a whole number from 1 to 255",
            'murder.interface: "eth 1" is no name of an interface, like "eth1"',
        ],
    },
];

describe("CyrusPair behind a Murder refuses", () => {
    for (const { what, change, problems } of REFUSALS) {
        it(what, () => {
            const refused = refusedBy(() => new CyrusPair("imap", sampleArgs(change)));
            assert.equal(refused, refusalMessage('CyrusPair "imap"', problems));
        });
    }

    it("nothing of the sample, nor settings that are its own", () => {
        const proxy = refusedBy(
            () => new CyrusPair("imap", sampleArgs(instance({ imapdSettings: { mupdate_port: "1" } }))),
        );
        assert.match(proxy, /is set by the pair itself/);
    });

    it("knows the network of an address", () => {
        assert.equal(networkOfAddress("10.77.3.100/22"), "10.77.0.0/22");
        assert.equal(networkOfAddress("192.168.1.77/24"), "192.168.1.0/24");
    });
});
