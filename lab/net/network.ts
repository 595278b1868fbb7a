import { createHash } from "node:crypto";
import * as path from "node:path";
import { repoRoot } from "../paths";
import { output } from "./command";
import { applyRules, rulesLoaded } from "./firewall";

export { claimSlot } from "./slot";

/** Addresses and names of one lab's network. All of it lives in the network namespace `netns`, the lab's router. */
export interface LabNetwork {
    lab: string;
    /** 0..199, unique on this machine. */
    slot: number;
    /** Name below /run/netns: standby-<slot>. */
    netns: string;
    /** Router, resolver and cloud API of the guests: 10.213.<slot>.1 */
    gateway: string;
    /** The lab's authoritative DNS server: 10.213.<slot>.2 */
    dns: string;
    /** This machine, seen from the lab: 10.213.<slot>.254 */
    hostSide: string;
    /** 10.213.<slot>.0/24 */
    subnet: string;
    /** fd5b:ab:<slot in hex>::/64 */
    subnet6: string;
}

/** One VLAN that a machine is in: eth1 is its first, eth2 its second. */
export interface VlanPort {
    /** Name of the bridge in the lab's namespace. */
    bridge: string;
    /** In CIDR form, set at each boot. @default none */
    address?: string;
}

const HIGHEST_SLOT = 199;

/** The network of the lab `lab` in slot `slot`. Pure. */
export function networkOf(lab: string, slot: number): LabNetwork {
    if (!Number.isInteger(slot) || slot < 0 || slot > HIGHEST_SLOT) {
        throw new Error(`slot of lab "${lab}": ${slot}: allowed are 0 to ${HIGHEST_SLOT}`);
    }
    return {
        lab,
        slot,
        netns: `standby-${slot}`,
        gateway: `10.213.${slot}.1`,
        dns: `10.213.${slot}.2`,
        hostSide: `10.213.${slot}.254`,
        subnet: `10.213.${slot}.0/24`,
        subnet6: `${prefix6(slot)}::/64`,
    };
}

/** fd5b:ab:<slot in hex>: what stands before `::` in the lab's IPv6 addresses. */
export function prefix6(slot: number): string {
    return `fd5b:ab:${slot.toString(16)}`;
}

/** Name of the network namespace of machine `id`. */
export function machineNetns(net: LabNetwork, id: number): string {
    return `${net.netns}-${id}`;
}

/** Makes the lab's namespace and its link to this machine; everything is open until `applyRules`. Idempotent. */
export async function netUp(net: LabNetwork): Promise<void> {
    await output("sh", [script("net-up.sh"), String(net.slot), prefix6(net.slot)]);
    if (!(await rulesLoaded(net))) await applyRules(net, { machines: [], mailPortsOpen: true, cuts: [] });
}

/** Removes all that `netUp` and `plug` made in this slot, also after a crash. Idempotent. */
export async function netDown(net: LabNetwork): Promise<void> {
    await output("sh", [script("net-down.sh"), String(net.slot)]);
}

/** Name of the bridge that is a VLAN. Names of links are short, labels of VLANs are not. */
export function vlanBridge(region: string, label: string): string {
    return `vlan-${createHash("sha256").update(`${region} ${label}`).digest("hex").slice(0, 10)}`;
}

/** The ports as plug.sh takes them, one word each. */
export function vlanWords(vlans: readonly VlanPort[] = []): string[] {
    return vlans.map(({ bridge, address = "" }) => `${bridge},${address}`);
}

/**
 * Makes the namespace of machine `id` anew, with `eth0` linked to the lab's router and a further link to each VLAN.
 * Returns the namespace's path.
 */
export async function plug(
    net: LabNetwork,
    id: number,
    ipv4: string,
    ipv6: string,
    vlans?: VlanPort[],
): Promise<string> {
    await output("sh", [script("plug.sh"), String(net.slot), String(id), ipv4, ipv6, ...vlanWords(vlans)]);
    return `/run/netns/${machineNetns(net, id)}`;
}

/** Cuts machine `id` off and deletes its namespace. Idempotent. */
export async function unplug(net: LabNetwork, id: number): Promise<void> {
    await output("sh", [script("unplug.sh"), String(net.slot), String(id)]);
}

/** Path of one of this folder's shell scripts. */
export function script(name: string): string {
    return path.join(repoRoot, "lab", "net", name);
}
