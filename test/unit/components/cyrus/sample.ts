import assert from "node:assert/strict";
import { CyrusPairArgs, CyrusSettings } from "../../../../components/cyrus/args";
import { CyrusInstanceArgs, InstanceSettings } from "../../../../components/cyrus/instance-args";
import { CyrusPair } from "../../../../components/cyrus/cyrus-pair";
import { InstanceConf } from "../../../../components/cyrus/conf";
import { portsOf } from "../../../../components/cyrus/layout";
import { CyrusPlan } from "../../../../components/cyrus/plan";
import { plainSettings } from "../../../../components/cyrus/settings";
import { RoleMember } from "../../../../components/roles/role-part";
import { record } from "../../../helpers/mocks";
import { refusalMessage, refusedBy, sampleExisting } from "../../../helpers/pair";

export const anna = { name: "anna@example.com", password: "canary-anna-1", quotaMiB: 100 };
export const ben = { name: "ben@example.com", password: "canary-ben-22" };
export const dora = { name: "dora@b.example.com", password: "canary-dora-3" };

/** A second instance; with it the pair is cross-paired. */
export const second: CyrusInstanceArgs = {
    ...{ name: "two", members: ["b", "a"], primary: "b", domains: ["b.example.com"], users: [dora] },
};

/** A pair of three Linodes that is fine as it is; tests change one thing in it. */
export function sampleArgs(change: Partial<CyrusPairArgs> = {}): CyrusPairArgs {
    return {
        zone: "example.com",
        a: { hostName: "imap1.example.com", linode: { region: "de-fra-2" } },
        b: { hostName: "imap2.example.com", linode: { region: "de-fra-2" } },
        witness: { hostName: "witness.example.com", linode: { region: "nl-ams" } },
        instances: [{ name: "mail", users: [anna, ben] }],
        ...change,
    };
}

/** The same with one thing changed in its instance. */
export function withInstance(change: Partial<CyrusInstanceArgs>): Partial<CyrusPairArgs> {
    return { instances: [{ name: "mail", users: [anna, ben], ...change }] };
}

export const crossed: Partial<CyrusPairArgs> = {
    endpoint: "proxy",
    instances: [{ name: "mail", users: [anna, ben] }, second],
};

/** Three hosts that are adopted. */
export const existing: Partial<CyrusPairArgs> = {
    a: { hostName: "imap1.example.com", existing: sampleExisting("198.51.100.25") },
    b: { hostName: "imap2.example.com", existing: { ...sampleExisting("198.51.100.26"), user: "admin", port: 2222 } },
    witness: { hostName: "witness.example.com", existing: sampleExisting("198.51.100.27") },
};

/** The same with every value known and every default filled in. */
export function sampleSettings(change: Partial<CyrusPairArgs> = {}): CyrusSettings {
    return plainSettings(sampleArgs(change))!;
}

/** One instance of it. */
export function sampleInstance(change: Partial<CyrusInstanceArgs> = {}): InstanceSettings {
    return sampleSettings(withInstance(change)).instances[0];
}

/** What the configuration of the first instance is made from. */
export function sampleConf(change: Partial<CyrusInstanceArgs> = {}, more: Partial<InstanceConf> = {}): InstanceConf {
    return {
        ...{ instance: sampleInstance(change), ports: portsOf(0, 2005), address: "203.0.113.10", proxied: false },
        users: [1, 2].map((n) => ({ name: `standby_repl_${n}`, password: `pw${n}` })),
        standby: { host: "127.0.0.1", port: 22000 },
        defaultDomain: sampleInstance(change).domains[0],
        heartbeat: "standby",
        ...more,
    };
}

const member = (key: string, number: number): RoleMember => ({
    ...{ key, hostName: `imap${number}.example.com`, address: `203.0.113.${number}0`, promotable: true },
    ...{ hostKey: `ssh-ed25519 AAAAhost${key}`, peerKey: `ssh-ed25519 AAAApeer${key}` },
});

/** What the plan of member a needs, of a pair with hosts a, b and c. */
export function samplePlan(args: Partial<CyrusPairArgs> = {}, change: Partial<CyrusPlan> = {}): CyrusPlan {
    const settings = sampleSettings(args);
    const { member: own = "a" } = change;
    const keys = settings.instances.map(({ name, members }) => {
        const publicKeys = Object.fromEntries(members.map((key) => [key, `ssh-ed25519 AAAA${name}${key}`]));
        return [name, { privateKey: `key of ${own} for ${name}\n`, publicKeys }] as const;
    });
    return {
        ...{ pair: "mail", settings, member: own, keys: Object.fromEntries(keys) },
        members: ["a", "b", "c"].map((key, index) => member(key, index + 1)),
        ...{ witness: { address: "203.0.113.40", hostKey: "ssh-ed25519 AAAAwitness" } },
        ...{ privateKey: `peer key of ${own}\n`, sshPort: 22, ownFirewall: true, clientsFrom: ["0.0.0.0/0"] },
        metricsFrom: [],
        users: [1, 2].map((n) => ({ name: `standby_repl_${n}`, password: `canary-repl-${n}` })),
        adminPassword: `canary-admin-${own}`,
        ...change,
    };
}

/** Registers the sample pair, changed by `change`, and tells what it registered. */
export async function build(change: Partial<CyrusPairArgs> = {}, preview = false) {
    let pair: CyrusPair | undefined;
    const recording = await record(() => (pair = new CyrusPair("mail", sampleArgs(change))), preview);
    return { ...recording, pair: pair! };
}

/** What is wrong with the sample once `change` is made in it. */
export interface Refusal {
    readonly refuses: string;
    readonly change: Partial<CyrusPairArgs>;
    readonly problems: readonly string[];
}

/** One test for each refusal. */
export function refuseEach(refusals: readonly Refusal[]): void {
    for (const { refuses, change, problems } of refusals) {
        it(`refuses ${refuses}`, () => {
            const message = refusedBy(() => new CyrusPair("mail", sampleArgs(change)));
            assert.equal(message, refusalMessage(`CyrusPair "mail"`, problems));
        });
    }
}
