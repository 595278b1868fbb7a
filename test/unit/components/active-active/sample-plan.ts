import { ActiveActivePairArgs } from "../../../../components/active-active/args";
import { MemberPlan } from "../../../../components/active-active/plan";
import { RoleMember } from "../../../../components/roles/role-part";
import { sampleSettings } from "./sample";

const member = (key: string, number: number): RoleMember => ({
    ...{ key, hostName: `mx${number}.example.com`, address: `203.0.113.${number}0`, promotable: true },
    ...{ hostKey: `ssh-ed25519 AAAAhost${key}`, peerKey: `ssh-ed25519 AAAApeer${key}` },
});
export const members = [member("a", 1), member("b", 2)];

/** The plan of member a, with these arguments changed, and then these values. */
export function samplePlan(args: Partial<ActiveActivePairArgs> = {}, change: Partial<MemberPlan> = {}): MemberPlan {
    return {
        ...{ pair: "mail", settings: sampleSettings(args), member: "a", members },
        linkAddresses: { a: "10.77.0.1", b: "10.77.0.2" },
        witness: { address: "203.0.113.40", hostKey: "ssh-ed25519 AAAAwitness" },
        ...{ privateKey: "peer key of a\n", secret: "canary-secret", linkPort: 2345, sshPort: 22, ownFirewall: true },
        ...{ device: "/dev/vdb", snapshotReservePercent: 15, resyncMiBPerSecond: 80, floatingAddress: "10.77.0.10/24" },
        ...{ clientsFrom: ["0.0.0.0/0"], metricsFrom: [], dovecotSettings: {}, postfixSettings: {} },
        ...change,
    };
}
