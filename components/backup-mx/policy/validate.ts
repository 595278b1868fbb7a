import { blocklistProblems } from "../../filters/blocklists";
import { RESOLVER_DEFAULTS } from "../../filters/resolver/args";
import { resolverProblems } from "../../filters/resolver/validate";
import { SPAM_FILTER_DEFAULTS } from "../../filters/spam/args";
import { spamFilterProblems } from "../../filters/spam/validate";
import { VIRUS_SCAN_DEFAULTS } from "../../filters/virus/args";
import { virusScanProblems } from "../../filters/virus/validate";
import { between, oneOf, Problem, shown } from "../../problems";
import { FilterFailure, MailPolicy, POLICY_DEFAULTS, TlsMinimum } from "./args";

/** Postfix looks at 2048 bytes of a line at a time: a longer limit could not be kept. */
const LINE_BYTES = { min: 998, max: 2000 };
const UNKNOWN_RECIPIENTS = { min: 1, max: 100 };

function lineLength(limit: number): Problem[] {
    if (limit === 0) return [];
    const problems = between("policy.lineLengthLimitBytes", limit, " bytes", LINE_BYTES);
    return problems.map(({ property, reason }) => ({ property, reason: `${reason}, or 0 for lines of any length` }));
}

/** Properties that a part of the policy does not have: a misspelt one would be a setting that is not there. */
function unknownIn(property: string, part: object, known: object): Problem[] {
    const has = Object.keys(known).join(", ");
    const unknown = Object.keys(part).filter((key) => !(key in known));
    const called = property === "policy" ? "a policy" : "it";
    return unknown.map((key) => ({
        property: `${property}.${shown(key)}`,
        reason: `is not known: ${called} has ${has}`,
    }));
}

/** One part of the policy, where it is given. */
function ofPart<T extends object>(
    property: string,
    part: T | undefined,
    known: T,
    problems: (property: string, part: T) => Problem[],
): Problem[] {
    return part ? [...unknownIn(property, part, known), ...problems(property, part)] : [];
}

/** Everything that can be wrong with a policy. */
export function policyProblems(policy: MailPolicy): Problem[] {
    return [
        ...unknownIn("policy", policy, POLICY_DEFAULTS),
        ...lineLength(policy.lineLengthLimitBytes),
        ...between("policy.unknownRecipientLimit", policy.unknownRecipientLimit, "", UNKNOWN_RECIPIENTS),
        ...blocklistProblems("policy.blocklists", policy.blocklists),
        ...oneOf("policy.tlsMinimum", policy.tlsMinimum, TlsMinimum),
        ...ofPart("policy.resolver", policy.resolver, RESOLVER_DEFAULTS, resolverProblems),
        ...ofPart("policy.spamFilter", policy.spamFilter, SPAM_FILTER_DEFAULTS, spamFilterProblems),
        ...ofPart("policy.virusScan", policy.virusScan, VIRUS_SCAN_DEFAULTS, virusScanProblems),
        ...oneOf("policy.filterFailure", policy.filterFailure, FilterFailure),
    ];
}
