import * as pulumi from "@pulumi/pulumi";

/** A DNS zone that records can be put into, whoever serves it. Names are full, lower-case, without a last dot. */
export interface Zone {
    readonly name: pulumi.Output<string>;
    /** An A record; never proxied, since mail does not pass a web proxy. */
    address(resourceName: string, record: AddressRecord, opts: pulumi.CustomResourceOptions): pulumi.CustomResource;
    /** An MX record. */
    mx(resourceName: string, record: MxRecord, opts: pulumi.CustomResourceOptions): pulumi.CustomResource;
}

export interface AddressRecord {
    readonly name: pulumi.Input<string>;
    readonly ipv4: pulumi.Input<string>;
    readonly ttlSeconds: pulumi.Input<number>;
}

export interface MxRecord {
    readonly domain: pulumi.Input<string>;
    readonly host: pulumi.Input<string>;
    /** Lower is tried first. */
    readonly preference: pulumi.Input<number>;
    readonly ttlSeconds: pulumi.Input<number>;
}
