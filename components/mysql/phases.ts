import * as pulumi from "@pulumi/pulumi";
import { secretText } from "../host/deploy-key";
import { hostPhase } from "../host/host-phase";
import { sshKeyFrom } from "../host/identity";
import { joined } from "../ops/bundle";
import { Problem } from "../problems";
import { PairHost } from "../roles/hosts";
import { RoleMember } from "../roles/role-part";
import { witnessPlan } from "../witness/plan";
import { MySqlPairArgs, MySqlSettings } from "./args";
import { MySqlBackupSettings } from "./backup/args";
import { backupSettings, KnownMySqlBackupArgs } from "./backup/settings";
import { backupProblems } from "./backup/validate";
import { memberPlan, ReplicationUser } from "./plan";

/** What the phases of all hosts share. */
export interface Phases {
    readonly name: string;
    readonly args: MySqlPairArgs;
    readonly settings: pulumi.Output<MySqlSettings>;
    readonly members: readonly PairHost[];
    readonly witness: PairHost;
    readonly users: pulumi.Output<ReplicationUser[]>;
    readonly parent: pulumi.Resource;
}

/** Replicas that a human may promote, beside a and b. */
export function promotable({ replicas = [] }: MySqlPairArgs): string[] {
    return ["a", "b", ...replicas.filter((replica) => replica.promotable).map(({ name }) => name)];
}

/** The user in use and the next one: each password is a secret of its own, under its own name. */
export function replicationUsers(
    name: string,
    generation: number,
    parent: pulumi.Resource,
): pulumi.Output<ReplicationUser[]> {
    const users = [generation, generation + 1].map((number) =>
        secretText(`${name}-replication-password-${number}`, { parent }).apply((password) => ({
            name: `standby_repl_${number}`,
            password,
        })),
    );
    return pulumi.all(users);
}

/** Every member as the others see it. */
export function seen({ args, settings, members }: Phases): pulumi.Output<RoleMember[]> {
    const may = promotable(args);
    const each = members.map(({ key, host, peerKey }) =>
        pulumi
            .all([settings, host.address, host.hostKey, pulumi.unsecret(peerKey.apply(({ publicKey }) => publicKey))])
            .apply(([{ names }, address, hostKey, peer]) => {
                return { key, hostName: names[key], address, hostKey, peerKey: peer, promotable: may.includes(key) };
            }),
    );
    return pulumi.all(each);
}

export function sshPort(args: MySqlPairArgs, key: string): pulumi.Output<number> {
    const hosts = { a: args.a, b: args.b, witness: args.witness } as Record<string, MySqlPairArgs["a"]>;
    const host = hosts[key] ?? args.replicas?.find(({ name }) => name === key);
    return pulumi.output(host?.existing?.port ?? 22);
}

/** The witness serves before anybody asks it. */
export function witnessPhase(phases: Phases): pulumi.Resource {
    const { name, args, settings, witness } = phases;
    const own = pulumi.all([
        witness.host.address,
        pulumi.unsecret(witness.peerKey.apply(({ publicKey }) => publicKey)),
    ]);
    const all = pulumi.all([settings, seen(phases), sshPort(args, "witness"), own]);
    const bundle = all.apply(([known, members, port, [address, publicKey]]) => {
        // The third vote is on the witness itself; the authority there knows it as one more member.
        const third = args.engine === "galera";
        const pair = {
            name,
            members: [
                ...members.map(({ key, hostName, address: at }) => ({
                    name: key,
                    hostName,
                    // Replication connects by address, or through a tunnel by the loopback's; clients by the endpoint's
                    // name, behind which any member may be.
                    otherNames: [at, "127.0.0.1", "localhost", known.endpointName],
                })),
                ...(third ? [{ name: "arbitrator", hostName: known.names.witness, otherNames: [address] }] : []),
            ],
            publicKeys: Object.fromEntries([
                ...members.map(({ key, peerKey }) => [key, peerKey]),
                ...(third ? [["arbitrator", publicKey]] : []),
            ]),
            addresses: members.map(({ address: at }) => at),
        };
        const ownFirewall = args.witness.existing === undefined;
        return joined("service", witnessPlan({ pairs: [pair], linkPort: known.linkPort, sshPort: port, ownFirewall }));
    });
    return hostPhase(`${name}-witness-service`, witness.host, bundle);
}

/** Where backups go, once every value is known. */
function backupOf(name: string, { backup }: MySqlPairArgs): pulumi.Output<MySqlBackupSettings | undefined> {
    if (!backup) return pulumi.output(undefined);
    return pulumi.output(backup).apply((known) => backupSettings(name, known as KnownMySqlBackupArgs));
}

/** What is wrong with it then. */
export function lateBackupProblems(name: string, args: MySqlPairArgs): pulumi.Output<Problem[]> {
    return backupOf(name, args).apply((known) => (known ? backupProblems(known) : []));
}

/** One member's service; without a role until the role step. */
export function memberPhase(phases: Phases, member: PairHost, dependsOn: pulumi.Resource[]): pulumi.Resource {
    const { name, args, settings, members, witness } = phases;
    const keys = members.map(({ key, secret }) => secret.apply((text) => [key, sshKeyFrom(text, "tunnel")] as const));
    const ownFirewall = member.host.machine !== undefined;
    const bundle = pulumi
        .all([
            settings,
            seen(phases),
            pulumi.all([witness.host.address, witness.host.hostKey]),
            member.peerKey.apply(({ privateKey }) => privateKey),
            sshPort(args, member.key),
            phases.users,
            pulumi.all(keys).apply((entries) => Object.fromEntries(entries)),
            backupOf(name, args),
        ])
        .apply(([known, all, [address, hostKey], privateKey, port, users, tunnelKeys, backup]) => {
            const own = { pair: name, member: member.key, ownFirewall, endpoint: args.endpoint ?? "dns" };
            const from = { clientsFrom: args.clientsFrom ?? [], metricsFrom: args.metricsFrom ?? [] };
            const theirs = { settings: known, members: all, witness: { address, hostKey }, sshPort: port, tunnelKeys };
            return memberPlan({ backup, ...own, ...from, ...theirs, privateKey, users });
        });
    return hostPhase(`${name}-${member.key}-service`, member.host, bundle, { dependsOn });
}
