import { CyrusPairArgs, CyrusSettings } from "../../../../../components/cyrus/args";
import { CyrusPair } from "../../../../../components/cyrus/cyrus-pair";
import { CyrusMurderArgs, MurderSettings } from "../../../../../components/cyrus/murder/args";
import { MurderPlan } from "../../../../../components/cyrus/murder/plan";
import { plainSettings } from "../../../../../components/cyrus/settings";
import { record } from "../../../../helpers/mocks";

const linode = { region: "de-fra-2" };

/** A frontend in the VLAN, changed by `vlan`. */
export function frontend(number: number, vlan: object = {}) {
    return {
        name: `front${number}`,
        hostName: `front${number}.example.com`,
        linode: { ...linode, vlan: { label: "mail-net", address: `10.77.0.1${number}/24`, ...vlan } },
    };
}

export function sampleMurder(change: Partial<CyrusMurderArgs> = {}): CyrusMurderArgs {
    return {
        mupdate: { hostName: "mupdate.example.com", linode },
        frontends: [frontend(1), frontend(2)],
        floatingAddress: "10.77.0.100/24",
        ...change,
    };
}

/** Two instances on two hosts behind a Murder, fine as they are; tests change one thing. */
export function sampleArgs(change: Partial<CyrusPairArgs> = {}): CyrusPairArgs {
    return {
        zone: "example.com",
        a: { hostName: "imap1.example.com", linode },
        b: { hostName: "imap2.example.com", linode },
        witness: { hostName: "witness.example.com", linode: { region: "nl-ams" } },
        instances: [
            { name: "mail", users: [{ name: "anna@example.com", password: "canary-anna" }] },
            {
                ...{ name: "two", domains: ["two.example.com"], primary: "b" },
                users: [{ name: "ben@two.example.com", password: "canary-ben" }],
            },
        ],
        murder: sampleMurder(),
        ...change,
    };
}

export function sampleSettings(change: Partial<CyrusPairArgs> = {}) {
    return plainSettings(sampleArgs(change)) as CyrusSettings & { murder: MurderSettings };
}

const host = (key: string, name: string, number: number) => {
    return { key, hostName: `${name}.example.com`, address: `203.0.113.${number}` };
};
export const members = [host("a", "imap1", 1), host("b", "imap2", 2)];
export const frontends = [host("front1", "front1", 11), host("front2", "front2", 12)];
export const mupdate = host("mupdate", "mupdate", 9);
export const users = {
    front: [1, 2].map((number) => ({ name: `standby_front_${number}`, password: `front-pw${number}` })),
    mupdate: [1, 2].map((number) => ({ name: `standby_mupdate_${number}`, password: `mupdate-pw${number}` })),
};

/** What the plan of the host `of` needs. */
export function samplePlan(of: { key: string; hostName: string; address: string }): MurderPlan {
    return {
        ...{ pair: "imap", settings: sampleSettings(), members, frontends, mupdate, users },
        own: { ...of, hostKey: "ssh-ed25519 AAAAhost", peerKey: "ssh-ed25519 AAAApeer", promotable: false },
        witness: { address: "203.0.113.40", hostKey: "ssh-ed25519 AAAAwitness" },
        ...{ privateKey: "key\n", sshPort: 22, ownFirewall: true, clientsFrom: ["10.0.0.0/8"] },
    };
}

/** Registers the sample pair and tells what it registered. */
export async function build(change: Partial<CyrusPairArgs> = {}) {
    let pair: CyrusPair | undefined;
    const recording = await record(() => (pair = new CyrusPair("imap", sampleArgs(change))), false);
    return { ...recording, pair: pair! };
}
