import assert from "node:assert/strict";
import { ActiveActivePairArgs, ActiveActiveSettings } from "../../../../components/active-active/args";
import { plainSettings } from "../../../../components/active-active/settings";
import { shapeProblems } from "../../../../components/active-active/shape";
import { settingsProblems } from "../../../../components/active-active/validate";
import { Problem } from "../../../../components/problems";
import { sampleExisting } from "../../../helpers/pair";

export const anna = { name: "anna@example.com", password: "canary-anna-1" };
export const ben = { name: "ben@example.com", password: "canary-ben-22" };

const vlan = (host: number) => ({ label: "mail-link", address: `10.77.0.${host}/24` });

/** A pair of three Linodes that is fine as it is; tests change one thing in it. */
export function sampleArgs(change: Partial<ActiveActivePairArgs> = {}): ActiveActivePairArgs {
    return {
        zone: "example.com",
        a: { hostName: "mx1.example.com", linode: { region: "de-fra-2", vlan: vlan(1) } },
        b: { hostName: "mx2.example.com", linode: { region: "de-fra-2", vlan: vlan(2) } },
        witness: { hostName: "witness.example.com", linode: { region: "nl-ams" } },
        users: [anna, ben],
        backup: { repository: "/mnt/copies", password: "canary-backup" },
        fenceToken: "canary-fence-token",
        ...change,
    };
}

/** The member b, changed. */
export function withB(
    change: Partial<NonNullable<ActiveActivePairArgs["b"]["linode"]>>,
): Partial<ActiveActivePairArgs> {
    const { b } = sampleArgs();
    return { b: { ...b, linode: { ...b.linode!, ...change } } };
}

/** The backup, changed. */
export function withBackup(change: Partial<ActiveActivePairArgs["backup"]>): Partial<ActiveActivePairArgs> {
    return { backup: { ...sampleArgs().backup, ...change } };
}

/** Three hosts that are adopted. */
export const existing: Partial<ActiveActivePairArgs> = {
    a: {
        ...{ hostName: "mx1.example.com", existing: sampleExisting("198.51.100.25") },
        ...{ linkAddress: "10.9.0.1", device: "/dev/vdb" },
    },
    b: {
        ...{ hostName: "mx2.example.com", existing: { ...sampleExisting("198.51.100.26"), user: "admin", port: 2222 } },
        ...{ linkAddress: "10.9.0.2", device: "/dev/vdb" },
    },
    witness: { hostName: "witness.example.com", existing: sampleExisting("198.51.100.27") },
    fenceToken: undefined,
};

export function sampleSettings(change: Partial<ActiveActivePairArgs> = {}): ActiveActiveSettings {
    return plainSettings(sampleArgs(change))!;
}

const told = (problems: readonly Problem[]) => problems.map(({ property, reason }) => `${property}: ${reason}`);

/** What is wrong with the sample once `change` is made in it. */
export interface Refusal {
    readonly refuses: string;
    readonly change: Partial<ActiveActivePairArgs>;
    readonly problems: readonly string[];
}

/** One test for each refusal, of both kinds of validator together. */
export function refuseEach(refusals: readonly Refusal[]): void {
    for (const { refuses, change, problems } of refusals) {
        it(`refuses ${refuses}`, () => {
            const args = sampleArgs(change);
            const found = [...shapeProblems("mail", args), ...settingsProblems(plainSettings(args)!)];
            assert.deepEqual(told(found), problems);
        });
    }
}
