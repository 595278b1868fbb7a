import { constraintFailures } from "./constraints";
import type { Failure, Resource } from "./resource";
import type { PropertySpec, ResourceType, Schema, TypeSpec } from "./schema";
import { absent, isProps, type Props, Secret, Unknown, type Value } from "./values";
import { isArchive, isAsset } from "./wire";

export interface Checked {
    inputs: Props;
    failures: Failure[];
}

function typeName(value: Value): string {
    if (Array.isArray(value)) return "array";
    if (isAsset(value)) return "asset";
    if (isArchive(value)) return "archive";
    return value === null ? "null" : typeof value;
}

/** Checks values against the schema's types, down to the leaves. */
class TypeChecker {
    readonly failures: Failure[] = [];

    constructor(private readonly schema: Schema) {}

    object(at: string, value: Props, type: TypeSpec): void {
        for (const key of Object.keys(value)) {
            const property = at ? `${at}.${key}` : key;
            const spec = type.properties?.[key];
            if (key.startsWith("__") || absent(value[key])) continue;
            if (spec) this.value(property, value[key], spec);
            else
                this.fail(
                    property,
                    `Invalid or unknown key. Allowed here: ${Object.keys(type.properties ?? {}).join(", ")}`,
                );
        }
        for (const key of type.required ?? []) {
            if (!absent(value[key])) continue;
            this.fail(at ? `${at}.${key}` : key, `Missing required argument. The argument "${key}" is required`);
        }
    }

    private value(at: string, value: Value, spec: PropertySpec): void {
        if (value instanceof Unknown || value === null) return;
        if (value instanceof Secret) return this.value(at, value.value, spec);
        if (spec.$ref) return this.reference(at, value, spec.$ref);
        if (spec.type === "array") return this.array(at, value, spec);
        if (spec.type === "object") return this.map(at, value, spec);
        const wanted = spec.type === "integer" ? "number" : spec.type;
        if (typeof value !== wanted) return this.fail(at, `expected ${spec.type}, got ${typeName(value)}`);
        if (spec.type === "integer" && !Number.isInteger(value))
            this.fail(at, `expected integer, got ${String(value)}`);
    }

    private reference(at: string, value: Value, ref: string): void {
        const type = this.schema.refType(ref);
        if (ref === "pulumi.json#/Asset" || ref === "pulumi.json#/Archive") {
            if (!isAsset(value) && !isArchive(value)) this.fail(at, "either asset or archive must be set");
        } else if (type?.enum) {
            const allowed = type.enum.map((entry) => entry.value);
            if (!allowed.includes(String(value)))
                this.fail(at, `expected one of ${allowed.join(", ")}, got ${String(value)}`);
        } else if (type) {
            if (isProps(value)) this.object(at, value, type);
            else this.fail(at, `expected object, got ${typeName(value)}`);
        }
    }

    private array(at: string, value: Value, spec: PropertySpec): void {
        if (!Array.isArray(value)) return this.fail(at, `expected array, got ${typeName(value)}`);
        if (spec.items) for (const [i, item] of value.entries()) this.value(`${at}[${i}]`, item, spec.items);
    }

    private map(at: string, value: Value, spec: PropertySpec): void {
        if (!isProps(value)) return this.fail(at, `expected object, got ${typeName(value)}`);
        if (!spec.additionalProperties) return;
        for (const [key, item] of Object.entries(value)) {
            if (item !== undefined) this.value(`${at}.${key}`, item, spec.additionalProperties);
        }
    }

    private fail(property: string, reason: string): void {
        this.failures.push({ property, reason });
    }
}

/** Type and required errors of a function's arguments or a provider's settings. */
export function typeFailures(schema: Schema, inputs: Props, type: TypeSpec): Failure[] {
    const checker = new TypeChecker(schema);
    checker.object("", inputs, type);
    return checker.failures;
}

function withNestedDefaults(schema: Schema, value: Value, spec: PropertySpec): Value {
    const type = spec.$ref ? schema.refType(spec.$ref) : undefined;
    if (value instanceof Secret) return new Secret(withNestedDefaults(schema, value.value, spec));
    if (!isProps(value) || !type?.properties || isAsset(value) || isArchive(value)) return value;
    const result: Props = { ...value };
    for (const [key, property] of Object.entries(type.properties)) {
        const own = result[key];
        if (!absent(own)) result[key] = withNestedDefaults(schema, own, property);
        else if (property.default !== undefined) result[key] = property.default;
    }
    return result;
}

function withDefaults(schema: Schema, type: ResourceType, inputs: Props): Props {
    const result: Props = {};
    for (const [key, value] of Object.entries(inputs)) {
        // What is null in the program is not set; what the engine saved of an earlier check is worked out anew.
        if (absent(value) || key === "__defaults") continue;
        result[key] = type.inputs[key] ? withNestedDefaults(schema, value, type.inputs[key]) : value;
    }
    const added = Object.keys(type.checkAdds).filter((key) => result[key] === undefined);
    for (const key of added) result[key] = type.checkAdds[key];
    if (Object.keys(type.checkAdds).length > 0) result.__defaults = added.sort();
    return result;
}

/** The inputs with the defaults that the real plugin adds at Check, and everything that is wrong with them. */
export function checkInputs(schema: Schema, type: ResourceType, resource: Resource, raw: Props, plain: Props): Checked {
    const failures = typeFailures(schema, plain, { properties: type.inputs, required: type.requiredInputs });
    if (failures.length === 0) {
        failures.push(...constraintFailures(type, plain), ...(resource.check?.(plain) ?? []));
    }
    return { inputs: withDefaults(schema, type, raw), failures };
}
