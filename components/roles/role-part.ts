import { BundlePart } from "../ops/bundle";
import { HostFile } from "../ops/file";
import { filled, verbatim } from "../ops/host-file";

/** One member as the others see it. */
export interface RoleMember {
    /** "a", "b", or the name of a further replica. */
    readonly key: string;
    readonly hostName: string;
    readonly address: string;
    /** SSH identity of the host, "ssh-ed25519 AAAA…". */
    readonly hostKey: string;
    /** The key that it logs in to the others with. */
    readonly peerKey: string;
    /** May it become the primary? */
    readonly promotable: boolean;
    /** Its end of the WireGuard link. @default there is none */
    readonly wireguard?: { readonly innerAddress: string; readonly publicKey: string };
}

/** What the role machinery of one member must know; plain data. */
export interface RoleSetup {
    readonly pair: string;
    readonly member: string;
    readonly members: readonly RoleMember[];
    readonly witness: { readonly address: string; readonly hostKey: string };
    /** OpenSSH private key of this member toward the others. */
    readonly privateKey: string;
    /** Port on which members and witness reach each other by SSH. */
    readonly linkPort: number;
    /** Port of SSH for everybody else. */
    readonly sshPort: number;
    /** Is the host's packet filter ours? */
    readonly ownFirewall: boolean;
    /** More for role.conf: what the engine needs to know. */
    readonly values: Readonly<Record<string, string | number>>;
    /** Paths of the engine's own programs, which the agent reads once, at its start. @default none */
    readonly reads?: readonly string[];
}

const LIBRARY = "/usr/local/lib/standby";
const CONF = "/etc/standby/role.conf";
const SSH = "/etc/standby/ssh";
const LINK = "/etc/ssh/sshd_config.d/20-standby-link.conf";
const RULES = "/etc/nftables.d/standby-link.rules";
const AGENT = "/etc/systemd/system/standby-role.service";

/** Programs of the role machinery, which do not change with the pair. */
const PROGRAMS = ["agent", "checks", "declare", "duties", "gate", "join", "lib", "peer", "promote", "status", "steps"];
const VERBS = ["promote", "demote", "rejoin", "fence", "unfence", "verify"];

/** A value for a file that sh reads. */
function quoted(value: string | number): string {
    return `'${String(value).replaceAll("'", "'\\''")}'`;
}

/** The line of `role.conf` for each name. Keys of members are plain words, fit for names of variables. */
export function roleConf(setup: RoleSetup): string {
    const lines: [string, string | number][] = [
        ["PAIR", setup.pair],
        ["MEMBER", setup.member],
        ["MEMBERS", setup.members.map(({ key }) => key).join(" ")],
        [
            "PROMOTABLE",
            setup.members
                .filter(({ promotable }) => promotable)
                .map(({ key }) => key)
                .join(" "),
        ],
        ["LINK_PORT", setup.linkPort],
        ["WITNESS", setup.witness.address],
        ...setup.members.flatMap(({ key, address, hostName }): [string, string][] => [
            [`ADDRESS_${key}`, address],
            [`HOST_${key}`, hostName],
        ]),
        ...Object.entries(setup.values),
    ];
    return lines.map(([name, value]) => `${name}=${quoted(value)}\n`).join("");
}

const alias = (key: string) => `standby-${key}`;

/** Sections of an ssh_config: each host by an alias, so that its identity is pinned whatever its address is. */
export function sshHosts(hosts: readonly { key: string; address: string; user: string }[]): string {
    return hosts
        .map(({ key, address, user }) =>
            [
                `Host ${alias(key)}`,
                `    HostName ${address}`,
                `    HostKeyAlias ${alias(key)}`,
                `    User ${user}`,
            ].join("\n"),
        )
        .join("\n");
}

export function knownHosts(hosts: readonly { key: string; hostKey: string }[]): string {
    return hosts.map(({ key, hostKey }) => `${alias(key)} ${hostKey}\n`).join("");
}

/** The link between members: SSH on a port of its own, with keys that may do one thing each. */
function linkFiles(setup: RoleSetup): HostFile[] {
    const others = setup.members.filter(({ key }) => key !== setup.member);
    const witness = { key: "witness", address: setup.witness.address, hostKey: setup.witness.hostKey };
    const hosts = sshHosts([
        ...others.map(({ key, address }) => ({ key, address, user: "root" })),
        { ...witness, user: "standby-witness" },
    ]);
    const accepted = others.map(
        ({ key, peerKey }) => `restrict,command="${LIBRARY}/role/peer ${key}" ${peerKey} standby-${key}\n`,
    );
    const rule = `ip saddr { ${others.map(({ address }) => address).join(", ")} } tcp dport ${setup.linkPort} accept\n`;
    return [
        filled("roles", `${SSH}/config`, { linkPort: setup.linkPort, hosts }, { mode: "0600" }),
        { path: `${SSH}/known_hosts`, content: knownHosts([...others, witness]), mode: "0600" },
        { path: `${SSH}/id_ed25519`, content: setup.privateKey, mode: "0600" },
        filled("roles", LINK, { sshPort: setup.sshPort, linkPort: setup.linkPort }),
        { path: "/etc/ssh/standby/root", content: accepted.join("") },
        ...(setup.ownFirewall ? [{ path: RULES, content: rule, mode: "0600" }] : []),
    ];
}

/**
 * A member's link to the others and to the witness, without roles. The word that the others may say is the engine's own
 * /usr/local/lib/standby/role/peer.
 */
export function linkPart(setup: RoleSetup): BundlePart {
    const conf = { path: CONF, content: roleConf(setup), mode: "0600" };
    return {
        files: [verbatim("roles", `${LIBRARY}/role/lib`, { mode: "0755" }), conf, ...linkFiles(setup)],
        folders: [
            { path: "/etc/standby", mode: "0711" },
            { path: SSH, mode: "0700" },
            { path: "/etc/ssh/standby", mode: "0755" },
        ],
        checks: [`/usr/sbin/sshd -t -f "$STAGE${LINK}"`],
        units: [
            { name: "ssh.service", reloadOn: [LINK] },
            ...(setup.ownFirewall ? [{ name: "nftables.service", reloadOn: [RULES] }] : []),
        ],
    };
}

/** The role machinery of one member: its agent, its words, and its link to the other members. */
export function rolePart(setup: RoleSetup): BundlePart {
    const mode = "0755";
    const programs = [
        ...PROGRAMS.map((name) => verbatim("roles", `${LIBRARY}/role/${name}`, { mode })),
        ...VERBS.map((name) => verbatim("roles", `${LIBRARY}/verbs/${name}`, { mode })),
        verbatim("roles", `${LIBRARY}/parity`, { mode }),
    ];
    const units = [AGENT, "/etc/systemd/system/standby-join.service"].map((path) => verbatim("roles", path));
    const link = linkPart(setup);
    const files = new Map([...programs, ...units, ...(link.files ?? [])].map((file) => [file.path, file]));
    return {
        ...link,
        files: [...files.values()],
        units: [
            ...(link.units ?? []),
            {
                name: "standby-role.service",
                restartOn: [
                    ...[AGENT, CONF, ...programs.map(({ path }) => path), ...(setup.reads ?? [])],
                    ...[`${SSH}/config`, `${SSH}/known_hosts`],
                ],
            },
        ],
    };
}
