import { randomBytes } from "node:crypto";
import { type Answer, type Call, ok } from "../http/exchange";
import { invalid } from "./errors";

export function newId(): string {
    return randomBytes(16).toString("hex");
}

/** Cloudflare's envelope around one result. */
export function result(value: unknown): Answer {
    return ok({ success: true, errors: [], messages: [], result: value });
}

/** One page of a list, in the envelope. */
export function resultPage(call: Call, items: unknown[], limits: { size: number; largest: number }): Answer {
    const size = whole(call, "per_page", limits.size, limits.largest);
    const page = whole(call, "page", 1, Number.MAX_SAFE_INTEGER);
    const shown = items.slice((page - 1) * size, page * size);
    return ok({
        success: true,
        errors: [],
        messages: [],
        result: shown,
        result_info: {
            page,
            per_page: size,
            count: shown.length,
            total_count: items.length,
            total_pages: Math.ceil(items.length / size),
        },
    });
}

function whole({ query }: Call, name: string, otherwise: number, largest: number): number {
    const text = query.get(name);
    if (text === null) return otherwise;
    const value = Number(text);
    if (Number.isInteger(value) && value >= 1 && value <= largest) return value;
    throw invalid(1004, `${name} must be a whole number from 1 to ${largest}`);
}
