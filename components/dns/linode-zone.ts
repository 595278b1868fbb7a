import * as linode from "@pulumi/linode";
import * as pulumi from "@pulumi/pulumi";
import { AddressRecord, AddressV6Record, MxRecord, TxtRecord, Zone } from "./zone";

/** A record as Linode's API has it, but for its domain. */
type Content = Omit<linode.DomainRecordArgs, "domainId" | "name" | "ttlSec">;

/**
 * A domain that stands at Linode Domains already; it is looked up by its name and never changed itself. There are no TLSA
 * records, and TTLs are those of `LINODE_TTLS` alone.
 */
export class LinodeZone implements Zone {
    public readonly name: pulumi.Output<string>;
    private readonly domainId: pulumi.Output<number>;

    constructor(name: pulumi.Input<string>, opts: pulumi.InvokeOutputOptions) {
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

/** A name as Linode keeps it: without the domain, and empty for the domain itself. Pure. */
export function relativeName(full: string, zone: string): string {
    return full === zone ? "" : full.slice(0, -zone.length - 1);
}
