import { domainToASCII } from "node:url";
import { invalid } from "./errors";

const LABEL = /^(\*|[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)$/;

/** Whether a text is a full domain name that a zone file can hold: lower case, no dot at the end. */
export function isName(text: string): boolean {
    return (
        text.length <= 253 && text.split(".").every((label, index) => LABEL.test(label) && (label !== "*" || !index))
    );
}

/** "@", "www", "WWW.example.org." -> the full name in lower case below the zone. */
export function fullName(text: string, zone: string): string {
    const lower = text.trim().replace(/\.$/, "").toLowerCase();
    const ascii = /[^ -~]/.test(lower) ? domainToASCII(lower) : lower;
    if (ascii === "@" || ascii === zone) return zone;
    const name = ascii.endsWith(`.${zone}`) ? ascii : `${ascii}.${zone}`;
    if (ascii === "" || !isName(name)) throw invalid(9000, "DNS name is invalid.");
    return name;
}
