import { AddressRecord } from "../../dns/zone";

/** The name that follows the primary. */
export interface EndpointName {
    readonly name: string;
    /** How long a resolver may keep the old address after a move. @default 60 */
    readonly ttlSeconds?: number;
}

/** Cloudflare takes no shorter one on most plans. */
export const SHORTEST_TTL_SECONDS = 60;

/** The one A record of the pair's endpoint: the primary's address, never two, so that no client can reach a standby. */
export function endpointRecord(
    { name, ttlSeconds = SHORTEST_TTL_SECONDS }: EndpointName,
    primary: string,
): AddressRecord & { readonly ipv4: string; readonly ttlSeconds: number } {
    return { name, ipv4: primary, ttlSeconds };
}
