import { isProps, type Props, type Value } from "./values";

type Json = Record<string, unknown>;

const camel = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** `network_in` -> `networkIn`, down to the leaves; null becomes absent. */
export function toProps(json: unknown): Value {
    if (Array.isArray(json)) return json.map(toProps);
    if (typeof json !== "object" || json === null) return json as Value;
    const entries = Object.entries(json).filter(([, value]) => value !== null && value !== undefined);
    return Object.fromEntries(entries.map(([key, value]) => [camel(key), toProps(value)]));
}

export const propsOf = (json: unknown): Props => toProps(json) as Props;

function toJson(value: Value | undefined): unknown {
    if (Array.isArray(value)) return value.map(toJson);
    if (!isProps(value)) return value;
    return jsonOf(value);
}

/** `networkIn` -> `network_in`; absent values are left out. */
export function jsonOf(props: Props): Json {
    const entries = Object.entries(props).filter(([key, value]) => value !== undefined && !key.startsWith("__"));
    return Object.fromEntries(entries.map(([key, value]) => [snake(key), toJson(value)]));
}

/** Timestamps of the API have no zone; the provider shows them as RFC 3339 in UTC. */
export function timestamp(value: unknown): string {
    return typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(value)
        ? `${value}Z`
        : String(value ?? "");
}
