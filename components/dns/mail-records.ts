import * as pulumi from "@pulumi/pulumi";
import { Zone } from "./zone";

/** What the world must know of one mail host. */
export interface MailHostRecords {
    readonly hostName: pulumi.Input<string>;
    readonly ipv4: pulumi.Input<string>;
    readonly addressTtlSeconds: pulumi.Input<number>;
    readonly domains: readonly pulumi.Input<string>[];
    readonly preference: pulumi.Input<number>;
    readonly mxTtlSeconds: pulumi.Input<number>;
}

/** Its A record. */
export function addressRecord(name: string, zone: Zone, host: MailHostRecords, opts: pulumi.CustomResourceOptions) {
    const record = { name: host.hostName, ipv4: host.ipv4, ttlSeconds: host.addressTtlSeconds };
    return zone.address(`${name}-address`, record, opts);
}

/** Its AAAA record. */
export function addressV6Record(
    name: string,
    zone: Zone,
    host: MailHostRecords,
    ipv6: pulumi.Input<string>,
    opts: pulumi.CustomResourceOptions,
) {
    const record = { name: host.hostName, ipv6, ttlSeconds: host.addressTtlSeconds };
    return zone.addressV6(`${name}-address-v6`, record, opts);
}

/** One MX record a domain, made when the host takes mail and taken away before it stops. */
export function mxRecords(name: string, zone: Zone, host: MailHostRecords, opts: pulumi.CustomResourceOptions) {
    return host.domains.map((domain, index) => {
        const which = typeof domain === "string" ? domain : String(index);
        const record = { domain, host: host.hostName, preference: host.preference, ttlSeconds: host.mxTtlSeconds };
        return zone.mx(`${name}-mx-${which}`, record, opts);
    });
}
