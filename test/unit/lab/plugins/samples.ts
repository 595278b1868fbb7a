import { type PropertySpec, type ResourceType, Schema } from "../../../../lab/plugins/schema";
import type { Props, Value } from "../../../../lab/plugins/values";
import { ASSET, SIGNATURE } from "../../../../lab/plugins/wire";

/** The smallest inputs that a resource takes, where the schema file has none. */
const MINIMAL: Record<string, Props> = {
    "cloudflare:index/dnsRecord:DnsRecord": {
        zoneId: "z1",
        name: "a.example",
        type: "A",
        ttl: 300,
        content: "192.0.2.1",
    },
    "cloudflare:index/zone:Zone": { name: "example.com", account: { id: "acc" } },
};

export function minimal(type: ResourceType): Props {
    return MINIMAL[type.token] ?? type.minimalInputs;
}

const asset = (n: number): Props => ({ [SIGNATURE]: ASSET, hash: `hash${n}`, text: `text ${n}` });

/** The n-th made-up value of a property: right in type, nothing more. */
export function sample(schema: Schema, spec: PropertySpec, n: number): Value {
    if (spec.$ref) return sampleOf(schema, spec.$ref, n);
    switch (spec.type) {
        case "integer":
        case "number":
            // Far apart: some are rounded before they are compared.
            return 100 * n;
        case "boolean":
            return n % 2 === 0;
        case "array":
            return [sample(schema, spec.items ?? {}, n)];
        case "object":
            return { key: sample(schema, spec.additionalProperties ?? { type: "string" }, n) };
        default:
            return `sample-${n}`;
    }
}

function sampleOf(schema: Schema, ref: string, n: number): Value {
    if (ref.endsWith("/Asset") || ref.endsWith("/Archive")) return asset(n);
    const type = schema.refType(ref);
    if (!type) return `any-${n}`;
    if (type.enum) return type.enum[n % type.enum.length].value;
    const entries = Object.entries(type.properties ?? {}).filter(([, spec]) => !spec.$ref);
    return Object.fromEntries(entries.map(([key, spec]) => [key, sample(schema, spec, n)]));
}

/** A value of a type that the property does not take; undefined when it takes any. */
export function wrong(schema: Schema, spec: PropertySpec): Value | undefined {
    if (spec.$ref) return schema.refType(spec.$ref) || spec.$ref.endsWith("/Asset") ? 12345 : undefined;
    return spec.type === "string" ? { not: "a string" } : "neither number, list nor object";
}
