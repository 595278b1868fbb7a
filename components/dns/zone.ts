import * as pulumi from "@pulumi/pulumi";

/** A DNS zone that records can be put into, whoever serves it. Names are full, lower-case, without a last dot. */
export interface Zone {
    readonly name: pulumi.Output<string>;
    /** An A record; never proxied, since mail does not pass a web proxy. */
    address(resourceName: string, record: AddressRecord, opts: pulumi.CustomResourceOptions): pulumi.CustomResource;
    /** An AAAA record. */
    addressV6(resourceName: string, record: AddressV6Record, opts: pulumi.CustomResourceOptions): pulumi.CustomResource;
    /** An MX record. */
    mx(resourceName: string, record: MxRecord, opts: pulumi.CustomResourceOptions): pulumi.CustomResource;
    /** A TXT record; the zone splits a long text as its service wants it. */
    txt(resourceName: string, record: TxtRecord, opts: pulumi.CustomResourceOptions): pulumi.CustomResource;
    /** A TLSA record of the kind 3 1 1: the server's own key, whoever signed it. Undefined where the service has none. */
    tlsa?(resourceName: string, record: TlsaRecord, opts: pulumi.CustomResourceOptions): pulumi.CustomResource;
    /** What stands in the zone already, whoever put it there. */
    mailInZone(): pulumi.Output<MailInZone>;
}

/** Domains whose MTA-STS policy is told of have a record of this name below it. */
export const POLICY_PREFIX = "_mta-sts.";

/** What a zone tells the world of mail as it stands. */
export interface MailInZone {
    readonly mxs: readonly { readonly domain: string; readonly host: string }[];
    /** Domains that have an MTA-STS policy, with the text of the record that says so. */
    readonly policies: readonly { readonly domain: string; readonly text: string }[];
    /** What to know of a change that is not in here yet; nothing where it is seen at once. */
    readonly late?: string;
}

export interface TxtRecord {
    readonly name: pulumi.Input<string>;
    /** The whole text, without quotes. */
    readonly text: pulumi.Input<string>;
    readonly ttlSeconds: pulumi.Input<number>;
}

export interface TlsaRecord {
    /** Host that serves. */
    readonly host: pulumi.Input<string>;
    readonly port: number;
    /** SHA-256 of the public key (SubjectPublicKeyInfo), in hex. */
    readonly keySha256: pulumi.Input<string>;
    readonly ttlSeconds: pulumi.Input<number>;
}

export interface AddressRecord {
    readonly name: pulumi.Input<string>;
    readonly ipv4: pulumi.Input<string>;
    readonly ttlSeconds: pulumi.Input<number>;
}

export interface AddressV6Record {
    readonly name: pulumi.Input<string>;
    readonly ipv6: pulumi.Input<string>;
    readonly ttlSeconds: pulumi.Input<number>;
}

export interface MxRecord {
    readonly domain: pulumi.Input<string>;
    readonly host: pulumi.Input<string>;
    /** Lower is tried first. */
    readonly preference: pulumi.Input<number>;
    readonly ttlSeconds: pulumi.Input<number>;
}
