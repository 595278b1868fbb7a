import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { hostPhase } from "../host/host-phase";
import { HostVolume } from "../host/volume";
import { sha256 } from "../ops/file";
import { RoleState, roleState } from "../roles/declaration";
import { PairHost } from "../roles/hosts";
import { RoleMember } from "../roles/role-part";
import { ActiveActivePairArgs, ActiveActiveSettings } from "./args";
import { awaitBundle, MemberPlan, memberPlan, witnessOfPair } from "./plan";
import { hostArgs, linkAddressOf } from "./settings";

/** What the phases of all hosts share. */
export interface ActivePhases {
    readonly name: string;
    readonly args: ActiveActivePairArgs;
    /** Without passwords and tokens. */
    readonly settings: pulumi.Output<ActiveActiveSettings>;
    /** With them: a secret. */
    readonly secretSettings: pulumi.Output<ActiveActiveSettings>;
    readonly members: readonly PairHost[];
    readonly witness: PairHost;
    readonly volumes: Readonly<Record<string, HostVolume | undefined>>;
    /** Of the pair: both ends of DRBD know each other by it. */
    readonly secret: pulumi.Output<string>;
    readonly parent: pulumi.Resource;
}

/** Seconds that the pair may take until one member serves and the other has all of it. */
const SETTLE_SECONDS = 240;

function sshPort(args: ActiveActivePairArgs, key: string): pulumi.Output<number> {
    return pulumi.output(hostArgs(args).get(key)?.existing?.port ?? 22);
}

/** Every member as the others see it. */
function membersSeen({ members, settings }: ActivePhases): pulumi.Output<RoleMember[]> {
    const each = members.map(({ key, host, peerKey }) => {
        const publicKey = pulumi.unsecret(peerKey.apply(({ publicKey: own }) => own));
        return pulumi
            .all([settings, host.address, host.hostKey, publicKey])
            .apply(([{ names }, address, hostKey, ofPeer]): RoleMember => {
                return { key, hostName: names[key], address, hostKey, peerKey: ofPeer, promotable: true };
            });
    });
    return pulumi.all(each);
}

export function linkAddresses({ a, b }: ActiveActivePairArgs): Record<string, string> {
    return { a: linkAddressOf(a), b: linkAddressOf(b) };
}

/** The witness serves before anybody asks it. */
export function witnessPhase(phases: ActivePhases): pulumi.Resource {
    const { name, args, secretSettings, members, witness } = phases;
    const machines = pulumi.all(Object.fromEntries(members.map(({ key, host }) => [key, host.machine?.id])));
    const bundle = pulumi
        .all([secretSettings as pulumi.Output<unknown>, membersSeen(phases), sshPort(args, "witness"), machines])
        .apply(([known, seen, port, ids]) => {
            const { serviceName, fenceToken, fenceUrl, timers } = known as ActiveActiveSettings;
            return witnessOfPair({
                ...{ pair: name, members: seen, serviceName, machines: ids, token: fenceToken, url: fenceUrl },
                publicKeys: Object.fromEntries(seen.map(({ key, peerKey }) => [key, peerKey])),
                ...{ powerOffSeconds: timers.powerOff, linkPort: args.linkPort ?? 2345, sshPort: port },
                ownFirewall: args.witness.existing === undefined,
            });
        });
    return hostPhase(`${name}-witness-service`, witness.host, bundle);
}

/** One member's service; it serves nobody until the witness has named it. */
export function memberPhase(
    phases: ActivePhases,
    member: PairHost,
    dependsOn: pulumi.Resource[],
): command.remote.Command {
    const { name, args, secretSettings, witness, volumes } = phases;
    const { existing, device } = hostArgs(args).get(member.key) ?? args.a;
    const volume = volumes[member.key];
    const bundle = pulumi
        .all([
            secretSettings as pulumi.Output<unknown>,
            membersSeen(phases),
            pulumi.all([witness.host.address, witness.host.hostKey]),
            pulumi.all([member.peerKey, phases.secret]),
            pulumi.all([sshPort(args, member.key), volume?.device ?? pulumi.output(device ?? "")]),
        ])
        .apply(([settings, members, [address, hostKey], [{ privateKey }, secret], [port, disk]]) => {
            const plan: MemberPlan = {
                ...{ pair: name, settings: settings as ActiveActiveSettings, member: member.key, members },
                ...{ linkAddresses: linkAddresses(args), witness: { address, hostKey }, privateKey, secret },
                ...{ linkPort: args.linkPort ?? 2345, sshPort: port, ownFirewall: existing === undefined },
                ...{ device: disk, snapshotReservePercent: args.snapshotReservePercent ?? 15 },
                ...{ resyncMiBPerSecond: args.resyncMiBPerSecond ?? 80, floatingAddress: args.floatingAddress ?? "" },
                clientsFrom: args.clientsFrom ?? ["0.0.0.0/0", "::/0"],
                metricsFrom: args.metricsFrom ?? [],
                ...{ dovecotSettings: args.dovecotSettings ?? {}, postfixSettings: args.postfixSettings ?? {} },
            };
            return memberPlan(plan);
        });
    const after = volume ? [volume.volume, ...dependsOn] : dependsOn;
    return hostPhase(`${name}-${member.key}-service`, member.host, bundle, { dependsOn: after });
}

/** What a phase runs, as one word: it names the digest of its bundle. */
function serviceDigest({ create }: command.remote.Command): pulumi.Output<string> {
    return create.apply((run) => sha256(run ?? ""));
}

/** Services of the witness, then of b, then of a: what one refuses, never touches the next. Then the pair must serve. */
export function settledPair(phases: ActivePhases): { done: pulumi.Resource; state: pulumi.Output<RoleState> } {
    const { name, members } = phases;
    const [a, b] = members;
    const witness = witnessPhase(phases);
    const ofB = memberPhase(phases, b, [witness]);
    const ofA = memberPhase(phases, a, [witness, ofB]);
    const seen = [ofA, ofB].map((phase, at) => ({
        instance: members[at].host.instance,
        service: serviceDigest(phase),
    }));
    const bundle = pulumi.output(seen).apply((known) => awaitBundle(known, SETTLE_SECONDS));
    const done = hostPhase(`${name}-pair`, a.host, bundle, { dependsOn: [ofA, ofB] });
    return { done, state: pulumi.unsecret(done.stdout).apply(roleState) };
}
