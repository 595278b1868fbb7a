import type { LabNetwork } from "../net/network";
import { prefix6 } from "../net/network";
import type { CloudState } from "./state";

const FIRST_HOST = 11;
const LAST_HOST = 249;
/** Holds the names that addresses have by default. */
export const DEFAULT_NAMES_ZONE = "ip.linodeusercontent.com";

/** The two addresses of host number `host` in a lab's network. */
export function addressesOf(net: LabNetwork, host: number): { ipv4: string; ipv6: string } {
    return { ipv4: `10.213.${net.slot}.${host}`, ipv6: canonicalAddress(`${prefix6(net.slot)}::${host}`) };
}

/** Takes the next free host number, going round: a name cached for a deleted machine must not lead to a new one. */
export function takeHost(state: CloudState, net: LabNetwork): number {
    const used = new Set(state.instances.map((instance) => instance.ipv4));
    for (let step = 1; step <= LAST_HOST - FIRST_HOST + 1; step++) {
        const from = state.lastHost < FIRST_HOST ? FIRST_HOST - 1 : state.lastHost;
        const host = FIRST_HOST + ((from - FIRST_HOST + step) % (LAST_HOST - FIRST_HOST + 1));
        if (used.has(addressesOf(net, host).ipv4)) continue;
        state.lastHost = host;
        return host;
    }
    throw new Error(`no free address: the lab holds ${used.size} Linodes, delete some`);
}

/** One spelling per address, without a prefix length: "FD5B:AB:0::B/128" -> "fd5b:ab::b". */
export function canonicalAddress(text: string): string {
    const bare = text.replace(/\/\d+$/, "");
    if (!bare.includes(":")) return bare;
    try {
        return new URL(`http://[${bare}]/`).hostname.slice(1, -1);
    } catch {
        return bare;
    }
}

/** The reverse name an address has until its owner sets another: 10-213-0-11.ip.linodeusercontent.com */
export function defaultReverseName(address: string): string {
    return `${address.replace(/[.:]/g, "-")}.${DEFAULT_NAMES_ZONE}`;
}
