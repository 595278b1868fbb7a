import type { Props, Value } from "./values";

/** Says what happens, to the person in front of `pulumi up`, next to the resource it happens to. */
export interface Log {
    info(message: string): void;
    warning(message: string): void;
    /** A passing status: shown while the step runs, not kept. */
    status(message: string): void;
}

export interface Context {
    urn: string;
    /** The resource's name in the program. */
    name: string;
    /** The time limit of this step (customTimeouts), in seconds; 0: none was set. */
    seconds: number;
    /** Fires when the engine cancels the whole run. */
    signal: AbortSignal;
    log: Log;
}

export interface Failure {
    property: string;
    reason: string;
}

export interface Created {
    id: string;
    state: Props;
}

export interface Change {
    /** The outputs stored before. */
    state: Props;
    inputs: Props;
    /** Top-level inputs that differ. */
    changed: Set<string>;
}

/** One resource type: what the schema cannot say. Values come without secret marks; the server puts them back. */
export interface Resource {
    /** Inputs whose order has no meaning. */
    sets?: string[];
    /** Outputs that nobody can tell before an update has run. */
    unknownOnUpdate?: string[];
    /** Outputs to mark secret beside those the schema marks. */
    secretOutputs?: string[];
    /** Rules beyond types, required and the simple constraints of the schema. Unknown values must pass. */
    check?(inputs: Props): Failure[];
    /** True when `next` means what `stored` already is, although they look different. */
    same?(property: string, stored: Value | undefined, next: Value | undefined, before: Before): boolean;
    /** True when a change at this path (like `metadatas[0].userData`) replaces the resource. */
    replaces?(path: string): boolean;
    /** Outputs that follow from the inputs alone. */
    plan?(inputs: Props): Props;
    create(inputs: Props, context: Context): Promise<Created>;
    /** Undefined when the thing is gone. */
    read(id: string, state: Props, context: Context): Promise<Created | undefined>;
    update(id: string, change: Change, context: Context): Promise<Props>;
    remove(id: string, state: Props, context: Context): Promise<void>;
}

export interface Before {
    state: Props;
    inputs: Props;
}

export type Invoke = (inputs: Props, context: Context) => Promise<Props>;

/** One plugin. */
export interface Provider {
    name: string;
    /** Whether the real plugin takes secrets; if not the engine sends plain values and marks the outputs itself. */
    acceptSecrets: boolean;
    /** A list that changed is a replacement only when it comes or goes as a whole. */
    replacesWholeOnly: boolean;
    configure(config: Props): Promise<void>;
    resources: Record<string, Resource>;
    functions: Record<string, Invoke>;
}

/** The thing exists but is not well: the engine keeps it in the state and updates it at the next run. */
export class PartialFailure extends Error {
    constructor(
        readonly id: string,
        readonly state: Props,
        readonly reason: string,
    ) {
        super(reason);
    }
}
