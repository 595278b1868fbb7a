import { randomInt } from "node:crypto";
import type { Failure } from "../resource";
import { flag, int, type Props, text } from "../values";

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const DIGITS = "0123456789";
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

/** `number` is the old name of `numeric`; each follows the other. */
export function numericOf(inputs: Props): boolean {
    return flag(inputs, "numeric") ?? flag(inputs, "number") ?? true;
}

interface Class {
    letters: string;
    wanted: boolean;
    least: number;
}

function classes(inputs: Props): Class[] {
    const special = text(inputs, "overrideSpecial") || SPECIAL;
    return [
        { letters: LOWER, wanted: flag(inputs, "lower") ?? true, least: int(inputs, "minLower") ?? 0 },
        { letters: UPPER, wanted: flag(inputs, "upper") ?? true, least: int(inputs, "minUpper") ?? 0 },
        { letters: DIGITS, wanted: numericOf(inputs), least: int(inputs, "minNumeric") ?? 0 },
        { letters: special, wanted: flag(inputs, "special") ?? true, least: int(inputs, "minSpecial") ?? 0 },
    ];
}

export function checkCharacters(inputs: Props): Failure[] {
    const length = int(inputs, "length");
    const least = classes(inputs).reduce((sum, entry) => sum + entry.least, 0);
    const failures: Failure[] = [];
    if (length !== undefined && length < Math.max(1, least)) {
        const reason = `expected at least ${Math.max(1, least)} (1, and the sum of the min* values), got ${length}`;
        failures.push({ property: "length", reason });
    }
    if (!classes(inputs).some((entry) => entry.wanted || entry.least > 0)) {
        const reason = "at least one of lower, upper, numeric and special must be true";
        failures.push({ property: "special", reason });
    }
    return failures;
}

function shuffled(items: string[]): string[] {
    for (let i = items.length - 1; i > 0; i--) {
        const j = randomInt(i + 1);
        [items[i], items[j]] = [items[j], items[i]];
    }
    return items;
}

/** A random text as the inputs ask: the minimum of each class first, the rest from all wanted classes, then shuffled. */
export function randomText(inputs: Props): string {
    const pick = (letters: string, count: number): string[] =>
        Array.from({ length: count }, () => letters[randomInt(letters.length)]);
    const chosen = classes(inputs).flatMap((entry) => pick(entry.letters, entry.least));
    const all = classes(inputs)
        .filter((entry) => entry.wanted)
        .map((entry) => entry.letters)
        .join("");
    return shuffled([...chosen, ...pick(all, (int(inputs, "length") ?? 0) - chosen.length)]).join("");
}
