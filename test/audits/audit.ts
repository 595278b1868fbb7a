import type { LabPair } from "../../lab/pair";

/** A question to a pair that has one good answer at any quiet time: nothing wrong. */
export interface Audit<P extends LabPair = LabPair> {
    name: string;
    /** What is wrong, one line each; empty when all is well. */
    audit(pair: P): Promise<string[]>;
}

/** Shortens what a machine said to what fits into one line. */
export function oneLine(text: string): string {
    return text
        .trim()
        .replace(/\s*\n\s*/g, "; ")
        .slice(0, 400);
}
