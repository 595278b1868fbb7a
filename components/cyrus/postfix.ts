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

function table(path: string) {
    return { path: `${path}.db`, from: path, command: `postmap "$STAGE${path}"` };
}

/** Mail that another member has taken is put off where a stranger's would be refused: the lists of users change one after the other. */
export function trustedMembers(addresses: readonly string[]): string {
    return addresses.map((address) => `${address}/32 defer_if_reject\n`).join("");
}

/** Postfix of a host, for all instances that it holds; `members` are the addresses of the hosts that may hand mail over. */
export function postfixPart(
    hostName: string,
    instances: readonly InstanceSettings[],
    members: readonly string[],
): BundlePart {
    const domains = instances.flatMap((instance) => instance.domains).join(", ");
    return {
        packages: ["postfix"],
        files: [
            filled("cyrus", MAIN, { hostName, domains }),
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
