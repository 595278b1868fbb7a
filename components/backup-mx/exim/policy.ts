import { filterAcls } from "./filters";
import { PolicyOnHost } from "../policy/policy-on-host";

/** Statements of an ACL: a verb with its conditions, one a line. */
function statement(verb: string, ...conditions: string[]): string {
    return [`  ${verb}`, ...conditions.map((one) => `    ${one}`), ""].join("\n");
}

const STRANGER = "!hosts = +standby_partner";

/** The macros and options of the main configuration that keep the policy. Pure. */
export function policyMacros(policy: PolicyOnHost): string {
    const versions = policy.tlsMinimum === "TLSv1.3" ? ["TLS1.3"] : ["TLS1.2", "TLS1.3"];
    return [
        `MESSAGE_SIZE_LIMIT = ${policy.messageSizeLimitBytes}`,
        `MAIN_SMTPUTF8_ADVERTISE_HOSTS = ${policy.smtpUtf8 ? "*" : ""}`.trimEnd(),
        `tls_require_ciphers = NORMAL:-VERS-ALL${versions.map((version) => `:+VERS-${version}`).join("")}`,
    ].join("\n");
}

const named = (names: readonly string[]) => `condition = \${if inlist{\${lc:$sender_helo_name}}{${names.join(" : ")}}}`;

function helo({ refuseBadHelo }: PolicyOnHost): string {
    if (!refuseBadHelo) return "";
    const literal = String.raw`{match{$sender_helo_name}{\N^\[\N}}`;
    const full = String.raw`{match{$sender_helo_name}{\N^[^.]+(\.[^.]+)+\.?$\N}}`;
    return statement(
        "deny",
        STRANGER,
        `condition = \${if !or{${literal}${full}}}`,
        "message = 504 5.5.2 <$sender_helo_name>: Helo command rejected: need fully-qualified hostname",
    );
}

/** First of all: what comes after it refuses for good. */
function ours({ ownNames }: PolicyOnHost): string {
    return statement(
        "defer",
        STRANGER,
        named(ownNames),
        "message = 450 4.7.1 Helo command rejected: that is a name of ours, and this not its address",
    );
}

function blocklists({ blocklists }: PolicyOnHost): string {
    return blocklists
        .map((zone) =>
            statement(
                "deny",
                STRANGER,
                `dnslists = ${zone}`,
                // 127.255.255.254 and the like say that the list does not answer this resolver.
                String.raw`condition = \${if match{$dnslist_value}{\N(^|, )127\.0\.0\.([2-9]|\d\d|\d\d\d)\b\N}}`.replace(
                    "\\$",
                    "$",
                ),
                `message = 554 5.7.1 Service unavailable; client [$sender_host_address] blocked using ${zone}`,
            ),
        )
        .join("");
}

/** What a client is asked at each recipient. Pure. */
export function clientStatements(policy: PolicyOnHost): string {
    return ours(policy) + helo(policy) + blocklists(policy);
}

/** What the session is asked at each mail. Pure. */
export function tlsStatements({ requireTls }: PolicyOnHost): string {
    if (!requireTls) return "";
    return statement("deny", "!encrypted = *", "message = 530 5.7.0 Must issue a STARTTLS command first");
}

/** What a mail itself is asked. Pure. */
export function contentStatements(policy: PolicyOnHost): string {
    const limit = policy.lineLengthLimitBytes;
    const lines = statement(
        "deny",
        `condition = \${if >{$max_received_linelength}{${limit}}}`,
        `message = 550 5.7.1 line longer than ${limit} bytes`,
    );
    const filters = filterAcls(policy).map((acl) => statement("require", `acl = ${acl}`));
    return [...(limit === 0 ? [] : [lines]), ...filters].join("");
}
