import type { CloudState } from "../state";
import { isKnownType, readContent, takesData } from "./contents";
import { invalid } from "./errors";
import type { CloudflareZone, DnsRecord } from "./model";
import { fullName } from "./names";

const PROXIABLE = ["A", "AAAA", "CNAME"];
const COMMENT_MAX = 100;

export type RecordFields = Omit<DnsRecord, "id" | "zoneId" | "created" | "modified" | "commentModified">;

export function isProxiable(type: string): boolean {
    return PROXIABLE.includes(type);
}

/** Reads a record from a request's body; throws Cloudflare's refusal for the first thing that is wrong. */
export function readRecord(body: Record<string, unknown>, zone: CloudflareZone): RecordFields {
    const type = String(body.type ?? "").toUpperCase();
    if (!isKnownType(type)) throw invalid(9004, "Invalid DNS record type.");
    if (typeof body.name !== "string") throw invalid(9000, "DNS name is invalid.");
    const name = fullName(body.name, zone.name);
    const data = body.data as Record<string, unknown> | undefined;
    const content = readContent(type, body.content, data ?? undefined);
    const priority = readPriority(type, body.priority ?? (type === "SRV" ? data?.priority : undefined));
    const proxied = body.proxied === true;
    if (proxied && !isProxiable(type)) throw invalid(9041, "Invalid proxied mode. Record cannot be proxied.");
    const ttl = readTtl(body.ttl, proxied);
    const comment = typeof body.comment === "string" && body.comment !== "" ? body.comment : null;
    if (comment && comment.length > COMMENT_MAX) {
        throw invalid(9302, `DNS record comment exceeds ${COMMENT_MAX} characters.`);
    }
    const tags = Array.isArray(body.tags) ? body.tags.map(String) : [];
    if (tags.length > 0) throw invalid(9300, `DNS record has ${tags.length} tags, exceeding the quota of 0.`);
    const settings = (body.settings ?? {}) as Record<string, unknown>;
    return {
        type,
        name,
        content,
        ttl,
        proxied,
        comment,
        tags,
        settings,
        ...(priority === undefined ? {} : { priority }),
        ...(data && takesData(type) ? { data } : {}),
    };
}

function readPriority(type: string, value: unknown): number | undefined {
    if (type !== "MX" && type !== "SRV") return undefined;
    if (value === undefined || value === null) throw invalid(9101, "priority is a required data field.");
    if (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65535) return Number(value);
    throw invalid(9101, "priority must be a whole number from 0 to 65535.");
}

function readTtl(value: unknown, proxied: boolean): number {
    const ttl = value === undefined || value === null ? 1 : Number(value);
    if (!Number.isInteger(ttl) || (ttl !== 1 && (ttl < 60 || ttl > 86400))) {
        throw invalid(9021, "Invalid TTL. Must be between 60 and 86400 seconds, or 1 for Automatic.");
    }
    if (proxied && ttl !== 1) throw invalid(9022, "ttl must be set to 1 when `proxied` is true");
    return ttl;
}

/** Refuses what cannot stand beside the zone's other records; `self` is the record that is being changed. */
export function checkConflicts(state: CloudState, zoneId: string, wanted: RecordFields, self?: string): void {
    const others = state.records.filter((one) => one.zoneId === zoneId && one.name === wanted.name && one.id !== self);
    for (const other of others) {
        const same =
            other.type === wanted.type && other.content === wanted.content && other.priority === wanted.priority;
        if (same) throw invalid(81058, "An identical record already exists.");
    }
    if (wanted.type === "CNAME" && others.length > 0) {
        throw invalid(81053, "An A, AAAA, or CNAME record with that host already exists.");
    }
    if (others.some(({ type }) => type === "CNAME")) {
        throw invalid(81054, "A CNAME record with that host already exists.");
    }
}
