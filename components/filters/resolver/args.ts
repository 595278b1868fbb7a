import * as pulumi from "@pulumi/pulumi";

/**
 * A resolver on each host, for itself alone: it asks the name servers of each zone and checks their signatures (DNSSEC).
 * Blocklists answer it with the truth, where they tell the resolvers of providers and of the public nothing or lies.
 */
export interface ResolverArgs {
    /**
     * IPv4 addresses of resolvers to ask in the place of the name servers themselves, where a network lets no others be
     * asked. Public ones are refused: blocklists do not answer them.
     * @default none: the name servers of each zone are asked
     */
    forwardTo?: pulumi.Input<pulumi.Input<string>[]>;
    /**
     * Zones whose answers are taken without signatures, such as "corp.example.com" or "168.192.in-addr.arpa": private
     * ones, which the world's root does not know. All others are checked.
     * @default none
     */
    unsignedZones?: pulumi.Input<pulumi.Input<string>[]>;
}

/** The same once every value is known and every default is filled in. */
export interface Resolver {
    readonly forwardTo: readonly string[];
    readonly unsignedZones: readonly string[];
}

export const RESOLVER_DEFAULTS: Resolver = { forwardTo: [], unsignedZones: [] };
