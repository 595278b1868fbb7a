import { isIPv4, isIPv6 } from "node:net";
import { canonicalAddress } from "../addresses";
import { invalid } from "./errors";
import { isName } from "./names";

/** Checks one type's content and gives it the form in which it is kept. */
type Reader = (content: string) => string;

const host = (code: number, type: string): Reader => {
    return (content) => {
        const name = content.trim().replace(/\.$/, "").toLowerCase();
        if (!isName(name) || isIPv4(name)) throw invalid(code, `Content for ${type} record is invalid.`);
        return name;
    };
};

/** One line of words, as in a zone file: the pattern's shape, numbers up to `largest`, an optional name at the end. */
const line = (type: string, pattern: RegExp, largest: number): Reader => {
    return (content) => {
        const text = content.trim().replace(/\s+/g, " ");
        const words = pattern.exec(text);
        const numbersFit = (text.match(/\b\d+(?= )/g) ?? []).every((number) => Number(number) <= largest);
        const name = words?.groups?.name;
        if (!words || !numbersFit || (name && !isName(name.toLowerCase())))
            throw invalid(9101, `Content for ${type} record is invalid.`);
        return text;
    };
};

const readers: Record<string, Reader> = {
    A: (content) => {
        if (isIPv4(content)) return content;
        throw invalid(9005, "Content for A record must be a valid IPv4 address.");
    },
    AAAA: (content) => {
        if (isIPv6(content)) return canonicalAddress(content);
        throw invalid(9006, "Content for AAAA record must be a valid IPv6 address.");
    },
    CNAME: host(9007, "CNAME"),
    NS: host(9008, "NS"),
    MX: host(9009, "MX"),
    PTR: host(9010, "PTR"),
    TXT: readTxt,
    SRV: line("SRV", /^\d+ \d+ (?<name>[a-z0-9_.-]+)$/i, 65535),
    CAA: line("CAA", /^\d+ [a-z0-9]+ "[^"\\]*"$/i, 255),
    TLSA: line("TLSA", /^\d+ \d+ \d+ ([0-9a-f]{2})+$/i, 255),
    SSHFP: line("SSHFP", /^\d+ \d+ ([0-9a-f]{2})+$/i, 255),
};

/** The types whose parts come in `data`, in the order of their content. */
const DATA_FIELDS: Record<string, string[]> = {
    SRV: ["weight", "port", "target"],
    CAA: ["flags", "tag", "value"],
    TLSA: ["usage", "selector", "matching_type", "certificate"],
    SSHFP: ["algorithm", "type", "fingerprint"],
};

export function isKnownType(type: string): boolean {
    return type in readers;
}

/** Whether the type is given by `data` rather than by content. */
export function takesData(type: string): boolean {
    return type in DATA_FIELDS;
}

/** Checks content (or makes it of `data`) and returns it as it is kept; throws Cloudflare's refusal. */
export function readContent(type: string, content: unknown, data: Record<string, unknown> | undefined): string {
    if (data && takesData(type)) return readers[type](fromData(type, data));
    if (typeof content !== "string" || content === "") throw invalid(9020, "DNS record content cannot be empty.");
    return readers[type](content);
}

function fromData(type: string, data: Record<string, unknown>): string {
    const parts = DATA_FIELDS[type].map((field) => {
        const value = data[field];
        if (value === undefined || value === null) throw invalid(9101, `${field} is a required data field.`);
        return type === "CAA" && field === "value" ? `"${String(value)}"` : String(value).replace(/\.$/, "");
    });
    return parts.join(" ");
}

/** Kept as sent, quotes and all; but what no zone file could hold is refused. */
function readTxt(content: string): string {
    const closed = /^("([^"\\]|\\.)*"\s*)+$/s.test(content);
    if (content.startsWith('"') && !closed) throw invalid(9016, "Content for TXT record has unbalanced quotes.");
    if (Buffer.byteLength(content) > 4096) throw invalid(9017, "Content for TXT record is longer than 4096 bytes.");
    return content;
}
