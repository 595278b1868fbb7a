import { between, oneOf, Problem, shown } from "../../problems";
import { MailPolicy, POLICY_DEFAULTS, TlsMinimum } from "./args";
import { blocklistProblems } from "./blocklists";

/** Postfix looks at 2048 bytes of a line at a time: a longer limit could not be kept. */
const LINE_BYTES = { min: 998, max: 2000 };
const UNKNOWN_RECIPIENTS = { min: 1, max: 100 };

function lineLength(limit: number): Problem[] {
    if (limit === 0) return [];
    const problems = between("policy.lineLengthLimitBytes", limit, " bytes", LINE_BYTES);
    return problems.map(({ property, reason }) => ({ property, reason: `${reason}, or 0 for lines of any length` }));
}

/** Everything that can be wrong with a policy. */
export function policyProblems(policy: MailPolicy): Problem[] {
    const unknown = Object.keys(policy).filter((key) => !(key in POLICY_DEFAULTS));
    const known = Object.keys(POLICY_DEFAULTS).join(", ");
    return [
        ...unknown.map((key) => ({ property: `policy.${shown(key)}`, reason: `is not known: a policy has ${known}` })),
        ...lineLength(policy.lineLengthLimitBytes),
        ...between("policy.unknownRecipientLimit", policy.unknownRecipientLimit, "", UNKNOWN_RECIPIENTS),
        ...blocklistProblems("policy.blocklists", policy.blocklists),
        ...oneOf("policy.tlsMinimum", policy.tlsMinimum, TlsMinimum),
    ];
}
