import { authorityFrom, CertifiedKey, serverCertificate, serverKeyFrom, tlsaOf } from "../certificate/certificate";

/** What an MX in front of mailboxes proves itself by. */
export interface Handover extends CertifiedKey {
    /** SHA-256 of its public key, as Postfix writes it: this is what is looked at, not who signed it, nor until when. */
    readonly fingerprint: string;
}

const PURPOSE = "handover";
const VALIDITY = { from: new Date("2025-01-01T00:00:00Z"), to: new Date("2060-01-01T00:00:00Z") };

/** The key that a secret gives, with a certificate for it: the same for ever. */
export function handoverFrom(secret: string, pair: string): Handover {
    const key = serverKeyFrom(secret, PURPOSE);
    const authority = authorityFrom(secret, `pulumi-standby ${pair} ${PURPOSE}`);
    const certified = serverCertificate(authority, key, [`mx.${pair}.invalid`], VALIDITY);
    const fingerprint = (tlsaOf(key).toUpperCase().match(/../g) ?? []).join(":");
    return { ...certified, fingerprint };
}
