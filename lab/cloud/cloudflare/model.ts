export interface CloudflareZone {
    /** 32 hex digits, as all ids here. */
    id: string;
    name: string;
    created: string;
    modified: string;
}

export interface DnsRecord {
    id: string;
    zoneId: string;
    type: string;
    /** Full name, lower case, no dot at the end. */
    name: string;
    /** As sent; what is derived from `data` where that was sent instead. */
    content: string;
    data?: Record<string, unknown>;
    priority?: number;
    /** Seconds; 1 is "automatic". */
    ttl: number;
    proxied: boolean;
    comment: string | null;
    tags: string[];
    settings: Record<string, unknown>;
    created: string;
    modified: string;
    commentModified?: string;
}
