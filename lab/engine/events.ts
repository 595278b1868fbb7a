/** What the engine did, or would do, to one resource. */
export interface Step {
    /** create, update, replace, create-replacement, delete-replaced, delete, same, read, refresh … */
    op: string;
    urn: string;
    type: string;
    /** The last part of the urn. */
    name: string;
    /** Properties that differ, where the provider says so. */
    diffs: string[];
}

/** What the event log of one run tells. */
export interface Events {
    /** One entry per resource that was dealt with, in order of their beginning. */
    steps: Step[];
    /** Resources by operation, as the engine sums them up; empty when it did not come to an end. */
    changes: Record<string, number>;
    /** Messages of severity error, without the engine's repetition of them. */
    errors: string[];
    warnings: string[];
    /** Whether the engine came to its summary. */
    complete: boolean;
}

interface EngineEvent {
    resourcePreEvent?: { metadata?: { op: string; urn: string; type: string; diffs?: string[] } };
    diagnosticEvent?: { message: string; severity: string; ephemeral?: boolean };
    summaryEvent?: { resourceChanges?: Record<string, number> };
}

/** Reads an event log: one JSON object a line, the last one perhaps cut off. Pure. */
export function readEvents(text: string): Events {
    const events: Events = { steps: [], changes: {}, errors: [], warnings: [], complete: false };
    for (const line of text.split("\n")) {
        const event = parse(line);
        const step = event?.resourcePreEvent?.metadata;
        if (step) {
            const { op, urn, type, diffs } = step;
            events.steps.push({ op, urn, type, name: urn.slice(urn.lastIndexOf("::") + 2), diffs: diffs ?? [] });
        }
        const told = event?.diagnosticEvent;
        if (told && !told.ephemeral) {
            const list = told.severity === "error" ? events.errors : events.warnings;
            const message = told.message.replace(/<\{%.*?%\}>/g, "").trim();
            if (["error", "warning"].includes(told.severity) && !list.includes(message)) list.push(message);
        }
        if (event?.summaryEvent) {
            events.changes = event.summaryEvent.resourceChanges ?? {};
            events.complete = true;
        }
    }
    return events;
}

function parse(line: string): EngineEvent | undefined {
    try {
        return JSON.parse(line) as EngineEvent;
    } catch {
        return undefined;
    }
}

/** `2 create, 10 same`; `nothing` when there is nothing. Pure. */
export function describeChanges(changes: Record<string, number>): string {
    const parts = Object.entries(changes).filter(([, count]) => count > 0);
    return parts.length === 0 ? "nothing" : parts.map(([op, count]) => `${count} ${op}`).join(", ");
}

/** How many resources a run touched: all that is not `same` or `read`. Pure. */
export function countChanges(changes: Record<string, number>): number {
    const quiet = ["same", "read", "refresh"];
    return Object.entries(changes).reduce((sum, [op, count]) => (quiet.includes(op) ? sum : sum + count), 0);
}
