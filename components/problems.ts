import * as pulumi from "@pulumi/pulumi";

/** One thing that is wrong with the arguments of a component. */
export interface Problem {
    /** The property, as the user wrote it: "recipients[3]", "b.linode.region". */
    readonly property: string;
    /** What is wrong, with the value, what is allowed and what to do. Lower case, no full stop. */
    readonly reason: string;
}

/** Shows a value in a message: short, on one line. */
export function shown(value: unknown): string {
    const text = JSON.stringify(value) ?? "undefined";
    return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** Tells when a number is not a whole one between two ends. */
export function between(
    property: string,
    value: number,
    unit: string,
    { min, max }: { min: number; max: number },
): Problem[] {
    if (Number.isInteger(value) && value >= min && value <= max) return [];
    return [{ property, reason: `${shown(value)} is out of range: a whole number from ${min} to ${max}${unit}` }];
}

/** Tells when a text is none of those that a property knows. */
export function oneOf(property: string, value: string, allowed: Record<string, string>): Problem[] {
    const known = Object.values(allowed);
    if (known.includes(value)) return [];
    return [{ property, reason: `${shown(value)} is not known: ${known.map((one) => `"${one}"`).join(", ")}` }];
}

/**
 * Throws one error that lists every problem, or does nothing when there are none. It is a run error: the engine prints
 * the message alone, without a stack.
 */
export function refuse(component: string, problems: readonly Problem[]): void {
    if (problems.length === 0) return;
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    const lines = problems.map(({ property, reason }) => `  - ${property}: ${reason}`);
    const message = [`${component} is refused, ${count}:`, ...lines].join("\n");
    // Where a late value is refused, the SDK would write "error serializing property …" before it for each that waits.
    throw Object.defineProperty(new pulumi.RunError(message), "message", { get: () => message, set: () => undefined });
}
