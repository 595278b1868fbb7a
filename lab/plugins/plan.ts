import type { Resource } from "./resource";
import type { ResourceType } from "./schema";
import { absent, isProps, type Props, UNKNOWN, type Value } from "./values";
import { diffInputs } from "./diff";
import type { Before, Provider } from "./resource";

/** Inputs as they are echoed in the outputs. */
export function echo(inputs: Props): Props {
    return Object.fromEntries(Object.entries(inputs).filter(([key, value]) => !key.startsWith("__") && !absent(value)));
}

/** The outputs that follow from the inputs: echoed ones and the defaults of the real plugin. */
export function knownOutputs(type: ResourceType, resource: Resource, inputs: Props): Props {
    const known = { ...type.known, ...echo(inputs) };
    return { ...known, ...resource.plan?.(known) };
}

/** What a preview shows of a resource that does not exist yet. */
export function plannedCreate(type: ResourceType, resource: Resource, inputs: Props): Props {
    const outs = knownOutputs(type, resource, inputs);
    for (const key of type.computed) outs[key] ??= UNKNOWN;
    return outs;
}

/** What a preview shows of an update: the stored outputs under the new inputs; only what really may change is unknown. */
export function plannedUpdate(
    provider: Provider,
    type: ResourceType,
    resource: Resource,
    before: Before,
    news: Props,
): Props {
    const differences = diffInputs(provider, type, resource, before, news);
    const outs: Props = { ...before.state };
    for (const key of Object.keys(before.inputs)) if (absent(news[key]) && !type.computed.has(key)) delete outs[key];
    for (const [key, value] of Object.entries(echo(news))) {
        if (resource.same?.(key, outs[key], value, before)) continue;
        outs[key] = merged(outs[key], value);
    }
    if (differences.length > 0) for (const key of resource.unknownOnUpdate ?? []) outs[key] = UNKNOWN;
    return outs;
}

/** A new nested value keeps what the cloud had added to the stored one. */
function merged(stored: Value | undefined, next: Value | undefined): Value | undefined {
    if (!isProps(stored) || !isProps(next)) return next;
    return { ...stored, ...next };
}

/** The inputs that would make this state: for import all that are set, for refresh those the program had set. */
export function inputsOf(type: ResourceType, resource: Resource, state: Props, old: Props): Props {
    const before = { state, inputs: old };
    const imported = Object.keys(old).length === 0;
    const inputs: Props = imported ? { ...type.checkAdds } : { ...old };
    for (const key of Object.keys(type.inputs)) {
        const stored = state[key];
        const own = old[key];
        if (imported) {
            const empty = absent(stored) || stored === "" || (Array.isArray(stored) && stored.length === 0);
            if (!empty) inputs[key] = stored;
        } else if (own !== undefined && !resource.same?.(key, stored, own, before)) {
            inputs[key] = shaped(stored, own);
        }
    }
    return Object.fromEntries(Object.entries(inputs).filter(([, value]) => !absent(value)));
}

/** The stored value cut down to the keys that the program wrote. */
function shaped(stored: Value | undefined, own: Value | undefined): Value | undefined {
    if (Array.isArray(stored) && Array.isArray(own)) {
        return stored.map((item, i) => (i < own.length ? (shaped(item, own[i]) ?? null) : item));
    }
    if (!isProps(stored) || !isProps(own)) return stored;
    return Object.fromEntries(Object.keys(own).map((key) => [key, shaped(stored[key], own[key])]));
}
