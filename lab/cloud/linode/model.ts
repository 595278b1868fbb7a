import type { PairKind } from "../../kinds";
import type { Backend, PacketRule } from "../ground";

export type InstanceStatus =
    "provisioning" | "booting" | "running" | "rebooting" | "shutting_down" | "offline" | "deleting";

/** What the first boot needs and nothing later may see: dropped from the state once the machine exists. */
export interface FirstBoot {
    userData?: string;
    rootPassword?: string;
    authorizedKeys: string[];
}

export interface Disk {
    id: number;
    label: string;
    /** MB */
    size: number;
    filesystem: "ext4" | "swap";
    created: string;
}

/** One network interface of the boot profile: eth0, eth1, eth2 in their order. */
export interface ConfigInterface {
    id: number;
    purpose: "public" | "vlan";
    /** Name of the VLAN; null for the public one. */
    label: string | null;
    /** In CIDR form. */
    ipamAddress: string | null;
}

export interface Instance {
    id: number;
    label: string;
    group: string;
    tags: string[];
    region: string;
    type: string;
    image: string | null;
    /** What its machine is made of, decided at its creation. @default nspawn */
    backend?: Backend;
    /** Kind of pair whose packages a virtual machine has from the start, decided at its creation. @default none */
    vmKind?: PairKind;
    status: InstanceStatus;
    /** "lost": the host under it has no power, so nothing but the lab's own words bring it back. */
    host: "up" | "lost";
    /** The API shut it down while its host was lost: so it stays off when the host is back. */
    shutWhileLost?: boolean;
    /** A machine exists on the ground (disk made, user data placed). */
    made: boolean;
    /** Whether creation goes on to a first boot. */
    bootAtCreation: boolean;
    firstBoot?: FirstBoot;
    hasUserData: boolean;
    watchdog: boolean;
    /** Times (ms) at which the watchdog booted it: it gives up after 5 within 15 minutes. */
    watchdogBoots: number[];
    backups: boolean;
    alerts: Record<string, number>;
    diskEncryption: "enabled" | "disabled";
    hostUuid: string;
    ipv4: string;
    ipv6: string;
    configId: number;
    /** None or absent: the public one alone. */
    interfaces?: ConfigInterface[];
    disks: Disk[];
    created: string;
    updated: string;
}

export interface FirewallRule {
    label: string;
    description: string;
    action: PacketRule["action"];
    protocol: PacketRule["protocol"];
    ports?: string;
    addresses: { ipv4?: string[]; ipv6?: string[] };
}

export interface FirewallRules {
    inbound: FirewallRule[];
    inbound_policy: "ACCEPT" | "DROP";
    outbound: FirewallRule[];
    outbound_policy: "ACCEPT" | "DROP";
}

export interface FirewallDevice {
    id: number;
    linodeId: number;
    created: string;
}

export interface Firewall {
    id: number;
    label: string;
    status: "enabled" | "disabled";
    tags: string[];
    rules: FirewallRules;
    /** Grows with each change of the rules. */
    rulesVersion: number;
    devices: FirewallDevice[];
    created: string;
    updated: string;
}

export interface PlacementGroup {
    id: number;
    label: string;
    region: string;
    policy: "strict" | "flexible";
    linodeIds: number[];
}

export interface SshKey {
    id: number;
    label: string;
    key: string;
    created: string;
}

export interface EventEntity {
    id: number;
    label: string;
    type: "linode" | "firewall" | "placement_group" | "user_ssh_key" | "volume" | "domain";
    url: string;
}

export interface LinodeEvent {
    id: number;
    action: string;
    status: "scheduled" | "started" | "finished" | "failed" | "notification";
    percent: number;
    message: string;
    entity: EventEntity | null;
    created: string;
    /** Seconds from start to end, once over. */
    duration: number | null;
    startedMs: number;
    seen: boolean;
    read: boolean;
}
