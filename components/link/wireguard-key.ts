import { createHash, createPrivateKey, createPublicKey } from "node:crypto";

/** A key pair as `wg` writes it, base64. */
export interface WireguardKey {
    readonly privateKey: string;
    readonly publicKey: string;
}

/** The fixed head of an X25519 private key in PKCS#8 (RFC 8410), before its 32 bytes. */
const PKCS8_HEAD = Buffer.from("302e020100300506032b656e04220420", "hex");

/** The key pair of 32 bytes, clamped as `wg genkey` does, so that `wg` shows the very text that we wrote. */
export function wireguardKey(bytes: Buffer): WireguardKey {
    const scalar = Buffer.from(bytes);
    scalar[0] &= 248;
    scalar[31] = (scalar[31] & 127) | 64;
    const key = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, scalar]), format: "der", type: "pkcs8" });
    const point = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
    return { privateKey: scalar.toString("base64"), publicKey: point.toString("base64") };
}

/** The key that a member gets from its secret: always the same one, so that nothing more need be kept. */
export function wireguardKeyFrom(secret: string): WireguardKey {
    return wireguardKey(createHash("sha256").update(`pulumi-standby wireguard\n${secret}`).digest());
}
