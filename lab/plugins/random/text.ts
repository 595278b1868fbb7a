import { echo } from "../plan";
import type { Resource } from "../resource";
import { absent, isProps, type Props, type Value } from "../values";
import { bcrypt } from "./bcrypt";
import { checkCharacters, numericOf, randomText } from "./characters";

const KNOWN: Props = {
    lower: true,
    upper: true,
    special: true,
    minLower: 0,
    minUpper: 0,
    minNumeric: 0,
    minSpecial: 0,
};

const withoutNulls = (value: Value | undefined): Props =>
    isProps(value) ? Object.fromEntries(Object.entries(value).filter(([, item]) => !absent(item))) : {};

/** Null values in keepers do not count. */
export function sameKeepers(stored: Value | undefined, next: Value | undefined): boolean {
    const sorted = (value: Value | undefined): string => JSON.stringify(Object.entries(withoutNulls(value)).sort());
    return sorted(stored) === sorted(next);
}

export function sameText(property: string, stored: Value | undefined, next: Value | undefined): boolean {
    if (property === "overrideSpecial") return (stored ?? "") === (next ?? "");
    return property === "keepers" && sameKeepers(stored, next);
}

function numeric(inputs: Props): Props {
    // The defaults are merged in before this runs, so the one that says false was set by the program.
    const value = inputs.numeric === false || inputs.number === false ? false : numericOf(inputs);
    return { numeric: value, number: value };
}

const base = {
    check: checkCharacters,
    same: sameText,
    plan: numeric,
    // Nothing outside the state knows a random value.
    read: async (id: string, state: Props) => ({ id, state }),
    // Every input replaces; only a change that means nothing comes here.
    update: async (_id: string, change: { state: Props; inputs: Props }) => ({
        ...change.state,
        ...echo(change.inputs),
    }),
    remove: async () => undefined,
};

function outputs(inputs: Props): Props {
    return { ...KNOWN, ...echo(inputs), ...numeric(inputs) };
}

/** random:index/randomPassword:RandomPassword. */
export function randomPassword(): Resource {
    return {
        ...base,
        create: async (inputs) => {
            const result = randomText(inputs);
            return { id: "none", state: { ...outputs(inputs), result, bcryptHash: await bcrypt(result) } };
        },
        read: async (id, state) => (state.result === undefined ? imported(id) : { id, state }),
    };
}

/** Import takes the password itself as the id; the id in the state is always "none". */
async function imported(password: string): Promise<{ id: string; state: Props }> {
    const state = { ...outputs({ length: password.length }), result: password, bcryptHash: await bcrypt(password) };
    return { id: "none", state };
}

/** random:index/randomString:RandomString: as a password, but not secret. */
export function randomString(): Resource {
    return {
        ...base,
        create: async (inputs) => {
            const result = randomText(inputs);
            return { id: result, state: { ...outputs(inputs), result } };
        },
        read: async (id, state) =>
            state.result === undefined
                ? { id, state: { ...outputs({ length: id.length }), result: id } }
                : { id, state },
    };
}
