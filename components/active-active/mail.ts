import { createHash, createHmac } from "node:crypto";
import { BundlePart } from "../ops/bundle";
import { filled, verbatim } from "../ops/host-file";
import { acceptFrom, packetRulesPart } from "../ops/packet-rules";
import { KnownUser } from "./args";
import { PROGRAMS } from "./places";

/** What mail on one member must know; plain data. */
export interface MailPlan {
    readonly hostName: string;
    readonly domains: readonly string[];
    readonly users: readonly KnownUser[];
    /** Salt of the passwords' hashes; a secret. */
    readonly salt: string;
    /** Folder of Postfix's queue. */
    readonly queue: string;
    /** Where Dovecot finds passwords, and whose users these are: the file below, or a link of the pair's own. */
    readonly passwords: string;
    readonly dovecotSettings: Readonly<Record<string, string>>;
    /**
     * Lines of dovecot.conf above those.
     * @default none
     */
    readonly dovecotMore?: string;
    readonly postfixSettings: Readonly<Record<string, string>>;
    readonly clientsFrom: readonly string[];
    readonly ownFirewall: boolean;
}

/** Ports that users reach. */
export const USER_PORTS = [110, 143, 993, 995, 4190] as const;

const LIBRARY = "/usr/local/lib/standby";
const SYSTEM = "/etc/systemd/system";
const DOVECOT = "/etc/dovecot/dovecot.conf";
const SIEVE = "/etc/dovecot/standby-before.sieve";
/** Every user, as one member alone serves them. */
export const PEOPLE = "/etc/dovecot/standby-users";
const POSTFIX = "/etc/postfix/main.cf";
const ADDRESSES = "/etc/postfix/standby-users";
const RULES = "/etc/nftables.d/mail.rules";
/** After a change of these, what serves is reloaded, where it serves. */
export const RELOADED = [DOVECOT, PEOPLE, POSTFIX, `${ADDRESSES}.db`];
/** Owner of all mailboxes: a number of its own, alike on both members, since the volume moves between them. */
const VMAIL = { name: "vmail", uid: 5110, home: "/nonexistent" } as const;

/** A password as Dovecot keeps it. Its salt comes from the user, so that the same program gives the same file. */
export function hashed({ name, password }: KnownUser, secret: string): string {
    const salt = createHmac("sha256", secret).update(`${name}\n${password}`).digest().subarray(0, 8);
    const digest = createHash("sha512").update(password).update(salt).digest();
    return `{SSHA512}${Buffer.concat([digest, salt]).toString("base64")}`;
}

/** The passwd-file of Dovecot, one user a line. */
export function people(users: readonly KnownUser[], salt: string): string {
    return users.map((user) => `${user.name}:${hashed(user, salt)}::::::\n`).join("");
}

/** Every address that Postfix takes mail for. */
export function addresses(users: readonly KnownUser[]): string {
    return users.map(({ name }) => `${name} ok\n`).join("");
}

function settings(more: Readonly<Record<string, string>>): string {
    return Object.entries(more)
        .map(([name, value]) => `${name} = ${value}`)
        .join("\n");
}

function firewall({ ownFirewall, clientsFrom }: MailPlan): BundlePart {
    if (!ownFirewall) return {};
    const rules = `tcp dport 25 accept\n${acceptFrom(clientsFrom, USER_PORTS)}`;
    return { ...packetRulesPart("mail", rules), units: [{ name: "nftables.service", reloadOn: [RULES] }] };
}

/** Dovecot and Postfix of one member. Both start where the volume is mounted, by the agent alone. */
export function mailPart(plan: MailPlan): BundlePart {
    const { hostName, domains, users, salt, queue, passwords } = plan;
    const more = [plan.dovecotMore ?? [], settings(plan.dovecotSettings)].flat().join("\n");
    const dovecot = { hostName, passwords, domain: domains[0], settings: more };
    const postfix = { hostName, domains: domains.join(", "), queue, settings: settings(plan.postfixSettings) };
    const wall = firewall(plan);
    const dropIns = ["dovecot.service", "postfix@-.service"].map((unit) => `${SYSTEM}/${unit}.d/standby.conf`);
    return {
        packages: [
            "postfix",
            "dovecot-imapd",
            "dovecot-pop3d",
            "dovecot-lmtpd",
            "dovecot-sieve",
            "dovecot-managesieved",
        ],
        users: [VMAIL],
        files: [
            filled("active-active", DOVECOT, dovecot),
            verbatim("active-active", SIEVE),
            { path: PEOPLE, content: people(users, salt), mode: "0640", owner: "root:dovecot" },
            filled("active-active", POSTFIX, postfix),
            { path: ADDRESSES, content: addresses(users) },
            ...["check-postfix", "greets"].map((name) => verbatim("mail", `${LIBRARY}/${name}`, { mode: "0755" })),
            verbatim("active-active", `${LIBRARY}/certificate-changed`, { mode: "0755" }),
            ...dropIns.map((path) => verbatim("active-active", path)),
            ...(wall.files ?? []),
        ],
        builds: [
            { path: `${ADDRESSES}.db`, from: ADDRESSES, command: `postmap "$STAGE${ADDRESSES}"` },
            { path: SIEVE.replace(/sieve$/, "svbin"), from: SIEVE, command: `sievec "$STAGE${SIEVE}"` },
        ],
        checks: [`sh "$STAGE${PROGRAMS}/check-mail" "$STAGE"`, ...(wall.checks ?? [])],
        units: wall.units ?? [],
    };
}
