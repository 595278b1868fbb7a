import { milterParameters } from "./milters";
import { PolicyOnHost } from "../policy/policy-on-host";

/** Lists answer in this range; 127.255.255.254 and the like say that they do not answer this resolver. */
const LISTED = "127.0.0.[2..254]";

function lineChecks(limit: number): Record<string, string> {
    if (limit === 0) return {};
    const check = `regexp:{ {/.{${limit + 1}}/m REJECT line longer than ${limit} bytes} }`;
    // Postfix looks at the first 50 kB only, unless it is told.
    return { header_checks: check, body_checks: check, body_checks_size_limit: "$message_size_limit" };
}

/**
 * Nobody relays through here, and who does not exist is refused while the sender is still connected. permit_mx_backup lets
 * mail in for domains that are not named; without networks it would do so for everybody who points an MX at this host.
 */
function relaying(networks: readonly string[]): Record<string, string> {
    if (networks.length === 0) {
        return {
            smtpd_relay_restrictions: "permit_mynetworks, reject_unauth_destination",
            smtpd_recipient_restrictions: "permit_mynetworks, reject_unauth_destination, reject_unlisted_recipient",
        };
    }
    return {
        permit_mx_backup_networks: networks.join(", "),
        smtpd_relay_restrictions: "permit_mynetworks, permit_mx_backup, reject_unauth_destination",
        smtpd_recipient_restrictions: "permit_mynetworks, reject_unlisted_recipient",
    };
}

/** The parameters of main.cf that keep the policy. Pure. */
export function policyParameters(policy: PolicyOnHost): Record<string, string> {
    const trusted = `permit_mynetworks, check_client_access cidr:{ {${policy.partner} permit} }`;
    const own = policy.ownNames
        .map((name) => `{${name} = 450 4.7.1 that is a name of ours, and this not its address}`)
        .join(", ");
    const helo = `${trusted}, reject_invalid_helo_hostname, reject_non_fqdn_helo_hostname`;
    const lists = policy.blocklists.map((zone) => `, reject_rbl_client ${zone}=${LISTED}`).join("");
    return {
        smtpd_helo_required: "yes",
        smtpd_helo_restrictions: policy.refuseBadHelo ? helo : "",
        // First of all: what comes after it refuses for good.
        smtpd_client_restrictions: `${trusted}, check_helo_access inline:{ ${own} }${lists}`,
        ...relaying(policy.mxBackupNetworks),
        smtpd_data_restrictions: "reject_unauth_pipelining",
        smtpd_hard_error_limit: String(policy.unknownRecipientLimit + 1),
        // The default of Postfix 3.7 lets a second mail be hidden behind a bare line feed.
        smtpd_forbid_bare_newline: "normalize",
        smtpd_forbid_bare_newline_exclusions: `$mynetworks, ${policy.partner}`,
        smtpd_client_event_limit_exceptions: `$mynetworks, ${policy.partner}`,
        disable_vrfy_command: "yes",
        strict_rfc821_envelopes: "yes",
        smtputf8_enable: policy.smtpUtf8 ? "yes" : "no",
        message_size_limit: String(policy.messageSizeLimitBytes),
        ...lineChecks(policy.lineLengthLimitBytes),
        // A line that was taken is not broken on its way: its signature would break with it.
        smtp_line_length_limit: "0",
        smtpd_tls_security_level: policy.requireTls ? "encrypt" : "may",
        smtpd_tls_protocols: `>=${policy.tlsMinimum}`,
        smtpd_tls_mandatory_protocols: `>=${policy.tlsMinimum}`,
        ...milterParameters(policy),
    };
}

/** Every parameter that a policy may set: nobody sets them beside it. */
export const POLICY_PARAMETERS: readonly string[] = Object.keys(
    policyParameters({
        ...{ lineLengthLimitBytes: 998, smtpUtf8: true, refuseBadHelo: true, unknownRecipientLimit: 5, blocklists: [] },
        ...{ tlsMinimum: "TLSv1.2", requireTls: false, messageSizeLimitBytes: 1, ownNames: [], partner: "" },
        ...{ mxBackupNetworks: [], filterFailure: "tempfail", signs: false },
    }),
);
