import type { PairKind } from "../kinds";
import type { CloudflareZone, DnsRecord } from "./cloudflare/model";
import type { Domain, DomainRecord } from "./linode/domain-model";
import type { Firewall, Instance, LinodeEvent, PlacementGroup, SshKey } from "./linode/model";
import type { Volume } from "./linode/volume-model";

/** A broken path between two ends; an end is an instance id or a literal address. */
export interface Cut {
    a: string;
    b: string;
    oneWay: boolean;
}

export interface LabSettings {
    /** Outbound TCP 25, 465 and 587 of every machine. Closed unless someone opens them, as on a new Linode account. */
    mailPorts: "open" | "closed";
    /** Labels of the Linodes that become virtual machines at their creation; `*` stands for any text. @default none */
    vms?: string[];
    /** Kinds of pairs whose members have their packages from the start, as virtual machines: images of them are there. @default none */
    vmKinds?: PairKind[];
}

/** Everything the local cloud knows. Kept as one JSON file; a process that finds the file goes on from there. */
export interface CloudState {
    version: 1;
    /** Kernel boot id of the host at the last change: another one means that every machine lost power. */
    bootId: string;
    settings: LabSettings;
    /** Last id given, by kind of thing. Ids are never used twice. */
    lastId: Record<string, number>;
    /** Last host number given out of the subnet: freed addresses come back only after a full round. */
    lastHost: number;
    instances: Instance[];
    firewalls: Firewall[];
    placementGroups: PlacementGroup[];
    /** Absent in states of before there were any. */
    volumes?: Volume[];
    /** Absent in states of before there were any. */
    domains?: Domain[];
    domainRecords?: DomainRecord[];
    sshKeys: SshKey[];
    events: LinodeEvent[];
    /** Reverse names set by the user, by address. Addresses not in here have their default name. */
    rdns: Record<string, string>;
    zones: CloudflareZone[];
    records: DnsRecord[];
    cuts: Cut[];
}

export function emptyState(bootId: string): CloudState {
    return {
        version: 1,
        bootId,
        settings: { mailPorts: "closed" },
        lastId: {},
        lastHost: 0,
        instances: [],
        firewalls: [],
        placementGroups: [],
        sshKeys: [],
        events: [],
        rdns: {},
        zones: [],
        records: [],
        cuts: [],
    };
}

export function volumesOf({ volumes = [] }: CloudState): Volume[] {
    return volumes;
}

export function domainsOf({ domains = [] }: CloudState): Domain[] {
    return domains;
}

export function domainRecordsOf({ domainRecords = [] }: CloudState, domainId: number): DomainRecord[] {
    return domainRecords.filter((record) => record.domainId === domainId);
}

/** The next id of a kind of thing, from 1001 on: four digits are easy to tell from counts and ports. */
export function nextId(state: CloudState, kind: string): number {
    const id = (state.lastId[kind] ?? 1000) + 1;
    state.lastId[kind] = id;
    return id;
}
