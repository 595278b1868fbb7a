import { RSPAMD_MILTER } from "../../filters/spam/spam-filter-part";
import { CLAMAV_MILTER } from "../../filters/virus/virus-scan-part";
import { PolicyOnHost } from "../policy/policy-on-host";

/**
 * Whom Postfix asks about each mail. Not about that of the other host, which has asked itself: what it took is never
 * refused here. Who does not answer keeps mail at its sender, unless the policy says otherwise.
 */
export function milterParameters(policy: PolicyOnHost): Record<string, string> {
    const { spamFilter, virusScan, filterFailure, partner, signs } = policy;
    // What is infected is told so, and not that it is spam.
    const milters = [...(virusScan ? [CLAMAV_MILTER] : []), ...(spamFilter ? [RSPAMD_MILTER] : [])];
    if (milters.length === 0) return {};
    return {
        smtpd_milters: milters.join(", "),
        smtpd_milter_maps: `cidr:{ {${partner} DISABLE} }`,
        milter_default_action: filterFailure,
        // What programs of this host send has no session: it is signed when it is taken out of their hands.
        ...(signs ? { non_smtpd_milters: RSPAMD_MILTER } : {}),
    };
}

/** Every parameter that milters set. */
export const MILTER_PARAMETERS = ["smtpd_milters", "smtpd_milter_maps", "milter_default_action", "non_smtpd_milters"];
