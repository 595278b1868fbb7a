import * as pulumi from "@pulumi/pulumi";
import { secretText } from "../host/deploy-key";
import { hostAnswer } from "../host/host-answer";
import { operatorCommand } from "../host/operator-command";
import { Problem, refuse } from "../problems";
import { PairHost } from "../roles/hosts";
import { zoneWithHosts } from "../roles/zone";
import { ActiveActivePairArgs, ActiveActiveSettings } from "./args";
import { describePair } from "./describe";
import { activeHosts, isProtected, memberVolume } from "./hosts";
import { ActivePhases, settledPair } from "./phases";
import { mailRecords } from "./records";
import { plainSettings, settingsFrom, withoutSecrets } from "./settings";
import { shapeProblems } from "./shape";
import { ActiveActiveEndpointTopology, ActiveActiveTopology } from "./topology";
import { settingsProblems, tokenProblems } from "./validate";

const TYPE = "ActiveActivePair";

/** The token that this program builds with, where the provider would look for it. */
function deployToken(): string | undefined {
    return new pulumi.Config("linode").get("token") ?? process.env.LINODE_TOKEN;
}

function valueProblems({ a, b }: ActiveActivePairArgs, settings: ActiveActiveSettings): Problem[] {
    const needed = a.linode !== undefined || b.linode !== undefined;
    return [...settingsProblems(settings), ...tokenProblems(settings.fenceToken, deployToken(), needed)];
}

/**
 * Dovecot and Postfix on two hosts whose mail volumes are one: every write is on both disks before it is acknowledged. One member
 * serves; when it is gone the other goes on by itself, after a witness has named it and the lost one is known to be off.
 *
 * Refused before anything is made: members in two regions, a witness beside them, timers that cannot be safe together, settings
 * that would lose mail, a token that could do more than fence, no place for copies.
 */
export class ActiveActivePair extends pulumi.ComponentResource {
    /** Hosts and records in plain data: what status, diagrams and drills work from. */
    public readonly topology!: pulumi.Output<ActiveActiveTopology>;
    /**
     * The member that served when an `up` last looked: it does so when a machine, or what runs on one, is another one. `standby status`
     * on a host tells the present one.
     */
    public readonly roleAtLastUp!: pulumi.Output<string>;
    /** How often the lock has moved to another member. */
    public readonly epoch!: pulumi.Output<number>;
    /** What the loss of the serving member would lose, in words; it begins with "0" when nothing. */
    public readonly lossBound!: pulumi.Output<string>;
    /** How users reach the pair. */
    public readonly endpoint!: pulumi.Output<ActiveActiveEndpointTopology>;
    /** PEM certificate of the authority that signed the servers' certificates. */
    public readonly caCertificate!: pulumi.Output<string>;
    /** What to run to see roles, disks and whether anything was changed by hand. */
    public readonly statusCommand!: pulumi.Output<string>;
    /** The key that this command logs in with, where no key of yours is in `adminKeys`: a secret. */
    public readonly deployPrivateKey!: pulumi.Output<string>;

    constructor(name: string, args: ActiveActivePairArgs, opts?: pulumi.ComponentResourceOptions) {
        const plain = plainSettings(args);
        refuse(`${TYPE} "${name}"`, [...shapeProblems(name, args), ...(plain ? valueProblems(args, plain) : [])]);
        super(`standby:index:${TYPE}`, name, {}, opts);
        const secretSettings = pulumi.secret(settingsFrom(args)).apply((known) => {
            refuse(`${TYPE} "${name}"`, valueProblems(args, known));
            return known;
        });
        const settings = pulumi.unsecret(secretSettings.apply(withoutSecrets));
        const hosts = activeHosts(name, args, settings, this);
        const [a, b, witness] = hosts.all as [PairHost, PairHost, PairHost];
        const volumes = { a: memberVolume(name, args, a), b: memberVolume(name, args, b) };
        const secret = secretText(`${name}-replication-secret`, { parent: this });
        const phases: ActivePhases = {
            ...{ name, args, settings, secretSettings, members: [a, b], witness, volumes, secret, parent: this },
        };
        const zone = zoneWithHosts(hosts, phases, (key) => isProtected(args, key));
        const { done, state } = settledPair(phases);
        mailRecords(phases, zone, done);
        const primary = state.apply((role) => role.primary);
        const outputs = {
            topology: describePair(phases, hosts.all, primary),
            roleAtLastUp: primary,
            epoch: state.apply(({ epoch }) => epoch),
            lossBound: state.apply(({ lossBound }) => lossBound),
            endpoint: settings.apply(({ serviceName }) => ({ kind: "dns", hosts: [serviceName] })),
            caCertificate: hostAnswer(`${name}-ca`, a.host, "cat /etc/standby/tls/ca.crt", [done]),
            statusCommand: pulumi.interpolate`${operatorCommand(a.host.hostName, args.a.existing)} status`,
            deployPrivateKey: pulumi.secret(hosts.deployPrivateKey ?? ""),
        };
        Object.assign(this, outputs);
        this.registerOutputs(outputs);
    }
}
