import * as pulumi from "@pulumi/pulumi";
import { CloudflareZone } from "../dns/cloudflare-zone";
import { addressRecord, MailHostRecords, mxRecords } from "../dns/mail-records";
import { hostData } from "../host/host-data";
import { hostPhase } from "../host/host-phase";
import { LinodeHost } from "../host/linode-host";
import { reverseRecord } from "../host/reverse";
import { Member } from "../member";
import { Bundle } from "../ops/bundle";
import { refuse } from "../problems";
import { BackupMxPairArgs, BackupMxSettings } from "./args";
import { isProtected, ManagedHost, Members, members } from "./members";
import { backupPlan, primaryPlan, recipientList } from "./plan";
import { plainSettings, settingsFrom } from "./settings";
import { BackupMxTopology, topology } from "./topology";
import { settingsProblems, shapeProblems } from "./validate";

const TYPE = "BackupMxPair";

type Plan = (settings: BackupMxSettings, otherAddress: string, recipientsSha256: string) => Bundle;

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

    private readonly args: BackupMxPairArgs;
    private readonly settings: pulumi.Output<BackupMxSettings>;
    private readonly hosts: Members;

    constructor(name: string, args: BackupMxPairArgs, opts?: pulumi.ComponentResourceOptions) {
        refuse(`${TYPE} "${name}"`, shapeProblems(name, args));
        const plain = plainSettings(args);
        if (plain) refuse(`${TYPE} "${name}"`, settingsProblems(plain));
        super(`standby:index:${TYPE}`, name, {}, opts);
        this.args = args;
        this.settings = settingsFrom(args).apply((settings) => {
            refuse(`${TYPE} "${name}"`, settingsProblems(settings));
            return settings;
        });
        this.hosts = members(name, args, this.settings, this);
        this.primaryAddress = this.hosts.a?.address ?? pulumi.output(args.a.unmanaged?.address ?? "");
        this.backupAddress = this.hosts.b.address;
        const zone = new CloudflareZone(
            this.settings.apply((settings) => settings.zone),
            { parent: this },
        );
        if (this.hosts.a) this.serve(zone, "a", this.hosts.a, this.backupAddress, primaryPlan);
        this.serve(zone, "b", this.hosts.b, this.primaryAddress, backupPlan);

        this.topology = this.describe(name);
        const backup = this.settings.apply(({ names }) => names.b);
        this.flushCommand = pulumi.interpolate`ssh root@${backup} standby flush`;
        this.statusCommand = pulumi.interpolate`ssh root@${backup} standby status`;
        this.registerOutputs({
            topology: this.topology,
            primaryAddress: this.primaryAddress,
            backupAddress: this.backupAddress,
            flushCommand: this.flushCommand,
            statusCommand: this.statusCommand,
        });
    }

    /** Names a host, sets its mail up, and only then tells the world to send mail there. */
    private serve(zone: CloudflareZone, member: Member, host: ManagedHost, other: pulumi.Output<string>, plan: Plan) {
        const records = this.recordsOf(member, host);
        const opts = { parent: host.parent, protect: isProtected(this.args, member) };
        const address = addressRecord(host.resourceName, zone, records, opts);
        if (host instanceof LinodeHost) reverseRecord(host, address);
        const list = this.settings.apply(({ recipients }) => recipientList(recipients));
        const data = hostData(`${host.resourceName}-recipients`, host, list, host.answers);
        const bundle = pulumi
            .all([this.settings, other, data.sha256])
            .apply(([settings, otherAddress, sha256]) => plan(settings, otherAddress, sha256));
        const service = hostPhase(`${host.resourceName}-service`, host, bundle, { dependsOn: [data.sent] });
        mxRecords(host.resourceName, zone, records, { ...opts, dependsOn: [address, service] });
    }

    private recordsOf(member: Member, host: ManagedHost): MailHostRecords {
        const { settings } = this;
        return {
            hostName: settings.apply(({ names }) => names[member]),
            ipv4: host.address,
            addressTtlSeconds: settings.apply(({ addressTtlSeconds }) => addressTtlSeconds),
            domains: this.args.domains ?? [this.args.zone],
            preference: settings.apply((all) => (member === "a" ? all.primaryPreference : all.backupPreference)),
            mxTtlSeconds: settings.apply(({ mxTtlSeconds }) => mxTtlSeconds),
        };
    }

    private describe(name: string): pulumi.Output<BackupMxTopology> {
        const { a, b } = this.hosts;
        const machineOf = (host?: ManagedHost) => host?.machine?.id;
        const found = pulumi.output({
            a: { address: this.primaryAddress, managed: a !== undefined, instanceId: machineOf(a) },
            b: { address: this.backupAddress, managed: true, instanceId: machineOf(b) },
        });
        return pulumi.all([this.settings, found]).apply(([settings, both]) => topology(name, settings, both));
    }
}
