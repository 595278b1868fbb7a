/** The few forms of DER (ITU-T X.690) that a certificate is made of. */
export function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
    const value = Buffer.concat(parts);
    if (value.length < 0x80) return Buffer.concat([Buffer.from([tag, value.length]), value]);
    const hex = value.length.toString(16);
    const length = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
    return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, value]);
}

export const sequence = (...parts: readonly Buffer[]) => tlv(0x30, ...parts);
export const set = (...parts: readonly Buffer[]) => tlv(0x31, ...parts);
export const octets = (bytes: Buffer) => tlv(0x04, bytes);
export const text = (words: string) => tlv(0x0c, Buffer.from(words, "utf8"));
export const yes = tlv(0x01, Buffer.from([0xff]));

/** A whole number that is not negative, by its bytes. */
export function integer(bytes: Buffer): Buffer {
    return tlv(0x02, bytes[0] & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

/** Whole bytes, or with so many bits of the last one unused. */
export function bits(bytes: Buffer, unused = 0): Buffer {
    return tlv(0x03, Buffer.from([unused]), bytes);
}

/** "2.5.29.17" */
export function oid(dotted: string): Buffer {
    const [first, second, ...rest] = dotted.split(".").map(Number);
    const base128 = (value: number): number[] => {
        const low = value % 128;
        return value < 128 ? [low] : [...base128(Math.floor(value / 128)).map((byte) => byte | 0x80), low];
    };
    return tlv(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** A point in time, with four digits for the year. */
export function time(date: Date): Buffer {
    const digits = date
        .toISOString()
        .replace(/\.\d+Z$/, "Z")
        .replace(/[-:T]/g, "");
    // Certificates write years before 2050 with two digits (RFC 5280, 4.1.2.5).
    return date.getUTCFullYear() < 2050 ? tlv(0x17, Buffer.from(digits.slice(2))) : tlv(0x18, Buffer.from(digits));
}

/** A field with a number of its own. */
export const tagged = (number: number, content: Buffer) => tlv(0xa0 | number, content);
