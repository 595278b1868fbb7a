import { BundlePart } from "../ops/bundle";
import { filled, verbatim } from "../ops/host-file";
import { InstanceSettings } from "./instance-args";
import { HEARTBEAT } from "./conf";

const LIBRARY = "/usr/local/lib/standby";
const MAIN = "/etc/postfix/main.cf";
const USERS = "/etc/postfix/standby-users";
const VERIFIED = "/etc/postfix/standby-verified";
const MEMBERS = "/etc/postfix/standby-members";

/** Every address that Postfix takes mail for; whole domains where a directory knows the users. */
export function recipients(instances: readonly InstanceSettings[]): string {
    const lines = instances.flatMap(({ users, directory, domains }) => [
        ...users.map(({ name }) => `${name} ${HEARTBEAT}\n`),
        ...(directory ? domains.map((domain) => `@${domain} ${HEARTBEAT}\n`) : []),
    ]);
    return lines.join("");
}

/** Domains of which the primary is asked for each recipient. */
export function verifiedDomains(instances: readonly InstanceSettings[]): string {
    const asked = instances.filter(({ directory }) => directory).flatMap(({ domains }) => domains);
    return asked.map((domain) => `${domain} reject_unverified_recipient\n`).join("");
}

/** Largest mail in bytes. */
export const MESSAGE_BYTES = 52428800;

/**
 * Who may hand mail over where MXs are in front: their primary, by the key of its certificate, and the members. What the MX has
 * taken is put off where a stranger's would be refused. Strangers are put off, too: who still has these hosts' old MX records goes on
 * to the MX by itself.
 */
function doors(members: readonly string[], fingerprint: string | undefined): { putOff: string; clients: string } {
    if (fingerprint === undefined) return { putOff: "", clients: "" };
    const of = (verdict: string) => `check_ccert_access inline:{ {${fingerprint} = ${verdict}} }`;
    const permitted = members.map((address) => `{${address}/32 permit}`).join(", ");
    const refusal = "check_client_access static:{450 4.7.1 mail for these domains comes by their MX}";
    const clients = `permit_mynetworks, check_client_access cidr:{ ${permitted} }, ${of("permit")}, ${refusal}`;
    // Names of clients are not needed here, and looking for them would hold up each connection while DNS is down.
    const lines = ["smtpd_tls_ask_ccert = yes", "smtpd_peername_lookup = no", `smtpd_client_restrictions = ${clients}`];
    return { putOff: `${of("defer_if_reject")}, `, clients: lines.map((line) => `${line}\n`).join("") };
}

function table(path: string) {
    return { path: `${path}.db`, from: path, command: `postmap "$STAGE${path}"` };
}

/** Mail that another member has taken is put off where a stranger's would be refused: the lists of users change one after the other. */
export function trustedMembers(addresses: readonly string[]): string {
    return addresses.map((address) => `${address}/32 defer_if_reject\n`).join("");
}

/**
 * Postfix of a host, for all instances that it holds; `members` are the addresses of the hosts that may hand mail over.
 * @param mxFingerprint of the MX in front, where mail comes by it alone
 */
export function postfixPart(
    hostName: string,
    instances: readonly InstanceSettings[],
    members: readonly string[],
    mxFingerprint?: string,
): BundlePart {
    const domains = instances.flatMap((instance) => instance.domains).join(", ");
    return {
        packages: ["postfix"],
        files: [
            filled("cyrus", MAIN, {
                ...{ hostName, domains, messageBytes: MESSAGE_BYTES },
                ...doors(members, mxFingerprint),
            }),
            ...["check-postfix", "greets"].map((name) => verbatim("mail", `${LIBRARY}/${name}`, { mode: "0755" })),
            { path: USERS, content: recipients(instances) },
            { path: VERIFIED, content: verifiedDomains(instances) },
            { path: MEMBERS, content: trustedMembers(members) },
        ],
        builds: [table(USERS), table(VERIFIED)],
        folders: [{ path: "/var/lib/standby-cyrus", mode: "0755" }],
        checks: [`sh "$STAGE${LIBRARY}/check-postfix" "$STAGE"`],
        units: [{ name: "postfix.service", process: "postfix@-.service", reloadOn: [MAIN] }],
        probes: ["timeout 6 /usr/local/lib/standby/greets 127.0.0.1"],
    };
}
