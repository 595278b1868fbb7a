const CAPABILITIES = [
    "Linodes",
    "Disk Encryption",
    "Backups",
    "NodeBalancers",
    "Block Storage",
    "Object Storage",
    "Kubernetes",
    "Cloud Firewall",
    "Placement Group",
    "Vlans",
    "VPCs",
    "Metadata",
    "StackScripts",
];

/** Groups per account and Linodes per group. */
export const PLACEMENT_LIMITS = { maximum_pgs_per_customer: 100, maximum_linodes_per_pg: 5 };

const PLACES: [id: string, label: string, country: string][] = [
    ["us-east", "Newark, NJ", "us"],
    ["us-central", "Dallas, TX", "us"],
    ["us-west", "Fremont, CA", "us"],
    ["us-southeast", "Atlanta, GA", "us"],
    ["us-ord", "Chicago, IL", "us"],
    ["us-iad", "Washington, DC", "us"],
    ["ca-central", "Toronto, CA", "ca"],
    ["eu-west", "London, UK", "gb"],
    ["eu-central", "Frankfurt, DE", "de"],
    ["fr-par", "Paris, FR", "fr"],
    ["nl-ams", "Amsterdam, NL", "nl"],
    ["se-sto", "Stockholm, SE", "se"],
    ["ap-south", "Singapore, SG", "sg"],
    ["ap-northeast", "Tokyo 2, JP", "jp"],
    ["ap-west", "Mumbai, IN", "in"],
    ["ap-southeast", "Sydney, AU", "au"],
    ["us-lax", "Los Angeles, CA", "us"],
    ["us-mia", "Miami, FL", "us"],
    ["us-sea", "Seattle, WA", "us"],
    ["gb-lon", "London 2, UK", "gb"],
    ["de-fra-2", "Frankfurt 2, DE", "de"],
    ["es-mad", "Madrid, ES", "es"],
    ["it-mil", "Milan, IT", "it"],
    ["br-gru", "Sao Paulo, BR", "br"],
    ["jp-osa", "Osaka, JP", "jp"],
    ["jp-tyo-3", "Tokyo 3, JP", "jp"],
    ["in-maa", "Chennai, IN", "in"],
    ["in-bom-2", "Mumbai 2, IN", "in"],
    ["id-cgk", "Jakarta, ID", "id"],
    ["au-mel", "Melbourne, AU", "au"],
    ["sg-sin-2", "Singapore 2, SG", "sg"],
];

export interface Region {
    id: string;
    [field: string]: unknown;
}

/** The regions on offer. All of them are the same machine; their ids are real. `resolver`: what guests should ask. */
export function regions(resolver: string): Region[] {
    return PLACES.map(([id, label, country]) => ({
        id,
        label,
        country,
        capabilities: CAPABILITIES,
        monitors: { alerts: [], metrics: [] },
        placement_group_limits: PLACEMENT_LIMITS,
        resolvers: { ipv4: resolver, ipv6: "" },
        site_type: "core",
        status: "ok",
    }));
}

export function isRegion(id: string): boolean {
    return PLACES.some(([known]) => known === id);
}
