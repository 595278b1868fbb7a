import * as pulumi from "@pulumi/pulumi";
import { CloudflareZone } from "../dns/cloudflare-zone";
import { Zone } from "../dns/zone";
import { hostAnswer } from "../host/host-answer";
import { Member } from "../member";
import { operatorCommand } from "../host/operator-command";
import { reverseRecord } from "../host/reverse";
import { refuse } from "../problems";
import { Declaration, RoleState } from "../roles/declaration";
import { PairHost } from "../roles/hosts";
import { roleStep } from "../roles/role-step";
import { confirmation } from "../roles/validate";
import { MySqlPairArgs, MySqlSettings } from "./args";
import { endpoint, EndpointTopology } from "./endpoint/endpoint";
import { galeraRoles } from "./galera/phases";
import { isProtected, mysqlHosts } from "./hosts";
import { lateBackupProblems, memberPhase, Phases, promotable, replicationUsers, witnessPhase } from "./phases";
import { plainSettings, settingsFrom } from "./settings";
import { shapeProblems } from "./shape";
import { MySqlTopology, topology } from "./topology";
import { settingsProblems } from "./validate";

const TYPE = "MySqlPair";

/**
 * A primary and a standby with MariaDB, and a witness that knows which is which. Changing `primary` is a switchover that
 * loses nothing; with `lost` it is a failover, in which the lost member is powered off first.
 *
 * Refused before anything is made: one host in two places, a lost member that is to be the primary, a lost host of your own
 * without your word that it is off, settings that the pair sets itself, bad names, numbers out of range.
 */
export class MySqlPair extends pulumi.ComponentResource {
    /** The hosts in plain data, with records: what status, diagrams and drills work from. */
    public readonly topology: pulumi.Output<MySqlTopology>;
    /** Address of the declared primary. */
    public readonly primaryAddress: pulumi.Output<string>;
    /** Address of the other member. */
    public readonly standbyAddress: pulumi.Output<string>;
    /** The member that was the primary when the last `up` looked; `standby status` on a host tells the present one. */
    public readonly roleAtLastUp: pulumi.Output<string>;
    /** How often a member was promoted. */
    public readonly epoch: pulumi.Output<number>;
    /** What the last change of roles may have lost, in words; it begins with "0" when nothing. */
    public readonly lossBound: pulumi.Output<string>;
    /** How clients reach the primary. */
    public readonly endpoint: pulumi.Output<EndpointTopology>;
    /** PEM certificate of the authority that signed the servers' certificates: what clients verify them with. */
    public readonly caCertificate: pulumi.Output<string>;
    /** What to run to see roles, replication and whether anything was changed by hand. */
    public readonly statusCommand: pulumi.Output<string>;
    /** The key that this command logs in with, where no key of yours is in `adminKeys`: a secret. */
    public readonly deployPrivateKey: pulumi.Output<string>;

    constructor(name: string, args: MySqlPairArgs, opts?: pulumi.ComponentResourceOptions) {
        const plain = plainSettings(args);
        refuse(`${TYPE} "${name}"`, [...shapeProblems(name, args), ...(plain ? settingsProblems(plain) : [])]);
        super(`standby:index:${TYPE}`, name, {}, opts);
        // A backup's keys are secret, what is found wrong with it is not: nothing else may become a secret by them.
        const wrong = pulumi.unsecret(lateBackupProblems(name, args));
        const settings = pulumi.all([settingsFrom(args), wrong]).apply(([known, more]) => {
            refuse(`${TYPE} "${name}"`, [...settingsProblems(known as MySqlSettings), ...more]);
            return known as MySqlSettings;
        });
        const primary = args.primary ?? "a";
        const { all, deployPrivateKey } = mysqlHosts(name, args, settings, this);
        const host = (key: string) => all.find((one) => one.key === key) as PairHost;
        const members = all.filter(({ key }) => key !== "witness");
        const galera = args.engine === "galera";
        const users = galera ? pulumi.output([]) : replicationUsers(name, args.passwordGeneration ?? 1, this);
        const phases = { name, args, settings, members, users, witness: host("witness"), parent: this };
        const zone = names(phases, all);
        const { done, state } = galera ? galeraRoles(phases, primary) : roles(phases, primary);

        this.topology = describe(phases, all, primary);
        this.primaryAddress = host(primary).host.address;
        this.standbyAddress = host(primary === "a" ? "b" : "a").host.address;
        this.roleAtLastUp = state.apply((role) => role.primary);
        this.epoch = state.apply((role) => role.epoch);
        this.lossBound = state.apply((role) => role.lossBound);
        this.endpoint = endpoint(phases, zone, host(primary), done);
        this.caCertificate = hostAnswer(`${name}-ca`, host(primary).host, "cat /etc/standby/tls/ca.crt", [done]);
        this.statusCommand = pulumi.interpolate`${operatorCommand(host(primary).host.hostName, args[primary].existing)} status`;
        this.deployPrivateKey = pulumi.secret(deployPrivateKey ?? "");
        this.registerOutputs({
            topology: this.topology,
            primaryAddress: this.primaryAddress,
            standbyAddress: this.standbyAddress,
            roleAtLastUp: this.roleAtLastUp,
            epoch: this.epoch,
            lossBound: this.lossBound,
            endpoint: this.endpoint,
            caCertificate: this.caCertificate,
            statusCommand: this.statusCommand,
            deployPrivateKey: this.deployPrivateKey,
        });
    }
}

/** Puts all hosts into DNS, and the names of ours behind their addresses. */
function names({ args, settings, parent }: Phases, all: readonly PairHost[]): Zone {
    const zone = new CloudflareZone(
        settings.apply(({ zone }) => zone),
        { parent },
    );
    for (const { key, host } of all) {
        const ttlSeconds = settings.apply(({ addressTtlSeconds }) => addressTtlSeconds);
        const record = { name: host.hostName, ipv4: host.address, ttlSeconds };
        const opts = { parent: host.parent, protect: isProtected(args, key) };
        const address = zone.address(`${host.resourceName}-address`, record, opts);
        if (host.machine) reverseRecord(host, address);
    }
    return zone;
}

/** Services everywhere, then the roles: the fence of a lost member is done before another one is promoted. */
function roles(phases: Phases, primary: Member): { done: pulumi.Resource; state: pulumi.Output<RoleState> } {
    const { name, args, members } = phases;
    const witness = witnessPhase(phases);
    const standing = members.filter(({ key }) => key !== args.lost);
    // The primary last: what a standby refuses, never touches the primary, and both are not restarted at once.
    const standbys = standing.filter(({ key }) => key !== primary);
    const first = standbys.map((member) => memberPhase(phases, member, [witness]));
    const lost = members.find(({ key }) => key === args.lost);
    const fence = lost?.host.machine ? [lost.host.machine] : [];
    const to = members.find(({ key }) => key === primary) as PairHost;
    const services = [...first, memberPhase(phases, to, [witness, ...first])];
    const { hostName } = lost?.host ?? to.host;
    const instances = pulumi.all(standing.map(({ host }) => host.instance));
    const declaration = pulumi.all([instances, hostName]).apply(([ids, gone]): Declaration => {
        const fenced = fence.length > 0 ? `the cloud says that ${gone} is offline` : confirmation(gone);
        return {
            ...{ primary, override: args.override ?? [], instances: ids },
            ...(args.lost === undefined ? {} : { lost: { member: args.lost, fenced } }),
        };
    });
    return roleStep(`${name}-role`, to.host, declaration, [...services, ...fence]);
}

function describe({ name, args, settings }: Phases, all: readonly PairHost[], primary: Member) {
    const found = all.map(({ key, host }) =>
        pulumi
            .all([host.address, host.machine?.id])
            .apply(([address, id]) => [key, { address, instanceId: id }] as const),
    );
    return pulumi.all([settings as pulumi.Output<MySqlSettings>, pulumi.all(found)]).apply(([known, entries]) => {
        const hosts = Object.fromEntries(entries);
        return topology(name, known, {
            hosts,
            promotable: promotable(args),
            primary,
            endpoint: args.endpoint ?? "dns",
            engine: args.engine ?? "mariadb",
        });
    });
}
