import { LinodeError, type Reason, refuse } from "./errors";

/** Reads the fields of a request body, collecting every problem, so that one answer names them all. */
export class Input {
    private readonly problems: Reason[] = [];

    constructor(private readonly body: Record<string, unknown>) {}

    has(field: string): boolean {
        return this.body[field] !== undefined && this.body[field] !== null;
    }

    raw(field: string): unknown {
        return this.body[field];
    }

    text(field: string): string | undefined {
        return this.typed(field, "string", "Must be of type String") as string | undefined;
    }

    requiredText(field: string): string {
        const value = this.text(field);
        if (value === undefined) this.problem(field, `${field} is required`);
        return value ?? "";
    }

    flag(field: string): boolean | undefined {
        return this.typed(field, "boolean", "Must be of type Boolean") as boolean | undefined;
    }

    integer(field: string): number | undefined {
        const value = this.typed(field, "number", "Must be of type Integer") as number | undefined;
        if (value !== undefined && !Number.isInteger(value)) this.problem(field, "Must be of type Integer");
        return value;
    }

    texts(field: string): string[] | undefined {
        return this.list(field, "string") as string[] | undefined;
    }

    integers(field: string): number[] | undefined {
        return this.list(field, "number") as number[] | undefined;
    }

    object(field: string): Record<string, unknown> | undefined {
        return this.typed(field, "object", "Must be of type Object") as Record<string, unknown> | undefined;
    }

    oneOf<T extends string>(field: string, allowed: readonly T[]): T | undefined {
        const value = this.text(field);
        if (value === undefined || allowed.includes(value as T)) return value as T | undefined;
        this.problem(field, `Must be one of ${allowed.join(", ")}`);
        return undefined;
    }

    problem(field: string, reason: string): void {
        if (!this.problems.some((known) => known.field === field)) this.problems.push({ reason, field });
    }

    /** Throws when anything was wrong so far. */
    done(): void {
        if (this.problems.length > 0) throw new LinodeError(400, this.problems);
    }

    private typed(field: string, type: string, reason: string): unknown {
        if (!this.has(field)) return undefined;
        const value = this.body[field];
        if (typeof value === type && !Array.isArray(value)) return value;
        this.problem(field, reason);
        return undefined;
    }

    private list(field: string, type: string): unknown[] | undefined {
        if (!this.has(field)) return undefined;
        const value = this.body[field];
        if (Array.isArray(value) && value.every((one) => typeof one === type)) return value;
        this.problem(field, "Must be an array");
        return undefined;
    }
}

/** The id in a path; anything but a whole number finds nothing, as at Linode. */
export function findById<T extends { id: number }>(items: T[], id: string | number): T | undefined {
    return items.find((item) => String(item.id) === String(id));
}

export interface LabelRule {
    low: number;
    high: number;
    /** What the label must match, and how Linode words it. */
    pattern: RegExp;
    wording: string;
    /** "Label must be unique among your <kind>" */
    kind: string;
}

/** Checks a label's length, letters and uniqueness; `others` are the labels already taken. */
export function checkLabel(label: string, rule: LabelRule, others: string[]): void {
    if (label.length < rule.low || label.length > rule.high) {
        throw refuse(`Length must be ${rule.low}-${rule.high} characters`, "label");
    }
    if (!rule.pattern.test(label)) throw refuse(rule.wording, "label");
    if (others.includes(label)) throw refuse(`Label must be unique among your ${rule.kind}`, "label");
}
