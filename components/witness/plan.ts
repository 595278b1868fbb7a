import { BundlePart } from "../ops/bundle";
import { HostFile } from "../ops/file";
import { filled, verbatim } from "../ops/host-file";
import { packetRulesPart } from "../ops/packet-rules";

/** One member as its witness knows it. */
export interface WitnessMember {
    /** "a", "b", or the name of a further replica. */
    readonly name: string;
    /** Full host name: the subject of the member's certificates. */
    readonly hostName: string;
    /** Further names and addresses in its certificates, e.g. the name that follows the primary. @default none */
    readonly otherNames?: readonly string[];
}

/** One pair of which the witness keeps the record and the certificate authority. */
export interface WitnessPair {
    readonly name: string;
    readonly members: readonly WitnessMember[];
    /** The SSH key of each member toward the witness: "ssh-ed25519 AAAA…". */
    readonly publicKeys: Readonly<Record<string, string>>;
    /** Addresses or networks that the members come from. */
    readonly addresses: readonly string[];
}

/** What the witness must know; plain data. */
export interface WitnessSetup {
    readonly pairs: readonly WitnessPair[];
    /** Port on which the members reach the witness by SSH. */
    readonly linkPort: number;
    /** Port of SSH for everybody else. @default 22 */
    readonly sshPort?: number;
    /** Is the host's packet filter ours? @default true */
    readonly ownFirewall?: boolean;
    /** Life of a member's certificate, 45 to 365; it is renewed in the last third. @default 90 */
    readonly certificateDays?: number;
}

/** Debian packages of the witness and of every member with a certificate. */
export const packages = ["openssl"] as const;

/** Who serves the members. sshd runs the forced command by this user's shell, so there must be one. */
const USER = { name: "standby-witness", uid: 5101, home: "/var/lib/standby-witness", shell: "/bin/sh" } as const;

const LIBRARY = "/usr/local/lib/standby";
const SYSTEM = "/etc/systemd/system";
const LINK = "/etc/ssh/sshd_config.d/20-standby-link.conf";
const RULES = "/etc/nftables.d/witness.rules";
const executable = { mode: "0755" } as const;
const WORD = /^[a-z0-9][a-z0-9-]*$/;
const NAME = /^[A-Za-z0-9:][A-Za-z0-9.:-]*$/;
const KEY = /^ssh-ed25519 [A-Za-z0-9+/]+=*$/;
/** The longest common name that X.509 allows. */
const LONGEST_NAME = 64;

/** Refuses what would break out of its line in a file of the witness. */
function assertFit(what: string, text: string, form: RegExp): void {
    if (!form.test(text) || text.includes("\n")) throw new Error(`${what} ${JSON.stringify(text)} does not fit`);
}

/** The members that the witness serves, with the names of their certificates. */
export function membersFile(pair: WitnessPair): string {
    const line = ({ name, hostName, otherNames = [] }: WitnessMember) => {
        assertFit("member", name, WORD);
        const names = [...new Set([hostName, ...otherNames])];
        names.forEach((one) => assertFit(`name of ${name}`, one, NAME));
        if (hostName.length > LONGEST_NAME) {
            throw new Error(
                `host name "${hostName}" is too long for a certificate: at most ${LONGEST_NAME} characters`,
            );
        }
        return [name, ...names].join(" ") + "\n";
    };
    return pair.members.map(line).join("");
}

/** What each member's key may do on the witness: speak for this member, nothing else. */
export function authorizedKeys(pairs: readonly WitnessPair[]): string {
    const line = (pair: WitnessPair, { name }: WitnessMember) => {
        // A comment would say nothing that the command does not.
        const key = (pair.publicKeys[name] ?? "").trim().split(/ +/).slice(0, 2).join(" ");
        assertFit(`public key of ${pair.name} ${name}`, key, KEY);
        return `restrict,command="${LIBRARY}/witness/serve ${pair.name} ${name}" ${key}\n`;
    };
    return pairs.flatMap((pair) => pair.members.map((member) => line(pair, member))).join("");
}

/** Accept rules for the members, by family. */
export function linkRules(addresses: readonly string[], port: number): string {
    const all = [...new Set(addresses)].sort();
    const rule = (family: string, some: readonly string[]) =>
        some.length > 0 ? `${family} saddr { ${some.join(", ")} } tcp dport ${port} accept\n` : "";
    const v6 = all.filter((address) => address.includes(":"));
    return rule(
        "ip",
        all.filter((address) => !address.includes(":")),
    ).concat(rule("ip6", v6));
}

function firewall(setup: WitnessSetup): BundlePart {
    const content = linkRules(
        setup.pairs.flatMap(({ addresses }) => addresses),
        setup.linkPort,
    );
    return {
        ...packetRulesPart("witness", content),
        units: [{ name: "nftables.service", reloadOn: [RULES] }],
    };
}

/** The programs of the witness, which do not change with the pairs. */
function programs(certificateDays: number): HostFile[] {
    return [
        verbatim("witness", `${LIBRARY}/witness/serve`, executable),
        verbatim("witness", `${LIBRARY}/witness/ca`, executable),
        verbatim("witness", `${LIBRARY}/witness/authority`),
        verbatim("witness", `${LIBRARY}/witness/openssl.cnf`),
        { path: `${LIBRARY}/witness/settings`, content: `certificate_days=${certificateDays}\n` },
        verbatim("witness", `${LIBRARY}/verbs/ca`, executable),
        verbatim("witness", `${LIBRARY}/status.d/witness`, executable),
        verbatim("witness", `${SYSTEM}/standby-witness-daily.service`),
        verbatim("witness", `${SYSTEM}/standby-witness-daily.timer`),
    ];
}

/** The witness of one or more pairs: their records, their certificate authorities, and the members' way in. */
export function witnessPlan(setup: WitnessSetup): BundlePart {
    const { certificateDays = 90 } = setup;
    // Below 45 the last third would begin where `standby status` warns already.
    if (!(certificateDays >= 45 && certificateDays <= 365)) throw new Error("certificateDays must be 45 to 365");
    const owner = `${USER.name}:${USER.name}`;
    const wall: BundlePart = setup.ownFirewall === false ? {} : firewall(setup);
    for (const { name } of setup.pairs) assertFit("pair", name, WORD);
    const first = setup.pairs[0];
    const ask = `SSH_ORIGINAL_COMMAND=time setpriv --reuid=${USER.uid} --regid=${USER.uid} --clear-groups`;
    return {
        packages,
        users: [USER],
        folders: [
            // Of root: what the user may write to is each pair's folder alone, no .ssh beside it.
            { path: USER.home, mode: "0755" },
            ...setup.pairs.map(({ name }) => ({ path: `${USER.home}/${name}`, mode: "0700", owner })),
            { path: "/etc/ssh/standby", mode: "0755" },
        ],
        files: [
            ...programs(certificateDays),
            ...setup.pairs.map((pair) => ({ path: `${USER.home}/${pair.name}/members`, content: membersFile(pair) })),
            { path: `/etc/ssh/standby/${USER.name}`, content: authorizedKeys(setup.pairs) },
            filled("roles", LINK, { sshPort: setup.sshPort ?? 22, linkPort: setup.linkPort }),
            ...(wall.files ?? []),
        ],
        checks: [`/usr/sbin/sshd -t -f "$STAGE${LINK}"`, ...(wall.checks ?? [])],
        units: [
            { name: "ssh.service", reloadOn: [LINK] },
            { name: "standby-witness-daily.timer", restartOn: [`${SYSTEM}/standby-witness-daily.timer`] },
            ...(wall.units ?? []),
        ],
        probes: [
            `ss -Hltn 'sport = :${setup.linkPort}' | grep -q .`,
            ...(first ? [`${ask} ${LIBRARY}/witness/serve ${first.name} ${first.members[0].name} >/dev/null`] : []),
        ],
    };
}

/** What a member's certificate needs to know. */
export interface CertificateSetup {
    /** Group of the engine's user, which reads the private key. @default TLS_GROUP of role.conf, else root */
    readonly group?: string;
}

/**
 * The certificate of a member, got from its witness and renewed in time. It needs the role's library, and the witness
 * must be up when a member has none yet.
 */
export function certificatePart({ group }: CertificateSetup = {}): BundlePart {
    const timer = `${SYSTEM}/standby-certificate.timer`;
    if (group !== undefined) assertFit("group", group, /^[a-z_][a-z0-9_-]*$/);
    return {
        packages,
        files: [
            verbatim("witness", `${LIBRARY}/certificate`, executable),
            verbatim("witness", `${LIBRARY}/status.d/certificate`, executable),
            ...(group === undefined
                ? []
                : [{ path: "/etc/standby/certificate.conf", content: `TLS_GROUP=${group}\n` }]),
            verbatim("witness", `${SYSTEM}/standby-certificate.service`),
            verbatim("witness", timer),
        ],
        units: [{ name: "standby-certificate.timer", restartOn: [timer] }],
        // The engine's phase comes next and finds a certificate.
        probes: [
            "{ systemctl start standby-certificate.service 2>/dev/null && test -s /etc/standby/tls/member.crt; } || " +
                "{ journalctl -q -u standby-certificate.service -n 4 -o cat --no-pager; false; }",
        ],
    };
}
