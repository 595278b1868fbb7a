import * as pulumi from "@pulumi/pulumi";
import { secretText } from "../host/deploy-key";
import { hostPhase } from "../host/host-phase";
import { sshKeyFrom } from "../host/identity";
import { innerAddress, innerNetwork, WIREGUARD_PORT } from "../link/inner-network";
import { wireguardKeyFrom } from "../link/wireguard-key";
import { joined } from "../ops/bundle";
import { PairHost } from "../roles/hosts";
import { RoleMember } from "../roles/role-part";
import { witnessPlan } from "../witness/plan";
import { DatabaseSettings, PairShape } from "./args";
import { ReplicatedPlan, ReplicationUser } from "./member-plan";

/** What the phases of all hosts share. */
export interface Phases<S extends DatabaseSettings = DatabaseSettings, A extends PairShape = PairShape> {
    readonly name: string;
    readonly args: A;
    readonly settings: pulumi.Output<S>;
    readonly members: readonly PairHost[];
    readonly witness: PairHost;
    readonly users: pulumi.Output<ReplicationUser[]>;
    readonly parent: pulumi.Resource;
}

/** Replicas that a human may promote, beside a and b. */
export function promotable({ replicas = [] }: PairShape): string[] {
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
export function membersSeen({ name, args, settings, members }: Phases): pulumi.Output<RoleMember[]> {
    const may = promotable(args);
    const each = members.map(({ key, host, peerKey, secret }) => {
        const peer = pulumi.unsecret(peerKey.apply(({ publicKey }) => publicKey));
        const inner = pulumi.unsecret(secret.apply((text) => wireguardKeyFrom(text).publicKey));
        return pulumi
            .all([settings, host.address, host.hostKey, peer, inner])
            .apply(([{ names }, address, hostKey, ofPeer, publicKey]): RoleMember => {
                const seen = { key, hostName: names[key], address, hostKey, peerKey: ofPeer };
                const wireguard = { innerAddress: innerAddress(networkOf(name, args), key), publicKey };
                return { ...seen, promotable: may.includes(key), ...(args.link === "wireguard" ? { wireguard } : {}) };
            });
    });
    return pulumi.all(each);
}

/** The network inside of WireGuard. */
function networkOf(name: string, { wireguardNetwork }: PairShape): string {
    return wireguardNetwork ?? innerNetwork(name);
}

function sshPort(args: PairShape, key: string): pulumi.Output<number> {
    const hosts = { a: args.a, b: args.b, witness: args.witness } as Record<string, PairShape["a"]>;
    const host = hosts[key] ?? args.replicas?.find(({ name }) => name === key);
    return pulumi.output(host?.existing?.port ?? 22);
}

/**
 * The witness serves before anybody asks it.
 * @param tenant a member that lives on the witness itself: the authority there knows it as one more
 */
export function witnessPhase(phases: Phases, tenant?: string): pulumi.Resource {
    const { name, args, settings, witness } = phases;
    const own = pulumi.all([
        witness.host.address,
        pulumi.unsecret(witness.peerKey.apply(({ publicKey }) => publicKey)),
    ]);
    const all = pulumi.all([settings, membersSeen(phases), sshPort(args, "witness"), own]);
    const bundle = all.apply(([known, members, port, [address, publicKey]]) => {
        const tenants = tenant === undefined ? [] : [tenant];
        const pair = {
            name,
            members: [
                ...members.map(({ key, hostName, address: at, wireguard }) => ({
                    name: key,
                    hostName,
                    // Replication connects by address, or through a tunnel by the loopback's; clients by the endpoint's
                    // name, behind which any member may be.
                    otherNames: [
                        ...[at, "127.0.0.1", "localhost", known.endpointName],
                        ...(wireguard ? [wireguard.innerAddress] : []),
                    ],
                })),
                ...tenants.map((key) => ({ name: key, hostName: known.names.witness, otherNames: [address] })),
            ],
            publicKeys: Object.fromEntries([
                ...members.map(({ key, peerKey }) => [key, peerKey]),
                ...tenants.map((key) => [key, publicKey]),
            ]),
            addresses: members.map(({ address: at }) => at),
        };
        const ownFirewall = args.witness.existing === undefined;
        return joined("service", witnessPlan({ pairs: [pair], linkPort: known.linkPort, sshPort: port, ownFirewall }));
    });
    return hostPhase(`${name}-witness-service`, witness.host, bundle);
}

/** What the plan of a member needs, once it is known; a secret, since keys and passwords are in it. */
export function memberInputs<S extends DatabaseSettings>(
    phases: Phases<S>,
    member: PairHost,
): pulumi.Output<ReplicatedPlan<S>> {
    const { name, args, settings, members, witness } = phases;
    const keys = members.map(({ key, secret }) => secret.apply((text) => [key, sshKeyFrom(text, "tunnel")] as const));
    const own = {
        ...{ pair: name, member: member.key, ownFirewall: member.host.machine !== undefined },
        ...{ endpoint: args.endpoint ?? "dns", clientsFrom: args.clientsFrom ?? [] },
        metricsFrom: args.metricsFrom ?? [],
    };
    const link = { network: networkOf(name, args), port: args.wireguardPort ?? WIREGUARD_PORT };
    const linked = args.link === "wireguard";
    return pulumi
        .all([
            settings as pulumi.Output<unknown>,
            membersSeen(phases),
            pulumi.all([witness.host.address, witness.host.hostKey]),
            pulumi.all([
                member.peerKey.apply(({ privateKey }) => privateKey),
                member.secret.apply((text) => wireguardKeyFrom(text).privateKey),
            ]),
            sshPort(args, member.key),
            phases.users,
            pulumi.all(keys).apply((entries) => Object.fromEntries(entries)),
        ])
        .apply(
            ([known, all, [address, hostKey], [privateKey, innerKey], port, users, tunnelKeys]): ReplicatedPlan<S> => {
                const theirs = { members: all, witness: { address, hostKey }, sshPort: port, tunnelKeys };
                const wireguard = linked ? { ...link, privateKey: innerKey } : undefined;
                return { ...own, settings: known as S, ...theirs, wireguard, privateKey, users };
            },
        );
}
