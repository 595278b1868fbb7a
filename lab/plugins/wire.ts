import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { isProps, type Props, Secret, UNKNOWN, Unknown, type Value } from "./values";

export const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
export const ASSET = "c44067f5952c0a294b673a41bacd8c17";
export const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";
const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const isAsset = (value: Value | undefined): boolean => isProps(value) && value[SIGNATURE] === ASSET;
export const isArchive = (value: Value | undefined): boolean => isProps(value) && value[SIGNATURE] === ARCHIVE;

function fromPlain(plain: JavaScriptValue): Value {
    if (typeof plain === "string") return plain === UNKNOWN_TEXT ? UNKNOWN : plain;
    if (Array.isArray(plain)) return plain.map(fromPlain);
    if (typeof plain !== "object" || plain === null) return plain;
    const object = plain as { [key: string]: JavaScriptValue };
    if (object[SIGNATURE] === SECRET) return new Secret(fromPlain(object.value));
    if (object[SIGNATURE] === OUTPUT) return fromOutput(object);
    return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, fromPlain(value)]));
}

function fromOutput(object: { [key: string]: JavaScriptValue }): Value {
    const value = "value" in object ? fromPlain(object.value) : UNKNOWN;
    return object.secret === true ? new Secret(value) : value;
}

/** Properties as they come from the engine: markers become `Unknown` and `Secret`, assets stay marked objects. */
export function decode(struct: Struct | undefined): Props {
    return struct ? (fromPlain(struct.toJavaScript()) as Props) : {};
}

function toPlain(value: Value): JavaScriptValue {
    if (value instanceof Unknown) return UNKNOWN_TEXT;
    if (value instanceof Secret) return { [SIGNATURE]: SECRET, value: toPlain(value.value) };
    if (Array.isArray(value)) return value.map(toPlain);
    return isProps(value) ? plainProps(value) : value;
}

function plainProps(props: Props): { [key: string]: JavaScriptValue } {
    const result: { [key: string]: JavaScriptValue } = {};
    // An undefined value makes the encoder throw "Unexpected struct type".
    for (const [key, value] of Object.entries(props)) if (value !== undefined) result[key] = toPlain(value);
    return result;
}

export function encode(props: Props): Struct {
    return Struct.fromJavaScript(plainProps(props));
}
