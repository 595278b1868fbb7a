import * as pulumi from "@pulumi/pulumi";

/** Is a value known now, with all that is in it? */
export function isPlain(value: unknown): boolean {
    if (pulumi.Output.isInstance(value) || value instanceof Promise) return false;
    return typeof value !== "object" || value === null || Object.values(value).every(isPlain);
}

/** What was gathered, once every value of it is known. */
export function late<S>(gathered: object): pulumi.Output<S> {
    return pulumi.output(gathered) as unknown as pulumi.Output<S>;
}

/** The same at once, if every value is a plain one already, so that mistakes are told before anything is registered. */
export function atOnce<S>(gathered: object): S | undefined {
    return isPlain(gathered) ? (gathered as unknown as S) : undefined;
}
