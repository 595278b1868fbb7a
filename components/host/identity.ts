import { createHash, createPrivateKey, createPublicKey } from "node:crypto";

/** An SSH key pair as OpenSSH writes it. */
export interface SshKey {
    /** OpenSSH private key file. */
    readonly privateKey: string;
    /** "ssh-ed25519 AAAA…", without a comment. */
    readonly publicKey: string;
}

/** The fixed head of an ed25519 private key in PKCS#8 (RFC 8410), before its 32 bytes. */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");
const TYPE = "ssh-ed25519";
/** OpenSSH pads the private part to the block size of "no cipher". */
const BLOCK = 8;

function field(data: Buffer | string): Buffer {
    const bytes = Buffer.from(data);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
}

function armour(body: Buffer): string {
    const lines = body.toString("base64").match(/.{1,70}/g) ?? [];
    return ["-----BEGIN OPENSSH PRIVATE KEY-----", ...lines, "-----END OPENSSH PRIVATE KEY-----", ""].join("\n");
}

/**
 * Derives an ed25519 key from a secret text: the same secret gives the same key, so that a host keeps its identity and
 * the program can pin it before the machine exists.
 * @param purpose keeps keys for different uses apart, though they come from one secret
 */
export function sshKeyFrom(secret: string, purpose: string): SshKey {
    const seed = createHash("sha256").update(`pulumi-standby ${purpose}\n${secret}`).digest();
    const key = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: "der", type: "pkcs8" });
    const point = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
    const publicBlob = Buffer.concat([field(TYPE), field(point)]);
    // The check number only has to stand there twice; OpenSSH takes a random one, we need the same text each time.
    const check = createHash("sha256").update(seed).update("check").digest().subarray(0, 4);
    const secretPart = Buffer.concat([check, check, publicBlob, field(Buffer.concat([seed, point])), field(purpose)]);
    const missing = (BLOCK - (secretPart.length % BLOCK)) % BLOCK;
    const padding = Buffer.from(Array.from({ length: missing }, (_, index) => index + 1));
    const count = Buffer.from([0, 0, 0, 1]);
    const body = Buffer.concat([
        Buffer.from("openssh-key-v1\0"),
        field("none"),
        field("none"),
        field(""),
        count,
        field(publicBlob),
        field(Buffer.concat([secretPart, padding])),
    ]);
    return { privateKey: armour(body), publicKey: `${TYPE} ${publicBlob.toString("base64")}` };
}
