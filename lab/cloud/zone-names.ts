import { DEFAULT_NAMES_ZONE } from "./addresses";
import { isName } from "./cloudflare/names";
import type { CloudState } from "./state";
import { domainsOf } from "./state";

/** A zone's name as it is kept: lower case, no dot at the end. */
export function zoneName(text: string): string {
    return text.trim().replace(/\.$/, "").toLowerCase();
}

/** Whether a zone may be called that. */
export function isZoneName(name: string): boolean {
    return isName(name) && name.includes(".") && !name.startsWith("*");
}

/** Whether the lab needs a name for itself. */
export function isReserved(name: string): boolean {
    return name === DEFAULT_NAMES_ZONE || name.endsWith("in-addr.arpa") || name.endsWith("ip6.arpa");
}

/** Who serves a zone already: out in the world its registrar points at one service. */
export function servedBy(state: CloudState, name: string): "Cloudflare" | "Linode" | undefined {
    if (state.zones.some((zone) => zone.name === name)) return "Cloudflare";
    return domainsOf(state).some(({ domain }) => domain === name) ? "Linode" : undefined;
}
