import * as pulumi from "@pulumi/pulumi";
import { given } from "../given";
import { MtaSts, MtaStsArgs, mtaStsInputs } from "../mta-sts/args";

/** What a domain asks receivers to do with mail that is not its own. */
export const DmarcPolicy = { None: "none", Quarantine: "quarantine", Reject: "reject" } as const;
export type DmarcPolicy = (typeof DmarcPolicy)[keyof typeof DmarcPolicy];

/** What the world is told of the mail domains beside their MX records; each part only where it is given. */
export interface MailIdentityArgs {
    /**
     * SPF: who sends mail of the domains, beside their MX hosts, such as "include:_spf.example.net". An empty list: the MX
     * hosts alone. All others are refused by receivers ("-all").
     * @default none: no SPF record is made
     */
    spf?: pulumi.Input<pulumi.Input<string>[]>;
    /**
     * DKIM: generation of the signing keys, 1, 2, 3 …; each host makes a key of its own of 2048 bits, which never leaves it.
     * Raise it by one to rotate: the former key stays published.
     * @default none: no key is made
     */
    dkimGeneration?: number;
    /**
     * DMARC: "none", "quarantine" or "reject".
     * @default none: no DMARC record is made
     */
    dmarc?: pulumi.Input<DmarcPolicy>;
    /**
     * Address that receivers send reports to, by DMARC and by TLS-RPT, which is published where this is given.
     * @default none: no reports are asked for
     */
    reportsTo?: pulumi.Input<string>;
    /**
     * DANE: a TLSA record for each host that is managed. Of use only in a zone that is signed by DNSSEC.
     * @default false
     */
    tlsa?: boolean;
    /**
     * MTA-STS: the policy by which senders insist on TLS with a certificate that they trust, so it takes `certificate.acme`.
     * @default none: no policy is served
     */
    mtaSts?: MtaStsArgs;
    /**
     * TTL of these records in seconds.
     * @default 3600
     */
    ttlSeconds?: pulumi.Input<number>;
}

/** The same once every value is known. */
export interface MailIdentity {
    readonly spf?: readonly string[];
    readonly dkimGeneration?: number;
    readonly dmarc?: DmarcPolicy;
    readonly reportsTo?: string;
    readonly tlsa: boolean;
    readonly mtaSts?: MtaSts;
    readonly ttlSeconds: number;
}

const DEFAULTS = { tlsa: false, ttlSeconds: 3600 };

/** The values of the arguments, given or default, still as inputs. Pure. */
export function identityInputs(args: MailIdentityArgs | undefined): object | undefined {
    const mtaSts = args?.mtaSts && { mtaSts: mtaStsInputs(args.mtaSts) };
    return args && { ...DEFAULTS, ...given(args), ...mtaSts };
}
