import * as pulumi from "@pulumi/pulumi";
import { given } from "../given";

/** What senders do where an MX does not show a certificate that they trust for its name. */
export const MtaStsMode = { None: "none", Testing: "testing", Enforce: "enforce" } as const;
export type MtaStsMode = (typeof MtaStsMode)[keyof typeof MtaStsMode];

/** MTA-STS (RFC 8461): the policy by which senders insist on TLS, served by both hosts. */
export interface MtaStsArgs {
    /**
     * "testing": senders deliver as before and report by TLS-RPT. "enforce": they deliver only to an MX that the policy names
     * and that shows a certificate which they trust. "none": no policy any more; what to publish before MTA-STS is taken away.
     */
    mode: pulumi.Input<MtaStsMode>;
    /**
     * Days that senders keep the policy (max_age); for so long a new MX must be announced.
     * @default 7, the "weeks or greater" of RFC 8461 at its lower end
     */
    maxAgeDays?: pulumi.Input<number>;
    /**
     * Hosts that the policy names beside the pair's own MXs, with the day (UTC) of the first `up` that named them: an MX to be,
     * one that is about to go, one of somebody else's: { "mail3.example.com": "2026-11-30" }.
     * @default none: the policy names both hosts of the pair
     */
    announced?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** The same once every value is known. */
export interface MtaSts {
    readonly mode: MtaStsMode;
    readonly maxAgeDays: number;
    readonly announced: Readonly<Record<string, string>>;
}

const DEFAULTS = { maxAgeDays: 7, announced: {} };

/** The values of the arguments, given or default, still as inputs. Pure. */
export function mtaStsInputs(args: MtaStsArgs | undefined): object | undefined {
    return args && { ...DEFAULTS, ...given(args) };
}
