import * as pulumi from "@pulumi/pulumi";
import { hostAnswer } from "../host/host-answer";
import { operatorCommand } from "../host/operator-command";
import { MailboxesArgs } from "../mailboxes/args";
import { refuse } from "../problems";
import { PairHost } from "../roles/hosts";
import { zoneWithHosts } from "../roles/zone";
import { CyrusPairArgs } from "./args";
import { CyrusInstanceArgs } from "./instance-args";
import { mailboxesFor, mxKeys } from "./behind-mx";
import { describePair } from "./describe";
import { cyrusHosts, isProtected } from "./hosts";
import { murderOf } from "./murder/phases";
import { murderUsers } from "./murder/users";
import { CyrusPhases, replicationUsers } from "./phases";
import { endpointKind, mailRecords, serviceNames } from "./records";
import { cyrusRoles, DoneRole } from "./roles";
import { hostArgs, plainSettings, settingsFrom, withoutSecrets } from "./settings";
import { shapeProblems } from "./shape";
import { CyrusEndpointTopology, CyrusTopology } from "./topology";
import { settingsProblems } from "./validate";

const TYPE = "CyrusPair";

/** How users reach an instance. */
function endpointOf({ args, settings }: CyrusPhases, instance: CyrusInstanceArgs, place: number) {
    const kind: string = endpointKind(instance, args);
    return settings.apply(({ instances, murder }) => ({ kind, hosts: [(murder ?? instances[place]).serviceName] }));
}

/** Puts one value of each instance together, by their names. */
function valuesOf(roles: readonly DoneRole[]) {
    return <T>(value: (role: DoneRole, place: number) => pulumi.Input<T>) =>
        pulumi
            .all(
                roles.map((role, place) =>
                    pulumi.output(value(role, place)).apply((one) => [role.instance.name, one] as const),
                ),
            )
            .apply((entries) => Object.fromEntries(entries) as Record<string, T>);
}

/**
 * Cyrus IMAP on two hosts: each instance is served by its primary and kept on its standby by replication, and a witness knows
 * which is which. Changing `primary` is a switchover that loses nothing; with `lost` it is a failover, in which the lost host is
 * powered off first, and what only it had comes back when it does.
 *
 * Refused before anything is made: an instance on one host, two primaries of one, a lost host that is to be a primary, several
 * instances on one address, a domain or a name in two places, bad names, numbers out of range.
 */
export class CyrusPair extends pulumi.ComponentResource {
    /** Hosts, instances and records in plain data: what status, diagrams and drills work from. */
    public readonly topology!: pulumi.Output<CyrusTopology>;
    /** Address of the declared primary of the first instance. */
    public readonly primaryAddress!: pulumi.Output<string>;
    /** Address of its other member. */
    public readonly standbyAddress!: pulumi.Output<string>;
    /** By instance: the member that was the primary when the last `up` looked; `standby status` on a host tells the present one. */
    public readonly roleAtLastUp!: pulumi.Output<Record<string, string>>;
    /** By instance: how often a member was promoted. */
    public readonly epoch!: pulumi.Output<Record<string, number>>;
    /** By instance: what the last change of roles may have lost, in words; it begins with "0" when nothing. */
    public readonly lossBound!: pulumi.Output<Record<string, string>>;
    /** By instance: how users reach it. */
    public readonly endpoints!: pulumi.Output<Record<string, CyrusEndpointTopology>>;
    /** PEM certificate of the authority that signed the servers' certificates. */
    public readonly caCertificate!: pulumi.Output<string>;
    /** For the argument `mailboxes` of a `BackupMxPair` in front, where `behindMx` is set: a secret. */
    public readonly mailboxes!: pulumi.Output<MailboxesArgs>;
    /** What to run to see roles, replication and whether anything was changed by hand. */
    public readonly statusCommand!: pulumi.Output<string>;
    /** The key that this command logs in with, where no key of yours is in `adminKeys`: a secret. */
    public readonly deployPrivateKey!: pulumi.Output<string>;

    constructor(name: string, args: CyrusPairArgs, opts?: pulumi.ComponentResourceOptions) {
        const plain = args.instances?.length > 0 ? plainSettings(args) : undefined;
        refuse(`${TYPE} "${name}"`, [...shapeProblems(name, args), ...(plain ? settingsProblems(plain) : [])]);
        super(`standby:index:${TYPE}`, name, {}, opts);
        const secretSettings = pulumi.secret(settingsFrom(args)).apply((known) => {
            refuse(`${TYPE} "${name}"`, settingsProblems(known));
            return known;
        });
        const settings = pulumi.unsecret(secretSettings.apply(withoutSecrets));
        const hosts = cyrusHosts(name, args, settings, this);
        const members = hosts.all.filter(({ key }) => key !== "witness" && hostArgs(args).has(key));
        const witness = hosts.all.find(({ key }) => key === "witness") as PairHost;
        const users = replicationUsers(name, args.passwordGeneration ?? 1, this);
        const murder = murderOf(args, hosts.all, () => murderUsers(name, args.passwordGeneration ?? 1, this));
        const phases: CyrusPhases = {
            name,
            args,
            settings,
            secretSettings,
            members,
            witness,
            users,
            murder,
            mx: mxKeys(name, args, this),
            parent: this,
        };
        const zone = zoneWithHosts(hosts, phases, (key) => isProtected(args, key), args.zoneService);
        const roles = cyrusRoles(phases);
        serviceNames(phases, zone, roles);
        mailRecords(phases, zone, roles);
        const [first] = roles;
        const partner = members.find(
            ({ key }) => (first.instance.members ?? ["a", "b"]).includes(key) && key !== first.primary.key,
        );
        const { host } = first.primary;
        const byInstance = valuesOf(roles);
        const caCertificate = hostAnswer(
            `${name}-ca`,
            host,
            "cat /etc/standby/tls/ca.crt",
            roles.map(({ done }) => done),
        );
        const outputs = {
            topology: describePair(phases, hosts.all),
            primaryAddress: host.address,
            standbyAddress: (partner as PairHost).host.address,
            roleAtLastUp: byInstance(({ state }) => state.apply((role) => role.primary)),
            epoch: byInstance(({ state }) => state.apply((role) => role.epoch)),
            lossBound: byInstance(({ state }) => state.apply((role) => role.lossBound)),
            endpoints: byInstance(({ instance }, place) => endpointOf(phases, instance, place)),
            caCertificate,
            mailboxes: mailboxesFor(phases, phases.mx, caCertificate),
            statusCommand: pulumi.interpolate`${operatorCommand(host.hostName, hostArgs(args).get(first.primary.key)?.existing)} status`,
            deployPrivateKey: pulumi.secret(hosts.deployPrivateKey ?? ""),
        };
        Object.assign(this, outputs);
        this.registerOutputs(outputs);
    }
}
