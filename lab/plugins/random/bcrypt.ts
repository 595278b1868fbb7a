import { randomBytes } from "node:crypto";

const P_WORDS = 18;
const S_WORDS = 1024;
const MAX_PASSWORD_BYTES = 72;
const ALPHABET = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const MAGIC = "OrpheanBeholderScryDoubt";

/** arctan(1/x) as a fraction of 2^bits. */
function arctan(x: bigint, bits: bigint): bigint {
    let power = (1n << bits) / x;
    let sum = power;
    for (let n = 3n, sign = -1n; power !== 0n; n += 2n, sign = -sign) {
        power /= x * x;
        sum += (sign * power) / n;
    }
    return sum;
}

/** Blowfish's initial tables are the fraction of pi, in 32-bit words: cheaper to work out than to carry around. */
function piWords(count: number): Int32Array {
    const guard = 64n;
    const bits = BigInt(count) * 32n + guard;
    const pi = 4n * (4n * arctan(5n, bits) - arctan(239n, bits));
    const hex = ((pi >> guard) & ((1n << (bits - guard)) - 1n)).toString(16).padStart(count * 8, "0");
    return Int32Array.from({ length: count }, (_, i) => parseInt(hex.slice(i * 8, i * 8 + 8), 16) | 0);
}

let initial: Int32Array | undefined;

class Blowfish {
    private readonly p: Int32Array;
    private readonly s: Int32Array;
    private left = 0;
    private right = 0;

    constructor() {
        initial ??= piWords(P_WORDS + S_WORDS);
        this.p = initial.slice(0, P_WORDS);
        this.s = initial.slice(P_WORDS);
    }

    encrypt(l: number, r: number): [number, number] {
        const { p, s } = this;
        for (let i = 0; i < 16; i += 2) {
            l ^= p[i];
            r ^= (((s[l >>> 24] + s[256 + ((l >>> 16) & 255)]) ^ s[512 + ((l >>> 8) & 255)]) + s[768 + (l & 255)]) | 0;
            r ^= p[i + 1];
            l ^= (((s[r >>> 24] + s[256 + ((r >>> 16) & 255)]) ^ s[512 + ((r >>> 8) & 255)]) + s[768 + (r & 255)]) | 0;
        }
        return [r ^ p[17], l ^ p[16]];
    }

    /** Mixes a key, and a salt if there is one, into the tables. */
    expand(key: Int32Array, salt?: Int32Array): void {
        for (let i = 0; i < P_WORDS; i++) this.p[i] ^= key[i];
        [this.left, this.right] = [0, 0];
        let at = 0;
        for (const table of [this.p, this.s]) {
            for (let i = 0; i < table.length; i += 2) {
                const [l, r] = salt ? [salt[at++ & 3], salt[at++ & 3]] : [0, 0];
                [this.left, this.right] = this.encrypt(this.left ^ l, this.right ^ r);
                table[i] = this.left;
                table[i + 1] = this.right;
            }
        }
    }
}

/** Big-endian words; the bytes are repeated until there are enough. */
function words(bytes: Uint8Array, count: number): Int32Array {
    const byte = (i: number): number => bytes[i % bytes.length];
    return Int32Array.from({ length: count }, (_, i) => {
        const at = i * 4;
        return (byte(at) << 24) | (byte(at + 1) << 16) | (byte(at + 2) << 8) | byte(at + 3);
    });
}

function base64(bytes: Uint8Array): string {
    let out = "";
    for (let i = 0; i < bytes.length; i += 3) {
        const group = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
        const letters = Math.min(bytes.length - i, 3) + 1;
        for (let k = 0; k < letters; k++) out += ALPHABET[(group >>> (18 - 6 * k)) & 63];
    }
    return out;
}

/** bcrypt ("2a") over the first 72 bytes of `password`; about 0.1 s at cost 10. */
export function bcrypt(password: string, cost = 10, salt: Uint8Array = randomBytes(16)): string {
    const key = words(
        Buffer.concat([Buffer.from(password), Buffer.from([0])]).subarray(0, MAX_PASSWORD_BYTES),
        P_WORDS,
    );
    const saltWords = words(salt, P_WORDS);
    const cipher = new Blowfish();
    cipher.expand(key, saltWords);
    for (let i = 0; i < 2 ** cost; i++) {
        cipher.expand(key);
        cipher.expand(saltWords);
    }
    const text = words(Buffer.from(MAGIC), 6);
    for (let i = 0; i < 6; i += 2) {
        for (let n = 0; n < 64; n++) [text[i], text[i + 1]] = cipher.encrypt(text[i], text[i + 1]);
    }
    const hash = Buffer.alloc(24);
    text.forEach((word, i) => hash.writeInt32BE(word, i * 4));
    return `$2a$${String(cost).padStart(2, "0")}$${base64(salt)}${base64(hash.subarray(0, 23))}`;
}
