import { type Answer, type Call, ok } from "../http/exchange";
import { refuse } from "./errors";
import { applyFilter } from "./filter";

/** One page of a list, after the caller's X-Filter. Page sizes 25 to 500, 100 when not given. */
export function page(call: Call, items: unknown[]): Answer {
    const kept = applyFilter([...items], call.headers["x-filter"]);
    const size = whole(call, "page_size", 100, 25, 500);
    const pages = Math.max(1, Math.ceil(kept.length / size));
    const number = whole(call, "page", 1, 1, pages);
    return ok({
        data: kept.slice((number - 1) * size, number * size),
        page: number,
        pages,
        results: kept.length,
    });
}

function whole(call: Call, name: string, otherwise: number, low: number, high: number): number {
    const text = call.query.get(name);
    if (text === null) return otherwise;
    const value = Number(text);
    if (Number.isInteger(value) && value >= low && value <= high) return value;
    throw refuse(`Must be ${low}-${high}`, name);
}
