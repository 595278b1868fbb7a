import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { quotedTxt } from "./txt";
import {
    AddressRecord,
    AddressV6Record,
    MailInZone,
    MxRecord,
    POLICY_PREFIX,
    TlsaRecord,
    TxtRecord,
    Zone,
} from "./zone";

/** The provider stops after 1,000 records by itself. */
const MOST_RECORDS = 100_000;

/** A zone that stands at Cloudflare already; it is looked up by its name and never changed itself. */
export class CloudflareZone implements Zone {
    public readonly name: pulumi.Output<string>;
    private readonly zoneId: pulumi.Output<string>;

    constructor(
        name: pulumi.Input<string>,
        private readonly opts: pulumi.InvokeOutputOptions,
    ) {
        this.name = pulumi.output(name);
        this.zoneId = cloudflare.getZoneOutput({ filter: { name } }, opts).zoneId;
    }

    public address(resourceName: string, record: AddressRecord, opts: pulumi.CustomResourceOptions) {
        const content = { type: "A", content: record.ipv4, ttl: record.ttlSeconds, proxied: false };
        return new cloudflare.DnsRecord(resourceName, { zoneId: this.zoneId, name: record.name, ...content }, opts);
    }

    public addressV6(resourceName: string, record: AddressV6Record, opts: pulumi.CustomResourceOptions) {
        const content = { type: "AAAA", content: record.ipv6, ttl: record.ttlSeconds, proxied: false };
        return new cloudflare.DnsRecord(resourceName, { zoneId: this.zoneId, name: record.name, ...content }, opts);
    }

    public mx(resourceName: string, record: MxRecord, opts: pulumi.CustomResourceOptions) {
        // Cloudflare says "priority" for what mail calls preference: this is the one place that knows.
        const content = { type: "MX", content: record.host, priority: record.preference, ttl: record.ttlSeconds };
        return new cloudflare.DnsRecord(resourceName, { zoneId: this.zoneId, name: record.domain, ...content }, opts);
    }

    public txt(resourceName: string, record: TxtRecord, opts: pulumi.CustomResourceOptions) {
        const content = { type: "TXT", content: pulumi.output(record.text).apply(quotedTxt), ttl: record.ttlSeconds };
        return new cloudflare.DnsRecord(resourceName, { zoneId: this.zoneId, name: record.name, ...content }, opts);
    }

    public tlsa(resourceName: string, record: TlsaRecord, opts: pulumi.CustomResourceOptions) {
        const data = { usage: 3, selector: 1, matchingType: 1, certificate: record.keySha256 };
        const name = pulumi.interpolate`_${record.port}._tcp.${record.host}`;
        const content = { type: "TLSA", data, ttl: record.ttlSeconds };
        return new cloudflare.DnsRecord(resourceName, { zoneId: this.zoneId, name, ...content }, opts);
    }

    public mailInZone(): pulumi.Output<MailInZone> {
        const { zoneId } = this;
        const asked = (filter: Omit<cloudflare.GetDnsRecordsOutputArgs, "zoneId">) =>
            cloudflare.getDnsRecordsOutput({ zoneId, ...filter, maxItems: MOST_RECORDS }, this.opts).results;
        const policies = asked({ type: "TXT", name: { startswith: POLICY_PREFIX } });
        return pulumi.all([asked({ type: "MX" }), policies]).apply(([mxs, texts]) => ({
            mxs: mxs.map(({ name, content }) => ({ domain: name, host: content.toLowerCase().replace(/\.$/, "") })),
            policies: texts.map(({ name, content }) => ({
                domain: name.slice(POLICY_PREFIX.length),
                text: content.replace(/^"|"$/g, ""),
            })),
        }));
    }
}
