/** Stands for a value that is only known once the resource exists; it travels as a fixed string. */
export class Unknown {}
export const UNKNOWN = new Unknown();

/** A value that the engine must keep encrypted. */
export class Secret {
    constructor(readonly value: Value) {}
}

export type Value = null | boolean | number | string | Unknown | Secret | Value[] | Props;
export interface Props {
    [key: string]: Value | undefined;
}

export function isProps(value: Value | undefined): value is Props {
    return (
        typeof value === "object" &&
        value !== null &&
        !Array.isArray(value) &&
        !(value instanceof Unknown) &&
        !(value instanceof Secret)
    );
}

function eachValue(props: Props, change: (value: Value) => Value): Props {
    const result: Props = {};
    for (const [key, value] of Object.entries(props)) if (value !== undefined) result[key] = change(value);
    return result;
}

/** The same value without any secret marks. */
export function reveal(value: Value): Value {
    if (value instanceof Secret) return reveal(value.value);
    if (Array.isArray(value)) return value.map(reveal);
    return isProps(value) ? eachValue(value, reveal) : value;
}

export function revealed(props: Props): Props {
    return eachValue(props, reveal);
}

export function contains(value: Value | undefined, test: (value: Value) => boolean): boolean {
    if (value === undefined) return false;
    if (test(value)) return true;
    if (value instanceof Secret) return contains(value.value, test);
    if (Array.isArray(value)) return value.some((item) => contains(item, test));
    return isProps(value) && Object.values(value).some((item) => contains(item, test));
}

export const hasUnknown = (value: Value | undefined): boolean => contains(value, (item) => item instanceof Unknown);
const hasSecret = (value: Value | undefined): boolean => contains(value, (item) => item instanceof Secret);

/** Marks in `outs` what was secret under the same name in `inputs`, as the engine does for plugins without secrets. */
export function markLike(outs: Props, inputs: Props): Props {
    const result: Props = { ...outs };
    for (const [key, input] of Object.entries(inputs)) {
        const out = outs[key];
        if (out === undefined || out instanceof Secret || !hasSecret(input)) continue;
        result[key] = isProps(input) && isProps(out) ? markLike(out, input) : new Secret(out);
    }
    return result;
}

/** Marks the named properties as secret. */
export function markNamed(outs: Props, names: Iterable<string>): Props {
    const result: Props = { ...outs };
    for (const name of names) {
        const value = result[name];
        if (value !== undefined && value !== null && !(value instanceof Secret)) result[name] = new Secret(value);
    }
    return result;
}

/** Null and an absent value mean the same in a program. */
export const absent = (value: Value | undefined): value is null | undefined => value === undefined || value === null;

export function text(props: Props, key: string): string | undefined {
    const value = props[key];
    return typeof value === "string" ? value : undefined;
}

export function int(props: Props, key: string): number | undefined {
    const value = props[key];
    return typeof value === "number" ? value : undefined;
}

export function flag(props: Props, key: string): boolean | undefined {
    const value = props[key];
    return typeof value === "boolean" ? value : undefined;
}

export function list(props: Props, key: string): Value[] | undefined {
    const value = props[key];
    return Array.isArray(value) ? value : undefined;
}

export function nested(props: Props, key: string): Props | undefined {
    const value = props[key];
    return isProps(value) ? value : undefined;
}
