const MAX_BYTES = 255;

/**
 * A TXT record in zone-file form: quoted strings of at most 255 bytes each.
 * `data` is either in that form already (`"a" "b"`, as DNS services keep it) or the bare text.
 */
export function renderTxt(data: string): string {
    const strings = data.startsWith('"') ? parseStrings(data) : [Buffer.from(data, "utf8")];
    return strings.flatMap(split).map(quote).join(" ");
}

function parseStrings(data: string): Buffer[] {
    const quoted = /"((?:[^"\\]|\\\d{3}|\\\D)*)"\s*/gy;
    const strings: Buffer[] = [];
    while (quoted.lastIndex < data.length) {
        const match = quoted.exec(data);
        if (!match) throw new Error(`TXT data ${data} is not a row of closed "strings"; close the quotes, or use none`);
        strings.push(unescape(match[1]));
    }
    return strings;
}

function unescape(text: string): Buffer {
    const parts = text.match(/\\\d{3}|\\[\s\S]|[^\\]+/g) ?? [];
    return Buffer.concat(
        parts.map((part) => {
            if (/^\\\d{3}$/.test(part)) return Buffer.from([Number(part.slice(1)) & 255]);
            return Buffer.from(part.startsWith("\\") ? part.slice(1) : part, "utf8");
        }),
    );
}

function split(bytes: Buffer): Buffer[] {
    const parts = [bytes.subarray(0, MAX_BYTES)];
    for (let at = MAX_BYTES; at < bytes.length; at += MAX_BYTES) parts.push(bytes.subarray(at, at + MAX_BYTES));
    return parts;
}

function quote(bytes: Buffer): string {
    const text = Array.from(bytes, (byte) => {
        if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
        return byte < 0x20 || byte > 0x7e ? `\\${String(byte).padStart(3, "0")}` : String.fromCharCode(byte);
    });
    return `"${text.join("")}"`;
}
