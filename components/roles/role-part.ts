import { BundlePart } from "../ops/bundle";
import { HostFile } from "../ops/file";
import { filled, shipped, verbatim } from "../ops/host-file";
import { fill } from "../ops/template";
import { shellValues } from "../ops/shell-values";

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
    /** Name of the instance whose role it is, where a service has several on a host. @default the host has one role */
    readonly instance?: string;
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
const LINK = "/etc/ssh/sshd_config.d/20-standby-link.conf";
const RULES = "/etc/nftables.d/standby-link.rules";
const SYSTEM = "/etc/systemd/system";

/** Programs of the role machinery, which do not change with the pair. */
const PROGRAMS = ["agent", "checks", "declare", "duties", "gate", "join", "lib", "peer", "promote", "status", "steps"];
const VERBS = ["promote", "demote", "rejoin", "fence", "unfence", "verify"];

/** Where one role of a host has its settings, its SSH, its short-lived files; and the names of its units. */
export function rolePlaces({ instance }: Pick<RoleSetup, "instance">) {
    const suffix = instance === undefined ? "" : `-${instance}`;
    const template = instance === undefined ? "" : "@";
    return {
        conf: `/etc/standby/role${suffix}.conf`,
        ssh: `/etc/standby/ssh${suffix}`,
        run: `/run/standby-role${suffix}`,
        state: `/var/lib/standby/role${suffix}`,
        agent: `standby-role${template}${instance ?? ""}.service`,
        units: ["role", "join"].map((name) => `${SYSTEM}/standby-${name}${template}.service`),
    };
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
    return shellValues(Object.fromEntries(lines));
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

/** Which of the others may log in, each with a key that may say the words of one role. */
function accepted({ instance, member, members }: RoleSetup): string {
    const meant = instance === undefined ? "" : `env STANDBY_INSTANCE=${instance} `;
    return members
        .filter(({ key }) => key !== member)
        .map(({ key, peerKey }) => {
            return `restrict,command="${meant}${LIBRARY}/role/peer ${key}" ${peerKey} standby-${key}\n`;
        })
        .join("");
}

/** How one role reaches the other members and the witness. */
function sshFiles(setup: RoleSetup): HostFile[] {
    const { ssh, run } = rolePlaces(setup);
    const others = setup.members.filter(({ key }) => key !== setup.member);
    const witness = { key: "witness", address: setup.witness.address, hostKey: setup.witness.hostKey };
    const hosts = sshHosts([
        ...others.map(({ key, address }) => ({ key, address, user: "root" })),
        { ...witness, user: "standby-witness" },
    ]);
    const values = { linkPort: setup.linkPort, folder: ssh, run, hosts };
    const template = shipped("roles", "/etc/standby/ssh/config.tmpl");
    return [
        { path: rolePlaces(setup).conf, content: roleConf(setup), mode: "0600" },
        { path: `${ssh}/config`, content: fill(template, values), mode: "0600" },
        { path: `${ssh}/known_hosts`, content: knownHosts([...others, witness]), mode: "0600" },
        { path: `${ssh}/id_ed25519`, content: setup.privateKey, mode: "0600" },
    ];
}

/** The link between hosts: SSH on a port of its own, with keys that may do one thing each. */
function linkPartOf(setups: readonly RoleSetup[], whoMayCome: readonly RoleSetup[]): BundlePart {
    const [{ member, linkPort, sshPort, ownFirewall }] = setups;
    const others = whoMayCome.flatMap(({ members }) => members.filter(({ key }) => key !== member));
    const from = [...new Set(others.map(({ address }) => address))];
    const rule = `ip saddr { ${from.join(", ")} } tcp dport ${linkPort} accept\n`;
    return {
        files: [
            verbatim("roles", `${LIBRARY}/role/lib`, { mode: "0755" }),
            ...setups.flatMap(sshFiles),
            filled("roles", LINK, { sshPort, linkPort }),
            { path: "/etc/ssh/standby/root", content: whoMayCome.map(accepted).join("") },
            ...(ownFirewall ? [{ path: RULES, content: rule, mode: "0600" }] : []),
        ],
        folders: [
            { path: "/etc/standby", mode: "0711" },
            ...setups.map((setup) => ({ path: rolePlaces(setup).ssh, mode: "0700" })),
            { path: "/etc/ssh/standby", mode: "0755" },
        ],
        checks: [`/usr/sbin/sshd -t -f "$STAGE${LINK}"`],
        units: [
            { name: "ssh.service", reloadOn: [LINK] },
            ...(ownFirewall ? [{ name: "nftables.service", reloadOn: [RULES] }] : []),
        ],
    };
}

/**
 * A member's link to the others and to the witness, without roles. The word that the others may say is the engine's own
 * /usr/local/lib/standby/role/peer.
 */
export function linkPart(setup: RoleSetup): BundlePart {
    return linkPartOf([setup], [setup]);
}

/** The role machinery of one member: its agent, its words, and its link to the other members. */
export function rolePart(setup: RoleSetup): BundlePart {
    return rolesPart([setup]);
}

/**
 * The same where a host has a role for each of several instances.
 * @param base the host as the witness knows it beside its roles: it gets its certificate so. @default none
 */
export function rolesPart(setups: readonly RoleSetup[], base?: RoleSetup): BundlePart {
    const mode = "0755";
    const programs = [
        ...PROGRAMS.map((name) => verbatim("roles", `${LIBRARY}/role/${name}`, { mode })),
        ...VERBS.map((name) => verbatim("roles", `${LIBRARY}/verbs/${name}`, { mode })),
        verbatim("roles", `${LIBRARY}/parity`, { mode }),
    ];
    const link = linkPartOf([...setups, ...(base ? [base] : [])], setups);
    const units = [...new Set(setups.flatMap((setup) => rolePlaces(setup).units))].map((path) =>
        verbatim("roles", path),
    );
    const files = new Map([...programs, ...units, ...(link.files ?? [])].map((file) => [file.path, file]));
    const agent = (setup: RoleSetup) => {
        const { agent: name, units, conf, ssh } = rolePlaces(setup);
        const read = [units[0], conf, ...programs.map(({ path }) => path), ...(setup.reads ?? [])];
        return { name, restartOn: [...read, `${ssh}/config`, `${ssh}/known_hosts`] };
    };
    return { ...link, files: [...files.values()], units: [...(link.units ?? []), ...setups.map(agent)] };
}
