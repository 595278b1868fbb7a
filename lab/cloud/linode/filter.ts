import { refuse } from "./errors";

type Query = Record<string, unknown>;

/** Applies the JSON of an X-Filter header: equality, +and, +or, the comparisons, +order_by and +order. */
export function applyFilter<T>(items: T[], header: string | undefined): T[] {
    if (header === undefined || header.trim() === "") return items;
    const { "+order_by": orderBy, "+order": order, ...conditions } = parse(header);
    const kept = items.filter((item) => fits(item, conditions));
    if (typeof orderBy !== "string") return kept;
    const sign = order === "desc" ? -1 : 1;
    return kept.sort((a, b) => sign * compare(valueAt(a, orderBy), valueAt(b, orderBy)));
}

function parse(header: string): Query {
    try {
        const value: unknown = JSON.parse(header);
        if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Query;
    } catch {
        // Refused below, as a value that is no object is.
    }
    throw refuse("Cannot parse X-Filter", "X-Filter");
}

function fits(item: unknown, conditions: Query): boolean {
    return Object.entries(conditions).every(([key, wanted]) => {
        if (key === "+and") return (wanted as Query[]).every((one) => fits(item, one));
        if (key === "+or") return (wanted as Query[]).some((one) => fits(item, one));
        if (key.startsWith("+")) throw refuse(`Unknown operator ${key}`, "X-Filter");
        return holds(valueAt(item, key), wanted);
    });
}

function holds(value: unknown, wanted: unknown): boolean {
    if (Array.isArray(value)) return value.some((one) => holds(one, wanted));
    if (typeof wanted !== "object" || wanted === null) return equal(value, wanted);
    return Object.entries(wanted as Query).every(([operator, bound]) => {
        const order = compare(value, bound);
        if (operator === "+neq") return !equal(value, bound);
        if (operator === "+contains") return String(value).toLowerCase().includes(String(bound).toLowerCase());
        if (operator === "+gt") return order > 0;
        if (operator === "+gte") return order >= 0;
        if (operator === "+lt") return order < 0;
        if (operator === "+lte") return order <= 0;
        throw refuse(`Unknown operator ${operator}`, "X-Filter");
    });
}

function equal(value: unknown, wanted: unknown): boolean {
    if (value === wanted) return true;
    return value !== null && value !== undefined && wanted !== null && String(value) === String(wanted);
}

function compare(a: unknown, b: unknown): number {
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

/** "entity.id" reaches into nested objects. */
function valueAt(item: unknown, dotted: string): unknown {
    return dotted.split(".").reduce<unknown>((value, key) => (value as Query | null | undefined)?.[key], item);
}
