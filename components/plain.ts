import * as pulumi from "@pulumi/pulumi";

/** Is a value known now, with all that is in it? */
export function isPlain(value: unknown): boolean {
    if (pulumi.Output.isInstance(value) || value instanceof Promise) return false;
    return typeof value !== "object" || value === null || Object.values(value).every(isPlain);
}
