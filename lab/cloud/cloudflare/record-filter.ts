import type { DnsRecord } from "./model";

const TEXTS = ["name", "content", "comment"] as const;
/** Keys that order or page a list and select nothing. */
const OTHER = new Set(["page", "per_page", "order", "direction", "match", "tag_match", "include_shadow_metadata"]);

type Test = (record: DnsRecord) => boolean;

/** Selects records by the query of a list request: all conditions, or any with match=any. */
export function filterRecords(records: DnsRecord[], query: URLSearchParams): DnsRecord[] {
    const tests = [...query].filter(([key]) => !OTHER.has(key)).map(([key, value]) => test(key, value));
    const fits = (record: DnsRecord) =>
        query.get("match") === "any" && tests.length > 0
            ? tests.some((one) => one(record))
            : tests.every((one) => one(record));
    return order(records.filter(fits), query);
}

function test(key: string, value: string): Test {
    const wanted = value.toLowerCase().replace(/\.$/, "");
    if (key === "type") return ({ type }) => type.toLowerCase() === wanted;
    if (key === "proxied") return ({ proxied }) => String(proxied) === wanted;
    if (key === "search") {
        return (record) => TEXTS.some((field) => (record[field] ?? "").toLowerCase().includes(wanted));
    }
    const [field, how = "exact"] = key.split(".");
    if (!TEXTS.includes(field as "name")) return () => true;
    return (record) => compare((record[field as "name"] ?? "").toLowerCase(), how, wanted);
}

function compare(value: string, how: string, wanted: string): boolean {
    if (how === "contains") return value.includes(wanted);
    if (how === "startswith") return value.startsWith(wanted);
    if (how === "endswith") return value.endsWith(wanted);
    if (how === "present") return value !== "";
    if (how === "absent") return value === "";
    return value === wanted;
}

function order(records: DnsRecord[], query: URLSearchParams): DnsRecord[] {
    const key = query.get("order") ?? "type";
    const sign = query.get("direction") === "desc" ? -1 : 1;
    const value = (record: DnsRecord) => String((record as unknown as Record<string, unknown>)[key] ?? "");
    return [...records].sort((a, b) => sign * value(a).localeCompare(value(b)));
}
