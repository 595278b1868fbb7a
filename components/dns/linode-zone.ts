import * as linode from "@pulumi/linode";
import * as pulumi from "@pulumi/pulumi";
import { AddressRecord, AddressV6Record, MailInZone, MxRecord, POLICY_PREFIX, TxtRecord, Zone } from "./zone";
import { zoneFileRecords } from "./zone-file";

/** A record as Linode's API has it, but for its domain. */
type Content = Omit<linode.DomainRecordArgs, "domainId" | "name" | "ttlSec">;

/**
 * A domain that stands at Linode Domains already; it is looked up by its name and never changed itself. There are no TLSA
 * records, and TTLs are those of `LINODE_TTLS` alone.
 */
export class LinodeZone implements Zone {
    public readonly name: pulumi.Output<string>;
    private readonly domainId: pulumi.Output<number>;

    constructor(
        name: pulumi.Input<string>,
        private readonly opts: pulumi.InvokeOutputOptions,
    ) {
        this.name = pulumi.output(name);
        this.domainId = linode.getDomainOutput({ domain: name }, opts).apply(({ id }) => id!);
    }

    public address(resourceName: string, record: AddressRecord, opts: pulumi.CustomResourceOptions) {
        const content = { recordType: "A", target: record.ipv4 };
        return this.record(resourceName, record.name, content, record.ttlSeconds, opts);
    }

    public addressV6(resourceName: string, record: AddressV6Record, opts: pulumi.CustomResourceOptions) {
        const content = { recordType: "AAAA", target: record.ipv6 };
        return this.record(resourceName, record.name, content, record.ttlSeconds, opts);
    }

    public mx(resourceName: string, record: MxRecord, opts: pulumi.CustomResourceOptions) {
        const content = { recordType: "MX", target: record.host, priority: record.preference };
        return this.record(resourceName, record.domain, content, record.ttlSeconds, opts);
    }

    public txt(resourceName: string, record: TxtRecord, opts: pulumi.CustomResourceOptions) {
        // Whole and without quotes: Linode cuts it into strings itself.
        const content = { recordType: "TXT", target: record.text };
        return this.record(resourceName, record.name, content, record.ttlSeconds, opts);
    }

    /** As Linode's name servers were given it last, minutes ago at most: the provider lists records in no other way. */
    public mailInZone(): pulumi.Output<MailInZone> {
        const { zoneFiles } = linode.getDomainZonefileOutput({ domainId: this.domainId }, this.opts);
        return pulumi.all([zoneFiles, this.name]).apply(([lines, name]) => mailIn(lines, name));
    }

    private record(
        resourceName: string,
        fullName: pulumi.Input<string>,
        content: Content,
        ttlSec: pulumi.Input<number>,
        opts: pulumi.CustomResourceOptions,
    ) {
        const name = pulumi.all([fullName, this.name]).apply(([full, zone]) => relativeName(full, zone));
        return new linode.DomainRecord(resourceName, { domainId: this.domainId, name, ...content, ttlSec }, opts);
    }
}

/** What a zone file says of mail. A file that is no zone's is an error: it must not pass for a zone without MX records. Pure. */
export function mailIn(lines: readonly string[] | undefined, zone: string): MailInZone {
    const records = zoneFileRecords(lines ?? [], zone);
    if (!records.some(({ type }) => type === "SOA")) {
        throw new Error(
            `Linode tells nothing of the records in the domain "${zone}": it has not rendered it yet, or its API failed. ` +
                "Nothing is made before MX records there are known; run this again in some minutes",
        );
    }
    const mxs = records.filter(({ type }) => type === "MX").map(({ name, data }) => ({ domain: name, host: data[1] }));
    const policies = records
        .filter(({ type, name }) => type === "TXT" && name.startsWith(POLICY_PREFIX))
        .map(({ name, data }) => ({ domain: name.slice(POLICY_PREFIX.length), text: data.join("") }));
    return { mxs, policies, late: "Linode shows a change some minutes later" };
}

/** A name as Linode keeps it: without the domain, and empty for the domain itself. Pure. */
export function relativeName(full: string, zone: string): string {
    return full === zone ? "" : full.slice(0, -zone.length - 1);
}
