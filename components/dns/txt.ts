/** Bytes that one string of a TXT record holds (RFC 1035, 3.3.14). */
const STRING_BYTES = 255;

/**
 * A text as a zone file has it: quoted strings of at most 255 bytes, which whoever reads it joins without blanks. A DKIM
 * key of 2048 bits needs two.
 */
export function quotedTxt(text: string): string {
    if (!/^[\x20-\x7e]+$/.test(text))
        throw new Error(`a TXT record holds printable ASCII, not ${JSON.stringify(text)}`);
    const strings: string[] = [];
    for (let at = 0; at < text.length; at += STRING_BYTES) strings.push(text.slice(at, at + STRING_BYTES));
    return strings.map((one) => `"${one.replace(/["\\]/g, "\\$&")}"`).join(" ");
}
