import * as pulumi from "@pulumi/pulumi";
import { addressRecord, addressV6Record, MailHostRecords, mxRecords } from "../dns/mail-records";
import { Zone } from "../dns/zone";
import { openZone } from "../dns/zone-service";
import { hostQuestion } from "../host/host-answer";
import { hostData } from "../host/host-data";
import { hostPhase } from "../host/host-phase";
import { LinodeHost } from "../host/linode-host";
import { operatorCommand } from "../host/operator-command";
import { reverseRecord, reverseV6Record } from "../host/reverse";
import { MailboxesArgs } from "../mailboxes/args";
import { mailboxesProblems } from "../mailboxes/validate";
import { Member } from "../member";
import { Bundle, joined } from "../ops/bundle";
import { QUESTION } from "../preflight/preflight-part";
import { refuse } from "../problems";
import { AWAIT_LIST } from "../recipients/pull-part";
import { BackupMxPairArgs, BackupMxSettings } from "./args";
import { domainRecords, hostRecords } from "./identity";
import { isProtected, ManagedHost, Members, members } from "./members";
import { backupPlan, primaryPlan, recipientList } from "./plan";
import { MemberParts, memberParts } from "./member-parts";
import { lintedSettings, policyRecords, Served } from "./mta-sts";
import { queueVolume } from "./queue-volume";
import { setupScript } from "./recipients";
import { shapeProblems } from "./shape";
import { plainSettings, settingsFrom } from "./settings";
import { BackupMxTopology, topology } from "./topology";
import { primarySizeLimit } from "./policy/policy-on-host";
import { settingsProblems } from "./validate";
import { canaryAddress } from "./visibility";

const TYPE = "BackupMxPair";

/** What the helpers below share. The component has no private fields: Pulumi's analyzer would make outputs of them. */
interface Pair {
    readonly args: BackupMxPairArgs;
    readonly settings: pulumi.Output<BackupMxSettings>;
    readonly zone: Zone;
    readonly hosts: Members;
    readonly parts: MemberParts;
    readonly mailboxes?: pulumi.Output<MailboxesArgs>;
}

type Plan = (
    settings: BackupMxSettings,
    otherAddress: string,
    recipientsSha256: string,
    mailboxes?: MailboxesArgs,
) => Bundle;

/**
 * A primary MX and a backup MX. The backup takes mail for the primary's recipients while the primary does not answer,
 * keeps it for 30 days, and hands it over when the primary is back.
 *
 * Refused before anything is made: no recipients, a backup that would be tried first, one host for both, a domain both
 * relayed and local, bad names, numbers out of range.
 */
export class BackupMxPair extends pulumi.ComponentResource {
    /** The hosts in plain data, with records: what status, diagrams and drills work from. */
    public readonly topology: pulumi.Output<BackupMxTopology>;
    /** Address of the primary. */
    public readonly primaryAddress: pulumi.Output<string>;
    /** Address of the backup. */
    public readonly backupAddress: pulumi.Output<string>;
    /** What to run to hand over queued mail now; it happens by itself when the primary is back. */
    public readonly flushCommand: pulumi.Output<string>;
    /** What to run to see what waits and whether anything was changed by hand. */
    public readonly statusCommand: pulumi.Output<string>;
    /** The key that these commands log in with, where no key of yours is in `adminKeys`: a secret. */
    public readonly deployPrivateKey: pulumi.Output<string>;
    /**
     * Shell script for an unmanaged primary with `recipientsFrom`, to be run there as root: lets the backup be told the
     * list. Empty for all others.
     */
    public readonly recipientsSetup: pulumi.Output<string>;
    /** Certificate of the pair's own authority, PEM: Prometheus needs it, and who checks the hosts' names. */
    public readonly caCertificate: pulumi.Output<string>;

    constructor(name: string, args: BackupMxPairArgs, opts?: pulumi.ComponentResourceOptions) {
        const plain = plainSettings(args);
        const problems = [...shapeProblems(name, args), ...(plain ? settingsProblems(plain) : [])];
        refuse(`${TYPE} "${name}"`, problems);
        super(`standby:index:${TYPE}`, name, {}, opts);
        const given = settingsFrom(args).apply((known) => {
            refuse(`${TYPE} "${name}"`, settingsProblems(known));
            return known;
        });
        const zone = openZone(
            args.zoneService,
            given.apply(({ zone }) => zone),
            { parent: this },
        );
        const settings = lintedSettings(`${TYPE} "${name}"`, args, given, zone);
        const hosts = members(name, args, settings, this);
        this.primaryAddress = hosts.a?.address ?? pulumi.output(args.a.unmanaged?.address ?? "");
        this.backupAddress = hosts.b.address;
        const mailboxes = mailboxesBehind(name, args, settings);
        const parts = memberParts(
            name,
            { args, settings, hosts, primaryAddress: this.primaryAddress, mailboxes },
            this,
        );
        const pair = { args, settings, zone, hosts, parts, mailboxes };
        domainRecords(name, { ...pair, secret: parts.secret }, { parent: this, protect: !args.destroyable });
        const a = hosts.a && serve(pair, "a", hosts.a, this.backupAddress, primaryPlan);
        // Nor does it wait for the primary: a backup that is made anew while that one is dead is to serve at once. Until the primary is
        // told its address it puts off what this host hands over.
        const b = serve(pair, "b", hosts.b, this.primaryAddress, backupPlan);
        policyRecords(name, pair, { a, b }, this);

        this.topology = describe(name, settings, hosts, this.primaryAddress, args.ipv6);
        const onBackup = operatorCommand(
            settings.apply(({ names }) => names.b),
            args.b.existing,
        );
        this.flushCommand = pulumi.interpolate`${onBackup} flush`;
        this.statusCommand = pulumi.interpolate`${onBackup} status`;
        this.deployPrivateKey = pulumi.secret(hosts.deployPrivateKey ?? "");
        this.recipientsSetup = pulumi.output(args.a.unmanaged ? (parts.list?.apply(setupScript) ?? "") : "");
        this.caCertificate = parts.caCertificate;
        this.registerOutputs({
            topology: this.topology,
            primaryAddress: this.primaryAddress,
            backupAddress: this.backupAddress,
            flushCommand: this.flushCommand,
            statusCommand: this.statusCommand,
            deployPrivateKey: this.deployPrivateKey,
            recipientsSetup: this.recipientsSetup,
            caCertificate: this.caCertificate,
        });
    }
}

/** The mailboxes on other hosts, once they are known to fit; a secret. */
function mailboxesBehind(
    name: string,
    { mailboxes }: BackupMxPairArgs,
    settings: pulumi.Output<BackupMxSettings>,
): pulumi.Output<MailboxesArgs> | undefined {
    if (!mailboxes) return undefined;
    return pulumi.secret(
        pulumi.all([mailboxes, settings]).apply(([known, { domains, messageSizeLimitBytes }]) => {
            const inFront = { domains, messageSizeLimitBytes: primarySizeLimit(messageSizeLimitBytes) };
            refuse(`${TYPE} "${name}"`, mailboxesProblems(known, inFront));
            return known;
        }),
    );
}

/** Names a host, sets its mail up, and only then tells the world to send mail there. */
function serve(pair: Pair, member: Member, host: ManagedHost, other: pulumi.Output<string>, plan: Plan): Served {
    const records = recordsOf(pair, member, host);
    const opts = { parent: host.parent, protect: isProtected(pair.args, member) };
    const address = addressRecord(host.resourceName, pair.zone, records, opts);
    const reverse =
        host instanceof LinodeHost ? [reverseRecord(host, address), ...byIpv6(pair, host, records, opts)] : [];
    const list = pair.settings.apply((known) => recipientList([...known.recipients, ...canaryOf(pair.args, known)]));
    const data = hostData(`${host.resourceName}-recipients`, host, list, host.answers);
    const queue = queueVolume(pair.args, member, host);
    const bundle = pulumi
        .all([pair.settings, other, data.sha256, pair.parts.of(member), pulumi.output(pair.mailboxes), queue?.part])
        .apply(([settings, otherAddress, sha256, parts, mailboxes, ofQueue]) => {
            const first = ofQueue ? [ofQueue] : [];
            return joined("service", ...parts, ...first, plan(settings, otherAddress, sha256, mailboxes));
        });
    const dependsOn = [data.sent, ...(queue ? [queue.volume] : [])];
    const service = hostPhase(`${host.resourceName}-service`, host, bundle, { dependsOn });
    hostRecords({ ...pair, secret: pair.parts.secret }, member, host, service, opts);
    // The other one is asked, too: it has to be up.
    const up = [pair.hosts.a, pair.hosts.b].flatMap((one) => (one ? [one.answers] : []));
    const asked = pair.args.preflight ? [hostPasses(host, [address, service, ...reverse, ...up])] : [];
    const listed = pair.args.mailboxes ? [hostKnowsUsers(host, service)] : [];
    const v6 = pair.args.ipv6 ? reverse : [];
    const first = [address, service, ...v6, ...asked, ...listed];
    const mx = mxRecords(host.resourceName, pair.zone, records, { ...opts, dependsOn: first });
    return { addresses: [address, ...reverse], service, mx };
}

/** What its IPv6 address needs, where mail comes by it. */
function byIpv6(
    { args, zone }: Pair,
    host: LinodeHost,
    records: MailHostRecords,
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
    if (!args.ipv6) return [];
    const address = addressV6Record(host.resourceName, zone, records, host.addressV6, opts);
    return [address, reverseV6Record(host, host.addressV6, address)];
}

/** Asks a host whether all is right that an MX needs; the `up` fails where it is not. */
function hostPasses(host: ManagedHost, after: pulumi.Resource[]): pulumi.Resource {
    return hostQuestion(`${host.resourceName}-preflight`, host, QUESTION, after);
}

/** In front of mailboxes no list is in the program: nobody is sent to a host before its first one came. */
function hostKnowsUsers(host: ManagedHost, service: pulumi.Resource): pulumi.Resource {
    return hostQuestion(`${host.resourceName}-list`, host, AWAIT_LIST, [service]);
}

/** The canary has a mailbox where its primary is ours and keeps mail, and somebody looks. */
function canaryOf({ a, metricsFrom = [] }: BackupMxPairArgs, settings: BackupMxSettings): string[] {
    return a.unmanaged || settings.handsOver || metricsFrom.length === 0 ? [] : [canaryAddress(settings)];
}

function recordsOf({ args, settings }: Pair, member: Member, host: ManagedHost): MailHostRecords {
    return {
        hostName: settings.apply(({ names }) => names[member]),
        ipv4: host.address,
        addressTtlSeconds: settings.apply(({ addressTtlSeconds }) => addressTtlSeconds),
        domains: args.domains ?? [args.zone],
        preference: settings.apply((all) => (member === "a" ? all.primaryPreference : all.backupPreference)),
        mxTtlSeconds: settings.apply(({ mxTtlSeconds }) => mxTtlSeconds),
    };
}

function describe(
    name: string,
    settings: pulumi.Output<BackupMxSettings>,
    { a, b }: Members,
    primaryAddress: pulumi.Output<string>,
    ipv6 = false,
): pulumi.Output<BackupMxTopology> {
    const foundV6 = pulumi.output(ipv6 ? { a: a?.addressV6, b: b.addressV6 } : {});
    const found = pulumi.output({
        a: { address: primaryAddress, managed: a !== undefined, instanceId: a?.machine?.id },
        b: { address: b.address, managed: true, instanceId: b.machine?.id },
    });
    return pulumi.all([settings, found, foundV6]).apply(([known, both, v6]) => topology(name, known, both, v6));
}
