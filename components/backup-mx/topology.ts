import type { MemberTopology, PairTopology } from "../topology";
import { BackupMxSettings } from "./args";

export type { MembersTopology, MemberTopology, RecordTopology } from "../topology";

/** The pair in plain data: what status, diagram and drills work from. */
export interface BackupMxTopology extends PairTopology {
    readonly domains: string[];
}

type Found = Pick<MemberTopology, "address" | "managed" | "instanceId">;
/** IPv6 addresses of the hosts where mail comes by them. */
type FoundV6 = { readonly a?: string; readonly b?: string };

/** Puts together what the pair looks like. Pure. */
export function topology(
    name: string,
    settings: BackupMxSettings,
    found: { a: Found; b: Found },
    foundV6: FoundV6 = {},
): BackupMxTopology {
    const { zone, domains, names } = settings;
    const roles = { a: "primary", b: "backup" } as const;
    const preference = { a: settings.primaryPreference, b: settings.backupPreference };
    const managed = (["a", "b"] as const).filter((member) => found[member].managed);
    const addressOf = (member: "a" | "b", type: string) => {
        return { name: names[member], type, ttl: settings.addressTtlSeconds };
    };
    const records = managed.flatMap((member) => [
        { ...addressOf(member, "A"), content: found[member].address },
        ...(foundV6[member] ? [{ ...addressOf(member, "AAAA"), content: foundV6[member] }] : []),
        ...domains.map((domain) => {
            const mx = { name: domain, type: "MX", content: names[member], ttl: settings.mxTtlSeconds };
            return { ...mx, priority: preference[member] };
        }),
    ]);
    const of = (member: "a" | "b") => ({ name: names[member], role: roles[member], ...found[member] });
    return { pair: "backup-mx", name, zone, domains, members: { a: of("a"), b: of("b") }, records };
}
