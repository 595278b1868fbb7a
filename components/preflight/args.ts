import * as pulumi from "@pulumi/pulumi";

/** What is asked of a host before its MX records are made. */
export interface PreflightArgs {
    /**
     * DNS blocklists that the host's own address must not be on, and that the resolver must be able to ask.
     * @default "zen.spamhaus.org" and "bl.spamcop.net"
     */
    blocklists?: pulumi.Input<pulumi.Input<string>[]>;
}

/** The same once every value is known. */
export interface Preflight {
    readonly blocklists: readonly string[];
}

/** The values of the arguments, given or default, still as inputs. Pure. */
export function preflightInputs(args: PreflightArgs | undefined): object | undefined {
    return args && { blocklists: args.blocklists ?? ["zen.spamhaus.org", "bl.spamcop.net"] };
}
