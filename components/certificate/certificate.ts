import { createECDH, createHash, createPrivateKey, createPublicKey, KeyObject, sign } from "node:crypto";
import { bits, integer, octets, oid, sequence, set, tagged, text, time, tlv, yes } from "./der";

/** A key and what it is known by. */
export interface CertifiedKey {
    /** PEM, PKCS#8; a secret. */
    readonly privateKey: string;
    /** PEM. */
    readonly certificate: string;
}

/** The authority of a pair: it signs, and its certificate is what others are told to trust. */
export interface Authority {
    readonly key: KeyObject;
    readonly name: string;
    /** PEM. */
    readonly certificate: string;
}

/** The fixed head of an ed25519 private key in PKCS#8 (RFC 8410), before its 32 bytes. */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");
const ED25519 = sequence(oid("1.3.101.112"));
/** Order of the group of P-256 (FIPS 186-5). */
const P256_ORDER = BigInt("0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
/** One for all of a pair's life: a new one would have to be told to everybody who trusts it. */
const AUTHORITY_TIME = { from: new Date("2025-01-01T00:00:00Z"), to: new Date("2060-01-01T00:00:00Z") };

function seedOf(secret: string, purpose: string): Buffer {
    return createHash("sha256").update(`pulumi-standby certificate ${purpose}\n${secret}`).digest();
}

const spkiOf = (key: KeyObject) => createPublicKey(key).export({ format: "der", type: "spki" });
const nameOf = (name: string) => sequence(set(sequence(oid("2.5.4.3"), text(name))));
const extension = (id: string, critical: boolean, value: Buffer) =>
    sequence(oid(id), ...(critical ? [yes] : []), octets(value));
const keyId = (spki: Buffer) => createHash("sha256").update(spki).digest().subarray(0, 20);

function pem(body: Buffer): string {
    const lines = body.toString("base64").match(/.{1,64}/g) ?? [];
    return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

interface Wish {
    readonly subject: string;
    readonly spki: Buffer;
    readonly issuer: { readonly name: string; readonly key: KeyObject };
    readonly from: Date;
    readonly to: Date;
    readonly extensions: readonly Buffer[];
}

/** A certificate by X.509 v3 (RFC 5280). Ed25519 signs without chance: the same wish gives the same text. */
function issue({ subject, spki, issuer, from, to, extensions }: Wish): string {
    const told = [subject, issuer.name, from.toISOString(), to.toISOString(), spki.toString("hex")].join("\n");
    const serial = createHash("sha256").update(told).digest().subarray(0, 16);
    serial[0] = (serial[0] & 0x7f) | 0x40;
    const ids = [
        extension("2.5.29.14", false, octets(keyId(spki))),
        extension("2.5.29.35", false, sequence(tlv(0x80, keyId(spkiOf(issuer.key))))),
    ];
    const body = sequence(
        ...[tagged(0, integer(Buffer.from([2]))), integer(serial), ED25519, nameOf(issuer.name)],
        ...[sequence(time(from), time(to)), nameOf(subject), spki, tagged(3, sequence(...ids, ...extensions))],
    );
    return pem(sequence(body, ED25519, bits(sign(null, body, issuer.key))));
}

/** The authority that a secret gives: the same for ever. */
export function authorityFrom(secret: string, name: string): Authority {
    const der = Buffer.concat([PKCS8_HEAD, seedOf(secret, "authority")]);
    const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
    const extensions = [
        extension("2.5.29.19", true, sequence(yes)),
        // To sign certificates, and lists of revoked ones.
        extension("2.5.29.15", true, bits(Buffer.from([0x06]), 1)),
    ];
    const wish = { subject: name, spki: spkiOf(key), issuer: { name, key }, ...AUTHORITY_TIME, extensions };
    return { key, name, certificate: issue(wish) };
}

/** A P-256 key that a secret gives: what is published of it in DNS stays as long as the secret does. */
export function serverKeyFrom(secret: string, purpose: string): KeyObject {
    const number = (BigInt(`0x${seedOf(secret, purpose).toString("hex")}`) % (P256_ORDER - 1n)) + 1n;
    const d = Buffer.from(number.toString(16).padStart(64, "0"), "hex");
    const curve = createECDH("prime256v1");
    curve.setPrivateKey(d);
    const [x, y] = [curve.getPublicKey().subarray(1, 33), curve.getPublicKey().subarray(33)];
    const [jwkX, jwkY, jwkD] = [x, y, d].map((part) => part.toString("base64url"));
    return createPrivateKey({ key: { kty: "EC", crv: "P-256", x: jwkX, y: jwkY, d: jwkD }, format: "jwk" });
}

/**
 * From when to when a server's certificate holds: from the start of this year until the end of February after the next
 * one. So an `up` in a new year renews it, with at least a year left for that, and all others leave it alone.
 */
export function validityAt(today: Date): { from: Date; to: Date } {
    const year = today.getUTCFullYear();
    return { from: new Date(Date.UTC(year, 0, 1)), to: new Date(Date.UTC(year + 2, 2, 1)) };
}

/** A server's certificate for these names, the first of which is its subject, with its key. */
export function serverCertificate(
    authority: Authority,
    key: KeyObject,
    names: readonly string[],
    validity: { from: Date; to: Date },
): CertifiedKey {
    const alternatives = names.map((name) => tlv(0x82, Buffer.from(name, "ascii")));
    const uses = ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"].map(oid);
    const extensions = [
        extension("2.5.29.15", true, bits(Buffer.from([0x80]), 7)),
        extension("2.5.29.37", false, sequence(...uses)),
        extension("2.5.29.17", false, sequence(...alternatives)),
    ];
    // A subject holds 64 characters at most; who checks looks at the names beside it.
    const subject = names[0].slice(0, 64);
    const certificate = issue({ subject, spki: spkiOf(key), issuer: authority, ...validity, extensions });
    return { privateKey: key.export({ format: "pem", type: "pkcs8" }) as string, certificate };
}

/** What a TLSA record 3 1 1 says of a key: the SHA-256 of its public half, in hex. */
export function tlsaOf(key: KeyObject): string {
    return createHash("sha256").update(spkiOf(key)).digest("hex");
}
