import * as pulumi from "@pulumi/pulumi";
import { endpoint } from "../database/endpoint/endpoint";
import { isProtected } from "../database/hosts";
import { hostOf, sharedOutputs } from "../database/pair";
import { replicationUsers } from "../database/phases";
import { roles } from "../database/roles";
import { described } from "../database/topology";
import { refuse } from "../problems";
import { zoneWithHosts } from "../roles/zone";
import { PostgresPairArgs, PostgresSettings } from "./args";
import { endpointTopology, PostgresEndpointTopology } from "./endpoint/endpoint";
import { postgresHosts } from "./hosts";
import { patroniRoles } from "./patroni/phases";
import { lateBackupProblems, memberPhase, PostgresPhases } from "./phases";
import { POSTGRES } from "./server";
import { plainSettings, settingsFrom } from "./settings";
import { shapeProblems } from "./shape";
import { PostgresTopology } from "./topology";
import { settingsProblems } from "./validate";

const TYPE = "PostgresPair";

/**
 * A primary and a standby with PostgreSQL, and a witness that knows which is which. Changing `primary` is a switchover that
 * loses nothing; with `lost` it is a failover, in which the lost member is powered off first.
 *
 * Refused before anything is made: one host in two places, a lost member that is to be the primary, a lost host of your own
 * without your word that it is off, settings that the pair sets itself, bad names, numbers out of range.
 */
export class PostgresPair extends pulumi.ComponentResource {
    /** The hosts in plain data, with records: what status, diagrams and drills work from. */
    public readonly topology!: pulumi.Output<PostgresTopology>;
    /** Address of the declared primary. */
    public readonly primaryAddress!: pulumi.Output<string>;
    /** Address of the other member. */
    public readonly standbyAddress!: pulumi.Output<string>;
    /** The member that was the primary when the last `up` looked; `standby status` on a host tells the present one. */
    public readonly roleAtLastUp!: pulumi.Output<string>;
    /** How often a member was promoted. */
    public readonly epoch!: pulumi.Output<number>;
    /** What the last change of roles may have lost, in words; it begins with "0" when nothing. */
    public readonly lossBound!: pulumi.Output<string>;
    /** How clients reach the primary. */
    public readonly endpoint!: pulumi.Output<PostgresEndpointTopology>;
    /** PEM certificate of the authority that signed the servers' certificates: what clients verify them with. */
    public readonly caCertificate!: pulumi.Output<string>;
    /** What to run to see roles, replication and whether anything was changed by hand. */
    public readonly statusCommand!: pulumi.Output<string>;
    /** The key that this command logs in with, where no key of yours is in `adminKeys`: a secret. */
    public readonly deployPrivateKey!: pulumi.Output<string>;

    constructor(name: string, args: PostgresPairArgs, opts?: pulumi.ComponentResourceOptions) {
        const plain = plainSettings(args);
        refuse(`${TYPE} "${name}"`, [...shapeProblems(name, args), ...(plain ? settingsProblems(plain) : [])]);
        super(`standby:index:${TYPE}`, name, {}, opts);
        // A backup's keys are secret, what is found wrong with it is not: nothing else may become a secret by them.
        const wrong = pulumi.unsecret(lateBackupProblems(name, args));
        const settings = pulumi.all([settingsFrom(args), wrong]).apply(([known, more]) => {
            refuse(`${TYPE} "${name}"`, [...settingsProblems(known as PostgresSettings), ...more]);
            return known as PostgresSettings;
        });
        const { primary = "a", engine = "postgres", mode = "sync" } = args;
        const hosts = postgresHosts(name, args, settings, this);
        const members = hosts.all.filter(({ key }) => key !== "witness");
        const users = replicationUsers(name, args.passwordGeneration ?? 1, this);
        const witness = hostOf(hosts, "witness");
        const phases: PostgresPhases = { name, args, settings, members, users, witness, parent: this };
        const zone = zoneWithHosts(hosts, phases, (key) => isProtected(args, key));
        const reached =
            engine === "patroni"
                ? patroniRoles(phases, primary)
                : roles(phases, primary, (member, after) => memberPhase(phases, member, after));
        const outputs = {
            ...sharedOutputs(name, args, hosts, reached),
            topology: described(phases, hosts.all, primary, POSTGRES).apply((found) => ({ ...found, engine, mode })),
            endpoint: endpoint(phases, POSTGRES, zone, hostOf(hosts, primary), reached.done).apply(endpointTopology),
        };
        Object.assign(this, outputs);
        this.registerOutputs(outputs);
    }
}
