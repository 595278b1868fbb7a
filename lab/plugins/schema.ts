import * as fs from "node:fs";
import * as path from "node:path";
import { repoRoot } from "../paths";
import type { Props, Value } from "./values";

export interface PropertySpec {
    type?: "string" | "integer" | "number" | "boolean" | "array" | "object";
    items?: PropertySpec;
    additionalProperties?: PropertySpec;
    $ref?: string;
    secret?: boolean;
    default?: Value;
}
export interface TypeSpec {
    type?: string;
    properties?: Record<string, PropertySpec>;
    required?: string[];
    enum?: { value: string }[];
}
interface ResourceSpec {
    properties: Record<string, PropertySpec>;
    required?: string[];
    inputProperties: Record<string, PropertySpec>;
    requiredInputs?: string[];
    aliases?: { type: string }[];
}
interface Defaults {
    minimalInputs?: Props;
    checkAdds?: Props;
    previewKnown?: Props;
    previewUnknown?: string[];
    planDefaults?: Props;
    computedWhenAbsent?: string[];
}
export interface FunctionSpec {
    inputs?: TypeSpec;
    outputs?: TypeSpec;
}
interface SchemaFile {
    name: string;
    version: string;
    config: { variables?: Record<string, PropertySpec & { defaultInfo?: { environment?: string[] } }> };
    types: Record<string, TypeSpec>;
    resources: Record<string, ResourceSpec>;
    functions: Record<string, FunctionSpec>;
    replaceOnChange: Record<string, string[]>;
    verifiedDefaults?: Record<string, Defaults>;
    constraints?: Record<string, Record<string, string>>;
}

/** What one resource type promises, with the extra knowledge of the schema file brought into one place. */
export interface ResourceType {
    token: string;
    inputs: Record<string, PropertySpec>;
    requiredInputs: string[];
    outputs: Record<string, PropertySpec>;
    requiredOutputs: string[];
    replaceOnChange: Set<string>;
    /** Defaults that Check writes into the inputs. */
    checkAdds: Props;
    /** Defaults that appear in the outputs only. */
    known: Props;
    /** Outputs that the cloud computes when the program does not set them. */
    computed: Set<string>;
    constraints: Record<string, string>;
    minimalInputs: Props;
}

const SERVED = ["name", "version", "meta", "config", "provider", "types", "resources", "functions"];

/** One of lab/plugins/schemas/*.json. */
export class Schema {
    private constructor(readonly file: SchemaFile) {}

    static load(name: string): Schema {
        const file = path.join(repoRoot, "lab", "plugins", "schemas", `${name}.json`);
        return new Schema(JSON.parse(fs.readFileSync(file, "utf8")) as SchemaFile);
    }

    /** The schema as the real plugin would serve it: without the keys that only the lab and its tests read. */
    served(): string {
        return JSON.stringify(Object.fromEntries(Object.entries(this.file).filter(([key]) => SERVED.includes(key))));
    }

    /** A `$ref` into this schema's own types; undefined for pulumi.json#/Any, Asset and Archive. */
    refType(ref: string): TypeSpec | undefined {
        return ref.startsWith("#/types/") ? this.file.types[ref.slice("#/types/".length)] : undefined;
    }

    resource(token: string): ResourceType | undefined {
        const known = this.file.resources[token] ? token : this.unaliased(token);
        const spec = known === undefined ? undefined : this.file.resources[known];
        return known === undefined || !spec ? undefined : this.describe(known, spec);
    }

    private unaliased(token: string): string | undefined {
        const hit = Object.entries(this.file.resources).find(([, r]) => r.aliases?.some((a) => a.type === token));
        return hit?.[0];
    }

    private describe(token: string, spec: ResourceSpec): ResourceType {
        const defaults = this.file.verifiedDefaults?.[token] ?? {};
        const promised = (spec.required ?? []).filter((key) => !spec.requiredInputs?.includes(key));
        const computed = defaults.previewUnknown ?? defaults.computedWhenAbsent?.map((entry) => entry.split(" ")[0]);
        return {
            token,
            inputs: spec.inputProperties,
            requiredInputs: spec.requiredInputs ?? [],
            outputs: spec.properties,
            requiredOutputs: spec.required ?? [],
            replaceOnChange: new Set(this.file.replaceOnChange[token] ?? []),
            checkAdds: defaults.checkAdds ?? {},
            known: { ...defaults.previewKnown, ...defaults.planDefaults },
            computed: new Set(computed ?? promised),
            constraints: this.file.constraints?.[token] ?? {},
            minimalInputs: defaults.minimalInputs ?? {},
        };
    }
}
