import type { Failure } from "./resource";
import type { ResourceType } from "./schema";
import { absent, isProps, type Props, Unknown, type Value } from "./values";

type Rule = (value: Value) => string | undefined;

/**
 * The rule that a sentence of the schema file's `constraints` states: "length 3-50", "0-65535", ">=1", "cold|warm".
 * Undefined for what only prose can say; such rules live with their resource.
 */
export function parseConstraint(sentence: string): Rule | undefined {
    const length = /^length (\d+)-(\d+)/.exec(sentence);
    if (length) return lengthRule(Number(length[1]), Number(length[2]));
    const range = /^(\d+)-(\d+)/.exec(sentence);
    if (range) return rangeRule(Number(range[1]), Number(range[2]));
    const least = /^>=(\d+)/.exec(sentence);
    if (least) return rangeRule(Number(least[1]), Number.MAX_SAFE_INTEGER);
    const words = /^[\w]+(\|[\w]+)+(?= |$)/.exec(sentence);
    return words ? wordRule(words[0].split("|"), sentence.includes("any letter case")) : undefined;
}

function lengthRule(min: number, max: number): Rule {
    return (value) => {
        if (typeof value !== "string" || (value.length >= min && value.length <= max)) return undefined;
        // The value itself may be a password.
        return `expected length to be in the range (${min} - ${max}), got ${value.length}`;
    };
}

function rangeRule(min: number, max: number): Rule {
    return (value) => {
        if (typeof value !== "number" || (value >= min && value <= max)) return undefined;
        return max === Number.MAX_SAFE_INTEGER
            ? `expected at least ${min}, got ${value}`
            : `expected a value in the range (${min} - ${max}), got ${value}`;
    };
}

function wordRule(words: string[], anyCase: boolean): Rule {
    return (value) => {
        if (typeof value !== "string" || words.includes(anyCase ? value.toUpperCase() : value)) return undefined;
        return `expected one of ${words.join(", ")}, got ${value}`;
    };
}

/** Values under `property`; `rule.x` means x of each firewall rule. */
function targets(property: string, inputs: Props): { at: string; value: Value }[] {
    if (!property.startsWith("rule."))
        return absent(inputs[property]) ? [] : [{ at: property, value: inputs[property] }];
    const key = property.slice("rule.".length);
    return ["inbounds", "outbounds"].flatMap((side) => {
        const rules = inputs[side];
        if (!Array.isArray(rules)) return [];
        return rules.flatMap((rule, i) => {
            const value = isProps(rule) ? rule[key] : undefined;
            return absent(value) ? [] : [{ at: `${side}[${i}].${key}`, value }];
        });
    });
}

export function constraintFailures(type: ResourceType, inputs: Props): Failure[] {
    const failures: Failure[] = [];
    for (const [property, sentence] of Object.entries(type.constraints)) {
        const rule = typeof sentence === "string" ? parseConstraint(sentence) : undefined;
        if (!rule) continue;
        for (const { at, value } of targets(property, inputs)) {
            const reason = value instanceof Unknown ? undefined : rule(value);
            if (reason) failures.push({ property: at, reason });
        }
    }
    return failures;
}
