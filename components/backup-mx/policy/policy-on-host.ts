import { MailPolicy } from "./args";

/** The policy as one host has to keep it: what a mail server's configuration is rendered from. */
export interface PolicyOnHost extends MailPolicy {
    /** Largest mail that this host takes, in bytes. */
    readonly messageSizeLimitBytes: number;
    /**
     * Names of both hosts. Who greets with one from elsewhere is put off, not refused: it may be the other host at an address that
     * this one has not been told yet, and what it has taken must not bounce.
     */
    readonly ownNames: readonly string[];
    /** Address of the other host, which is asked for no more than the policy that it has kept itself. */
    readonly partner: string;
    /** Networks of primary MXs whose domains are taken without being named; none on a primary. */
    readonly mxBackupNetworks: readonly string[];
    /** Whether mail of this host itself is signed. */
    readonly signs: boolean;
}

/**
 * Largest mail that a primary takes, in bytes, when the pair's limit is `bytes`: what the backup took at the limit must still
 * fit. The backup puts its own lines on top, and mail servers count differently: Exim the bytes, Postfix up to 1 in 130
 * more for the lines that they are in.
 */
export function primarySizeLimit(bytes: number): number {
    return bytes + Math.ceil(bytes / 50) + 65536;
}
