import assert from "node:assert/strict";
import { PostgresPairArgs, PostgresSettings } from "../../../../components/postgres/args";
import { PostgresPlan } from "../../../../components/postgres/plan";
import { PostgresPair } from "../../../../components/postgres/postgres-pair";
import { plainSettings } from "../../../../components/postgres/settings";
import { RoleMember } from "../../../../components/roles/role-part";
import { record } from "../../../helpers/mocks";
import { refusalMessage, refusedBy, sampleExisting } from "../../../helpers/pair";

/** A pair of three Linodes that is fine as it is; tests change one thing in it. */
export function sampleArgs(change: Partial<PostgresPairArgs> = {}): PostgresPairArgs {
    return {
        zone: "example.com",
        a: { hostName: "db1.example.com", linode: { region: "de-fra-2" } },
        b: { hostName: "db2.example.com", linode: { region: "de-fra-2" } },
        witness: { hostName: "witness.example.com", linode: { region: "nl-ams" } },
        ...change,
    };
}

/** Three hosts that are adopted. */
export const existing: Partial<PostgresPairArgs> = {
    a: { hostName: "db1.example.com", existing: sampleExisting("198.51.100.25") },
    b: { hostName: "db2.example.com", existing: { ...sampleExisting("198.51.100.26"), user: "admin", port: 2222 } },
    witness: { hostName: "witness.example.com", existing: sampleExisting("198.51.100.27") },
};

/** The same with every value known and every default filled in. */
export function sampleSettings(change: Partial<PostgresSettings> = {}): PostgresSettings {
    return { ...plainSettings(sampleArgs())!, ...change };
}

const member = (key: string, number: number): RoleMember => ({
    ...{ key, hostName: `db${number}.example.com`, address: `203.0.113.${number}0`, promotable: true },
    ...{ hostKey: `ssh-ed25519 AAAAhost${key}`, peerKey: `ssh-ed25519 AAAApeer${key}` },
});

const keys = (purpose: string) =>
    Object.fromEntries(
        ["a", "b"].map((key) => {
            return [key, { privateKey: `${purpose} key of ${key}\n`, publicKey: `ssh-ed25519 AAAA${purpose}${key}` }];
        }),
    );

/** What the plan of member a needs. */
export function samplePlan(change: Partial<PostgresPlan> = {}): PostgresPlan {
    return {
        ...{ pair: "pg", settings: sampleSettings(), member: "a", members: [member("a", 1), member("b", 2)] },
        ...{ witness: { address: "203.0.113.40", hostKey: "ssh-ed25519 AAAAwitness" } },
        ...{ privateKey: "peer key of a\n", sshPort: 22, ownFirewall: true, clientsFrom: [], metricsFrom: [] },
        ...{ endpoint: "dns", tunnelKeys: keys("tunnel"), walKeys: keys("walship") },
        users: [1, 2].map((n) => ({ name: `standby_repl_${n}`, password: `pw${n}` })),
        ...change,
    };
}

/** Registers the sample pair, changed by `change`, and tells what it registered. */
export async function build(change: Partial<PostgresPairArgs> = {}, preview = false) {
    let pair: PostgresPair | undefined;
    const recording = await record(() => (pair = new PostgresPair("pg", sampleArgs(change))), preview);
    return { ...recording, pair: pair! };
}

/** What is wrong with the sample once `change` is made in it. */
export interface Refusal {
    readonly refuses: string;
    readonly change: Partial<PostgresPairArgs>;
    readonly problems: readonly string[];
}

/** One test for each refusal. */
export function refuseEach(refusals: readonly Refusal[]): void {
    for (const { refuses, change, problems } of refusals) {
        it(`refuses ${refuses}`, () => {
            const message = refusedBy(() => new PostgresPair("pg", sampleArgs(change)));
            assert.equal(message, refusalMessage(`PostgresPair "pg"`, problems));
        });
    }
}
