import { Problem } from "../problems";

/** Seconds that Linode Domains knows as a TTL; it rounds all others up, without a word. */
export const LINODE_TTLS = [
    30, 120, 300, 3600, 7200, 14400, 28800, 57600, 86400, 172800, 345600, 604800, 1209600, 2419200,
] as const;
/** Its API takes a priority in one byte. */
const MOST_PREFERENCE = 255;

/** What of these values Linode Domains would not keep as written, by property. */
export function linodeLimits(
    ttls: Readonly<Record<string, number>>,
    preferences: Readonly<Record<string, number>> = {},
): Problem[] {
    const ofTtls = Object.entries(ttls).flatMap(([property, seconds]): Problem[] => {
        if (LINODE_TTLS.some((one) => one === seconds)) return [];
        const next = LINODE_TTLS.find((one) => one > seconds) ?? LINODE_TTLS[LINODE_TTLS.length - 1];
        const reason = `${seconds} seconds is no TTL of Linode Domains, which would make ${next} of it: one of ${LINODE_TTLS.join(", ")}`;
        return [{ property, reason }];
    });
    const ofPreferences = Object.entries(preferences).flatMap(([property, value]): Problem[] => {
        if (value <= MOST_PREFERENCE) return [];
        const reason = `${value} is too high for Linode Domains: a whole number up to ${MOST_PREFERENCE}`;
        return [{ property, reason }];
    });
    return [...ofTtls, ...ofPreferences];
}
