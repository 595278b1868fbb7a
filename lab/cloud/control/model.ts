import type { FirewallRules, InstanceStatus, PlacementGroup } from "../linode/model";
import type { Backend } from "../ground";
import type { Cut, LabSettings } from "../state";

export interface LabInstance {
    id: number;
    label: string;
    region: string;
    type: string;
    /** What its machine is made of. */
    backend: Backend;
    /** What the Linode API says. */
    status: InstanceStatus;
    /** "lost": crashed by the lab, off until `start` or `restore`. */
    host: "up" | "lost";
    /** Whether the machine really runs. */
    running: boolean;
    watchdog: boolean;
    ipv4: string;
    /** Without a prefix length. */
    ipv6: string;
    /** Reverse name by address. */
    rdns: Record<string, string>;
    tags: string[];
}

export interface LabFirewall {
    id: number;
    label: string;
    status: "enabled" | "disabled";
    linodeIds: number[];
    rules: FirewallRules;
}

export interface LabRecord {
    id: string;
    name: string;
    type: string;
    content: string;
    /** Seconds; 1 is "automatic". */
    ttl: number;
    proxied: boolean;
    priority?: number;
}

export interface LabZone {
    service: "cloudflare" | "linode";
    id: string;
    name: string;
    records: LabRecord[];
}

/** The answer of GET /lab/state. */
export interface LabState {
    lab: string;
    slot: number;
    settings: LabSettings;
    cuts: Cut[];
    instances: LabInstance[];
    firewalls: LabFirewall[];
    placementGroups: PlacementGroup[];
    /** Those of Cloudflare first, then the domains of Linode; names are full in both. */
    zones: LabZone[];
}

/** The answer of GET /lab/calls: API calls by kind after a mark, and the mark of now. */
export interface LabCalls {
    mark: number;
    /** By method, API and route, such as "POST linode /linode/instances". */
    calls: Record<string, number>;
}
