import { MailIdentity } from "./args";

/** One TXT record: its name and its whole text. */
export interface TxtTold {
    /** What of the identity it tells: "spf", "dmarc", "tls-rpt". */
    readonly kind: string;
    readonly name: string;
    readonly text: string;
}

/** The selectors whose keys are published: the one in use and the one before it. */
export function dkimSelectors(member: string, generation: number): string[] {
    return [generation, generation - 1].filter((one) => one >= 1).map((one) => `standby-${member}${one}`);
}

/** The text of a DKIM record, from the public key in base64. */
export function dkimText(publicKey: string): string {
    return `v=DKIM1; k=rsa; p=${publicKey.trim()}`;
}

/** SPF looks up at most ten names (RFC 7208, 4.6.4); "mx" is one of them. */
export const SPF_LOOKUPS = 10;

/** How many look-ups a receiver needs for these mechanisms and "mx". */
export function spfLookups(mechanisms: readonly string[]): number {
    return 1 + mechanisms.filter((one) => /^[?~+-]?(include:|a\b|mx\b|ptr\b|exists:|redirect=)/i.test(one)).length;
}

/** What a domain tells by TXT records, but for its DKIM keys, which are on the hosts. Pure. */
export function identityTexts(domain: string, { spf, dmarc, reportsTo }: MailIdentity): TxtTold[] {
    const told: TxtTold[] = [];
    if (spf) told.push({ kind: "spf", name: domain, text: ["v=spf1", "mx", ...spf, "-all"].join(" ") });
    if (dmarc) {
        const reports = reportsTo ? `; rua=mailto:${reportsTo}` : "";
        told.push({ kind: "dmarc", name: `_dmarc.${domain}`, text: `v=DMARC1; p=${dmarc}${reports}` });
    }
    if (reportsTo) {
        told.push({ kind: "tls-rpt", name: `_smtp._tls.${domain}`, text: `v=TLSRPTv1; rua=mailto:${reportsTo}` });
    }
    return told;
}
