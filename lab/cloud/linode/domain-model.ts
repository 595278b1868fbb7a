export const RECORD_TYPES = ["A", "AAAA", "NS", "MX", "CNAME", "TXT", "SRV", "PTR", "CAA"] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

/** A zone that Linode's own name servers serve. */
export interface Domain {
    id: number;
    /** Full name, lower case, no dot at the end. */
    domain: string;
    /** The lab serves masters alone. */
    type: "master";
    /** Served only while it is active. */
    status: "active" | "disabled";
    soaEmail: string;
    description: string;
    group: string;
    tags: string[];
    masterIps: string[];
    axfrIps: string[];
    /** Seconds, each one of the steps of the API; 0: its default. */
    ttlSec: number;
    retrySec: number;
    expireSec: number;
    refreshSec: number;
    created: string;
    updated: string;
}

/** One record; what its type has no use for is null, as in the API. */
export interface DomainRecord {
    id: number;
    domainId: number;
    type: RecordType;
    /** Relative to the domain; "" is the domain itself. */
    name: string;
    target: string;
    priority: number;
    weight: number;
    port: number;
    service: string | null;
    protocol: string | null;
    tag: string | null;
    ttlSec: number;
    created: string;
    updated: string;
}
