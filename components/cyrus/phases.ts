import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { secretText } from "../host/deploy-key";
import { hostPhase } from "../host/host-phase";
import { SshKey, sshKeyFrom } from "../host/identity";
import { innerAddress, innerNetwork, WIREGUARD_PORT } from "../link/inner-network";
import { wireguardKeyFrom } from "../link/wireguard-key";
import { joined } from "../ops/bundle";
import { PairHost } from "../roles/hosts";
import { RoleMember } from "../roles/role-part";
import { WitnessPair, witnessPlan } from "../witness/plan";
import { CyrusPairArgs, CyrusSettings } from "./args";
import { MxKeys } from "./behind-mx";
import { Murder, murderOfMember } from "./murder/phases";
import { CyrusPlan, InstanceKeys, memberPlan, ReplicationUser } from "./plan";
import { allHosts, membersOf } from "./settings";

/** What the phases of all hosts share. */
export interface CyrusPhases {
    readonly name: string;
    readonly args: CyrusPairArgs;
    /** Without passwords. */
    readonly settings: pulumi.Output<CyrusSettings>;
    /** With those of the users: a secret. */
    readonly secretSettings: pulumi.Output<CyrusSettings>;
    /** All hosts but the witness. */
    readonly members: readonly PairHost[];
    readonly witness: PairHost;
    readonly users: pulumi.Output<ReplicationUser[]>;
    readonly murder?: Murder;
    /** Of the MXs in front. @default none are */
    readonly mx?: MxKeys;
    readonly parent: pulumi.Resource;
}

/** The user in use and the next one: each password is a secret of its own, under its own name. */
export function replicationUsers(name: string, generation: number, parent: pulumi.Resource) {
    const users = [generation, generation + 1].map((number) =>
        secretText(`${name}-replication-password-${number}`, { parent }).apply((password) => {
            return { name: `standby_repl_${number}`, password };
        }),
    );
    return pulumi.all(users);
}

/** What our own tools on a host log in to its Cyrus with: from the secret of the host, so that nothing more need be kept. */
function adminPassword(secret: string): string {
    return createHash("sha256").update(`pulumi-standby cyrus administrator\n${secret}`).digest("base64url");
}

/** The key that a host logs in to others with for one instance. */
function instanceKey({ secret }: PairHost, instance: string): pulumi.Output<SshKey> {
    return secret.apply((text) => sshKeyFrom(text, `peer ${instance}`));
}

/** Keys of all instances, as the host `member` needs them: its own private ones. */
function keysFor({ args, members }: CyrusPhases, member: PairHost): pulumi.Output<Record<string, InstanceKeys>> {
    const each = args.instances.map((instance) => {
        const { name } = instance;
        const hosts = members.filter(({ key }) => membersOf(instance).includes(key));
        const publicKeys = hosts.map((host) =>
            pulumi.unsecret(instanceKey(host, name)).apply(({ publicKey }) => [host.key, publicKey] as const),
        );
        return pulumi
            .all([pulumi.all(publicKeys), instanceKey(member, name)])
            .apply(([all, { privateKey }]) => [name, { privateKey, publicKeys: Object.fromEntries(all) }] as const);
    });
    return pulumi.all(each).apply((entries) => Object.fromEntries(entries));
}

function networkOf({ name, args }: CyrusPhases): string {
    return args.wireguardNetwork ?? innerNetwork(name);
}

/** Every host as the others see it. */
function membersSeen(phases: CyrusPhases, members = phases.members): pulumi.Output<RoleMember[]> {
    const { args, settings } = phases;
    const each = members.map(({ key, host, peerKey, secret }) => {
        const peer = pulumi.unsecret(peerKey.apply(({ publicKey }) => publicKey));
        const inner = pulumi.unsecret(secret.apply((text) => wireguardKeyFrom(text).publicKey));
        return pulumi
            .all([settings, host.address, host.hostKey, peer, inner])
            .apply(([{ names }, address, hostKey, ofPeer, publicKey]): RoleMember => {
                const seen = { key, hostName: names[key], address, hostKey, peerKey: ofPeer, promotable: true };
                const wireguard = { innerAddress: innerAddress(networkOf(phases), key), publicKey };
                return args.link === "wireguard" ? { ...seen, wireguard } : seen;
            });
    });
    return pulumi.all(each);
}

function sshPort(args: CyrusPairArgs, key: string): pulumi.Output<number> {
    return pulumi.output(allHosts(args).get(key)?.existing?.port ?? 22);
}

/** The pairs that the witness serves: one with everybody's certificates, and one for the role of each instance. */
function witnessPairs(
    name: string,
    settings: CyrusSettings,
    members: readonly RoleMember[],
    keys: Readonly<Record<string, InstanceKeys>>,
): WitnessPair[] {
    const { murder } = settings;
    const ofMurder = murder ? [murder.serviceName, murder.floatingAddress.split("/")[0]] : [];
    const services = [...settings.instances.map(({ serviceName }) => serviceName), ...ofMurder];
    const addresses = members.map(({ address }) => address);
    const named = members.map(({ key, hostName, address }) => ({
        name: key,
        hostName,
        // Users connect by an instance's name, behind which either member may be.
        otherNames: [address, "127.0.0.1", "localhost", ...services],
    }));
    const base = {
        name,
        members: named,
        publicKeys: Object.fromEntries(members.map(({ key, peerKey }) => [key, peerKey])),
        addresses,
    };
    const ofInstances = settings.instances.map((instance): WitnessPair => ({
        ...{ name: `${name}-${instance.name}`, addresses: [], publicKeys: keys[instance.name].publicKeys },
        members: named.filter((member) => instance.members.includes(member.name)),
    }));
    return [base, ...ofInstances];
}

/** The witness serves before anybody asks it. */
export function witnessPhase(phases: CyrusPhases): pulumi.Resource {
    const { name, args, settings, members, murder, witness } = phases;
    const keys = pulumi.unsecret(keysFor(phases, members[0]));
    const certified = [...members, ...(murder ? [murder.mupdate, ...murder.frontends] : [])];
    const all = pulumi.all([settings, membersSeen(phases, certified), sshPort(args, "witness"), keys]);
    const bundle = all.apply(([known, seen, port, instanceKeys]) => {
        const pairs = witnessPairs(name, known, seen, instanceKeys);
        const ownFirewall = args.witness.existing === undefined;
        return joined("service", witnessPlan({ pairs, linkPort: known.linkPort, sshPort: port, ownFirewall }));
    });
    return hostPhase(`${name}-witness-service`, witness.host, bundle);
}

/** One host's service; without a role until the role steps. */
export function memberPhase(phases: CyrusPhases, member: PairHost, dependsOn: pulumi.Resource[]): pulumi.Resource {
    const { name, args, secretSettings, witness } = phases;
    const wireguard = { network: networkOf(phases), port: args.wireguardPort ?? WIREGUARD_PORT };
    const bundle = pulumi
        .all([
            secretSettings as pulumi.Output<unknown>,
            membersSeen(phases),
            pulumi.all([witness.host.address, witness.host.hostKey]),
            pulumi.all([member.peerKey, member.secret]),
            pulumi.all([keysFor(phases, member), sshPort(args, member.key)]),
            pulumi.all([phases.users, murderOfMember(phases) as pulumi.Output<unknown>, phases.mx?.inFront]),
        ])
        .apply(
            ([settings, members, [address, hostKey], [{ privateKey }, secret], [keys, port], [users, murder, mx]]) => {
                const plan: CyrusPlan = {
                    ...{ pair: name, settings: settings as CyrusSettings, member: member.key, members, keys, users },
                    ...{ witness: { address, hostKey }, privateKey, sshPort: port },
                    murder: murder as CyrusPlan["murder"],
                    mx,
                    ownFirewall: member.host.machine !== undefined,
                    clientsFrom: args.clientsFrom ?? ["0.0.0.0/0", "::/0"],
                    metricsFrom: args.metricsFrom ?? [],
                    adminPassword: adminPassword(secret),
                    wireguard:
                        args.link === "wireguard"
                            ? { ...wireguard, privateKey: wireguardKeyFrom(secret).privateKey }
                            : undefined,
                };
                return memberPlan(plan);
            },
        );
    return hostPhase(`${name}-${member.key}-service`, member.host, bundle, { dependsOn });
}
