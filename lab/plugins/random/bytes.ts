import { randomBytes as bytes } from "node:crypto";
import { echo } from "../plan";
import type { Failure, Resource } from "../resource";
import { int, type Props, text } from "../values";
import { sameKeepers } from "./text";

const base = {
    same: (property: string, stored: Props[string], next: Props[string]) =>
        property === "keepers" && sameKeepers(stored, next),
    update: async (_id: string, change: { state: Props; inputs: Props }) => ({
        ...change.state,
        ...echo(change.inputs),
    }),
    remove: async () => undefined,
};

function atLeastOne(property: string): (inputs: Props) => Failure[] {
    return (inputs) => {
        const value = int(inputs, property);
        return value === undefined || value >= 1 ? [] : [{ property, reason: `expected at least 1, got ${value}` }];
    };
}

/** random:index/randomBytes:RandomBytes. Its id is the secret in clear, as with the real plugin. */
export function randomBytes(): Resource {
    const state = (inputs: Props, value: Buffer): Props => ({
        ...echo(inputs),
        base64: value.toString("base64"),
        hex: value.toString("hex"),
    });
    return {
        ...base,
        check: atLeastOne("length"),
        create: async (inputs) => {
            const value = bytes(int(inputs, "length") ?? 0);
            return { id: value.toString("base64"), state: state(inputs, value) };
        },
        read: async (id, old) => {
            const value = Buffer.from(id, "base64");
            return { id, state: old.base64 === undefined ? state({ length: value.length }, value) : old };
        },
    };
}

function idState(inputs: Props, value: Buffer): Props {
    const prefix = text(inputs, "prefix") ?? "";
    return {
        ...echo(inputs),
        b64Std: prefix + value.toString("base64"),
        b64Url: prefix + value.toString("base64url"),
        dec: prefix + BigInt(`0x${value.toString("hex")}`).toString(),
        hex: prefix + value.toString("hex"),
    };
}

/** random:index/randomId:RandomId. */
export function randomId(): Resource {
    return {
        ...base,
        check: atLeastOne("byteLength"),
        create: async (inputs) => {
            const value = bytes(int(inputs, "byteLength") ?? 0);
            return { id: value.toString("base64url"), state: idState(inputs, value) };
        },
        // Import takes "id" or "prefix,id".
        read: async (id, old) => {
            if (old.b64Url !== undefined) return { id, state: old };
            const [given, prefix] = id.split(",").reverse();
            const value = Buffer.from(given, "base64url");
            const inputs: Props = { byteLength: value.length, ...(prefix ? { prefix } : {}) };
            return { id: given, state: idState(inputs, value) };
        },
    };
}
