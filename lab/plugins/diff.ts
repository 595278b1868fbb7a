import type { Before, Provider, Resource } from "./resource";
import type { ResourceType } from "./schema";
import { absent, isProps, type Props, Unknown, type Value } from "./values";
import { isArchive, isAsset } from "./wire";

export type Kind = "add" | "delete" | "update";
export interface Difference {
    /** Like `label`, `inbounds[0].ports` or `connection.host`. */
    path: string;
    kind: Kind;
    replace: boolean;
}

/** The input that a path starts with: `a[0].b` belongs to `a`. */
export const rootOf = (path: string): string => /^[^.[]+/.exec(path)?.[0] ?? path;

/** What a program that does not set the property means by it. */
const isEmpty = (value: Value | undefined): boolean =>
    absent(value) || value === "" || value === false || value === 0 || (Array.isArray(value) && value.length === 0);

export function equal(a: Value | undefined, b: Value | undefined): boolean {
    if (a instanceof Unknown || b instanceof Unknown) return false;
    if (absent(a) || absent(b)) return absent(a) && absent(b);
    if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => equal(item, b[i]));
    if (!isProps(a)) return a === b;
    if (!isProps(b)) return false;
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => equal(a[key], b[key]));
}

function sameSet(a: Value[], b: Value[]): boolean {
    const keys = (items: Value[]): string[] => items.map((item) => JSON.stringify(item)).sort();
    return keys(a).join("\n") === keys(b).join("\n");
}

/**
 * Where `next` differs from what is stored. A key that only the stored value has counts only if the program once set it
 * (`old`): the rest was added by the cloud.
 */
function walk(path: string, stored: Value | undefined, old: Value | undefined, next: Value | undefined): Difference[] {
    const difference = (kind: Kind): Difference[] => [{ path, kind, replace: false }];
    if (absent(next)) return absent(stored) || absent(old) ? [] : difference("delete");
    if (absent(stored)) return difference("add");
    if (isAsset(stored) || isArchive(stored) || isAsset(next) || isArchive(next)) {
        // The engine hashes contents; the same contents under another path are the same asset.
        return isProps(stored) && isProps(next) && equal(stored.hash, next.hash) ? [] : difference("update");
    }
    if (isProps(stored) && isProps(next)) {
        const before = isProps(old) ? old : {};
        const keys = new Set([...Object.keys(next), ...Object.keys(before)]);
        keys.delete("__defaults");
        return [...keys].flatMap((key) => walk(`${path}.${key}`, stored[key], before[key], next[key]));
    }
    if (Array.isArray(stored) && Array.isArray(next)) {
        const before = Array.isArray(old) ? old : stored;
        return Array.from({ length: Math.max(stored.length, next.length) }, (_, i) =>
            walk(`${path}[${i}]`, stored[i], before[i] ?? stored[i], next[i]),
        ).flat();
    }
    return equal(stored, next) ? [] : difference("update");
}

function unchanged(resource: Resource, key: string, next: Value | undefined, before: Before): boolean {
    const stored = before.state[key];
    if (resource.sets?.includes(key) && Array.isArray(stored) && Array.isArray(next) && sameSet(stored, next))
        return true;
    return resource.same?.(key, stored, next, before) ?? false;
}

function differencesOf(
    type: ResourceType,
    resource: Resource,
    key: string,
    before: Before,
    given: Props,
): Difference[] {
    const next = given[key];
    const stored = before.state[key];
    if (unchanged(resource, key, next, before)) return [];
    if (!absent(next)) {
        // What a create never put into the state (and nobody computes) is compared with the inputs.
        return walk(key, stored === undefined ? before.inputs[key] : stored, before.inputs[key], next);
    }
    if (type.computed.has(key)) return [];
    const fallback = type.known[key];
    const found = stored === undefined ? before.inputs[key] : stored;
    if (found === undefined || (isEmpty(found) && isEmpty(fallback))) return [];
    if (equal(found, fallback)) return [];
    return [{ path: key, kind: fallback === undefined ? "delete" : "update", replace: false }];
}

/** Every difference between what is stored and what the program now wants, and which of them replace the resource. */
export function diffInputs(
    provider: Provider,
    type: ResourceType,
    resource: Resource,
    before: Before,
    news: Props,
    ignored: string[] = [],
): Difference[] {
    const skip = new Set(ignored.map(rootOf));
    return Object.keys(type.inputs)
        .filter((key) => !skip.has(key))
        .flatMap((key) => differencesOf(type, resource, key, before, news))
        .map((difference) => ({ ...difference, replace: replaces(provider, type, resource, difference) }));
}

function replaces(provider: Provider, type: ResourceType, resource: Resource, difference: Difference): boolean {
    if (resource.replaces?.(difference.path)) return true;
    const root = rootOf(difference.path);
    if (!type.replaceOnChange.has(root)) return false;
    return !provider.replacesWholeOnly || (difference.path === root && difference.kind !== "update");
}
