import type { PairKind } from "../kinds";
import type { LabRules } from "../net/firewall-rules";
import type { Backend } from "../machine/machine";
import type { Zone } from "../services/zone";

export type { Backend } from "../machine/machine";
export type { LabRules, MachineFirewall, PacketRule } from "../net/firewall-rules";
export type { Zone, ZoneRecord } from "../services/zone";

export interface GroundMachine {
    id: number;
    hostname: string;
    backend: Backend;
    /** Kind of pair whose packages are on it, where it is a virtual machine. @default none */
    vmKind?: PairKind;
    image: string;
    diskMb: number;
    memoryMb: number;
    cpus: number;
    ipv4: string;
    ipv6: string;
    userData?: string;
    rootPassword?: string;
    authorizedKeys: string[];
}

/** A VLAN that a machine is in. */
export interface VlanAddress {
    region: string;
    label: string;
    /** In CIDR form. @default none */
    address?: string;
}

/**
 * What the cloud's API stands on: machines, packets and names. The API decides, the ground does.
 * Every method can be called again after a crash of the caller: making what is there or stopping what is off is no error.
 */
export interface Ground {
    make(machine: GroundMachine): Promise<void>;
    /** Boots it in these VLANs: eth1, eth2. */
    boot(id: number, vlans: VlanAddress[]): Promise<void>;
    shutdown(id: number): Promise<void>;
    reboot(id: number, vlans: VlanAddress[]): Promise<void>;
    /** Power loss, at once. The disk stays. */
    crash(id: number): Promise<void>;
    hang(id: number): Promise<void>;
    resume(id: number): Promise<void>;
    /** Stops at once and deletes the disk. */
    destroy(id: number): Promise<void>;
    running(id: number): boolean;
    /** Makes the volume's storage of so many GB, or lets it grow; a machine that it is on sees that. */
    provideVolume(id: number, gigabytes: number, machine?: number): Promise<void>;
    /** Puts a volume on a machine, also one that runs. */
    attachVolume(machine: number, volume: { id: number; label: string }): Promise<void>;
    /** Takes it off, whether or not the guest still uses it. */
    detachVolume(machine: number, id: number): Promise<void>;
    /** Deletes the volume's storage. */
    dropVolume(id: number): Promise<void>;
    /** Puts the whole set of packet rules in force, in one step. */
    applyRules(rules: LabRules): Promise<void>;
    /** Serves exactly these zones. */
    setZones(zones: Zone[]): Promise<void>;
    /** Asks the authoritative server; empty when the name or type is not there. */
    resolve(name: string, type: "A" | "AAAA" | "PTR"): Promise<string[]>;
}
