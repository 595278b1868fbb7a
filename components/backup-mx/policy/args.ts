import * as pulumi from "@pulumi/pulumi";
import { given } from "../../given";
import { Resolver, RESOLVER_DEFAULTS, ResolverArgs } from "../../filters/resolver/args";
import { SPAM_FILTER_DEFAULTS, SpamFilter, SpamFilterArgs } from "../../filters/spam/args";
import { VIRUS_SCAN_DEFAULTS, VirusScan, VirusScanArgs } from "../../filters/virus/args";

/** The oldest TLS that a host speaks with senders. */
export const TlsMinimum = { Tls12: "TLSv1.2", Tls13: "TLSv1.3" } as const;
export type TlsMinimum = (typeof TlsMinimum)[keyof typeof TlsMinimum];

/** What becomes of a mail that a filter does not look at, since it or what it needs is down. */
export const FilterFailure = { Tempfail: "tempfail", Accept: "accept" } as const;
export type FilterFailure = (typeof FilterFailure)[keyof typeof FilterFailure];

/**
 * What mail is taken, the same on both hosts and whatever their mail server: a backup that takes more than its primary is
 * the door that spam looks for, and one that takes what the primary refuses has to return it to strangers.
 */
export interface MailPolicyArgs {
    /**
     * Longest line of a mail in bytes, without its end; 0 takes any, and hands it on as it is. RFC 5321 allows 998, many
     * senders do not care.
     * @default 0
     */
    lineLengthLimitBytes?: pulumi.Input<number>;
    /**
     * Take mail with UTF-8 in addresses and headers (RFC 6531). False for a primary that is left alone and does not offer it.
     * @default true
     */
    smtpUtf8?: pulumi.Input<boolean>;
    /**
     * Refuse who greets with no full name, or with one that cannot be a host's. Who greets with a name of this pair from
     * elsewhere is put off, whatever this says: it may be a host made anew.
     * @default true
     */
    refuseBadHelo?: pulumi.Input<boolean>;
    /**
     * Unknown recipients and other mistakes that one session may make; at the next one it is ended.
     * @default 5
     */
    unknownRecipientLimit?: pulumi.Input<number>;
    /**
     * DNS blocklists by their zone, such as "zen.spamhaus.org"; who is listed is refused. Answers outside of 127.0.0.2 to
     * 127.0.0.254 are no listing: they tell that the list does not answer this resolver. Lists that ended are refused.
     * @default none
     */
    blocklists?: pulumi.Input<pulumi.Input<string>[]>;
    /**
     * Oldest TLS spoken with senders: "TLSv1.2" or "TLSv1.3".
     * @default "TLSv1.2"
     */
    tlsMinimum?: pulumi.Input<TlsMinimum>;
    /**
     * Take mail by TLS only. Senders that know none then reach neither host.
     * @default false: TLS where the sender knows it
     */
    requireTls?: pulumi.Input<boolean>;
    /**
     * A validating resolver on each host, so that blocklists answer truly. Give `{}` for one without settings.
     * @default none: each host asks the resolver that it has
     */
    resolver?: ResolverArgs;
    /**
     * rspamd on each host: refuses and marks spam, puts off who is suspicious, checks signatures and signs. `{}` for its
     * defaults.
     * @default none: no mail is looked at for spam
     */
    spamFilter?: SpamFilterArgs;
    /**
     * ClamAV on each host: refuses infected mail. `{}` for its defaults.
     * @default none: no mail is looked at for viruses
     */
    virusScan?: VirusScanArgs;
    /**
     * What becomes of mail while a filter is down: "tempfail", it waits at its sender, or "accept", it is taken unseen.
     * @default "tempfail"
     */
    filterFailure?: pulumi.Input<FilterFailure>;
}

/** The policy once every value is known and every default is filled in. */
export interface MailPolicy {
    readonly lineLengthLimitBytes: number;
    readonly smtpUtf8: boolean;
    readonly refuseBadHelo: boolean;
    readonly unknownRecipientLimit: number;
    readonly blocklists: readonly string[];
    readonly tlsMinimum: TlsMinimum;
    readonly requireTls: boolean;
    readonly resolver?: Resolver;
    readonly spamFilter?: SpamFilter;
    readonly virusScan?: VirusScan;
    readonly filterFailure: FilterFailure;
}

export const POLICY_DEFAULTS: MailPolicy = {
    lineLengthLimitBytes: 0,
    smtpUtf8: true,
    refuseBadHelo: true,
    unknownRecipientLimit: 5,
    blocklists: [],
    tlsMinimum: TlsMinimum.Tls12,
    requireTls: false,
    resolver: undefined,
    spamFilter: undefined,
    virusScan: undefined,
    filterFailure: FilterFailure.Tempfail,
};

/** Arguments of one part of the policy with their defaults; nothing where the part is not given. */
function gatheredPart(defaults: object, part: object | undefined): object | undefined {
    return part && { ...defaults, ...given(part) };
}

/** The policy as given, defaults filled in, still as inputs. */
export function gatheredPolicy(args: MailPolicyArgs = {}): Record<string, unknown> {
    const parts = {
        resolver: gatheredPart(RESOLVER_DEFAULTS, args.resolver),
        spamFilter: gatheredPart(SPAM_FILTER_DEFAULTS, args.spamFilter),
        virusScan: gatheredPart(VIRUS_SCAN_DEFAULTS, args.virusScan),
    };
    return { ...POLICY_DEFAULTS, ...given(args), ...parts };
}
