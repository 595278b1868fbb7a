import { BackupMxSettings } from "./args";

/** One host in plain data. */
export interface MemberTopology {
    readonly name: string;
    readonly role: string;
    readonly address: string;
    /** False for a host that is left alone. */
    readonly managed: boolean;
    /** Id of the machine, where we made it. */
    readonly instanceId?: string;
}

/** Both hosts. */
export interface MembersTopology {
    readonly a: MemberTopology;
    readonly b: MemberTopology;
}

/** One DNS record of the pair. */
export interface RecordTopology {
    readonly name: string;
    readonly type: string;
    readonly content: string;
    readonly ttl: number;
    /** MX preference. */
    readonly priority?: number;
}

/** The pair in plain data: what status, diagram and drills work from. */
export interface BackupMxTopology {
    readonly pair: string;
    readonly name: string;
    readonly zone: string;
    readonly domains: string[];
    readonly members: MembersTopology;
    readonly records: RecordTopology[];
}

type Found = Pick<MemberTopology, "address" | "managed" | "instanceId">;

/** Puts together what the pair looks like. Pure. */
export function topology(name: string, settings: BackupMxSettings, found: { a: Found; b: Found }): BackupMxTopology {
    const { zone, domains, names } = settings;
    const roles = { a: "primary", b: "backup" } as const;
    const preference = { a: settings.primaryPreference, b: settings.backupPreference };
    const managed = (["a", "b"] as const).filter((member) => found[member].managed);
    const records = managed.flatMap((member) => [
        { name: names[member], type: "A", content: found[member].address, ttl: settings.addressTtlSeconds },
        ...domains.map((domain) => {
            const mx = { name: domain, type: "MX", content: names[member], ttl: settings.mxTtlSeconds };
            return { ...mx, priority: preference[member] };
        }),
    ]);
    const of = (member: "a" | "b") => ({ name: names[member], role: roles[member], ...found[member] });
    return { pair: "backup-mx", name, zone, domains, members: { a: of("a"), b: of("b") }, records };
}
