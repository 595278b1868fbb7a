import { Bundle, BundlePart, joined } from "../ops/bundle";
import { filled, verbatim } from "../ops/host-file";
import { knownHosts, RoleMember, rolePart, RoleSetup, sshHosts } from "../roles/role-part";
import { certificatePart } from "../witness/plan";

/** Debian packages of each member. */
export const packages = ["postgresql-15", "postgresql-client-15", "openssl"] as const;

const LIBRARY = "/usr/local/lib/standby";
const CLUSTER = "/etc/postgresql/15/main";
const SETTINGS = `${CLUSTER}/conf.d/90-standby.conf`;
const RELOADED = `${CLUSTER}/conf.d/91-standby.conf`;
const LOGINS = `${CLUSTER}/pg_hba.conf`;
const UNIT = "postgresql@15-main.service";
const SYSTEM = "/etc/systemd/system";
const DROP_IN = `${SYSTEM}/${UNIT}.d/standby.conf`;
const RULES = "/etc/nftables.d/postgres.rules";
const WALSHIP = "/etc/standby/walship";
const WAL_FOLDER = "/var/lib/standby-wal";
const ENGINE = [
    ...["engine", "engine-follow", "engine-gate", "engine-rewind", "engine-seed", "engine-setup", "engine-ship"],
    ...["engine-sync", "engine-writes", "certificate-changed", "check-postgres", "promote-by-file"],
    "status.d/postgres",
    ...["wal/ship", "wal/receive", "wal/restore", "wal/check"],
];
/** A number that files can name; beside those of the witness and the tunnel. */
const UID = 5103;

/** A name and password for replication; of this generation and of the next one. */
export interface ReplicationUser {
    readonly name: string;
    readonly password: string;
}

/** The key that a member ships its log with. */
export interface ShipKey {
    readonly privateKey: string;
    readonly publicKey: string;
}

/** What the plan of one member needs of the settings. */
export interface PostgresPlanSettings {
    readonly mode: "ship" | "stream" | "sync";
    readonly durability: "required" | "preferred";
    readonly link: "tls" | "ssh-tunnel";
    readonly linkPort: number;
    readonly tunnelPort: number;
    readonly degradeAfterSeconds: number;
    readonly selfFenceSeconds: number;
    readonly maxLagSeconds: number;
    readonly archiveTimeoutSeconds: number;
    readonly walKeepMiB: number;
    readonly postgresSettings: Readonly<Record<string, string>>;
}

/** Everything that the plan of one member needs; plain data. */
export interface PostgresPlan {
    readonly pair: string;
    readonly settings: PostgresPlanSettings;
    /** Whose plan it is. */
    readonly member: string;
    readonly members: readonly RoleMember[];
    readonly witness: RoleSetup["witness"];
    readonly privateKey: string;
    readonly sshPort: number;
    readonly ownFirewall: boolean;
    readonly clientsFrom: readonly string[];
    /** The user in use first, then the next. */
    readonly users: readonly ReplicationUser[];
    readonly shipKeys: Readonly<Record<string, ShipKey>>;
}

const others = ({ members, member }: PostgresPlan) => members.filter(({ key }) => key !== member);

/** Where PostgreSQL listens: on the loopback alone when all that comes, comes by a tunnel. */
export function listenAddresses(plan: PostgresPlan): string {
    const self = plan.members.find(({ key }) => key === plan.member);
    const reached = plan.settings.link === "tls" || plan.clientsFrom.length > 0;
    return reached && self ? `127.0.0.1,${self.address}` : "127.0.0.1";
}

function quoted(value: string): string {
    return `'${value.replaceAll("'", "''")}'`;
}

/** Who may log in over the network: members to replicate and to rewind, clients with a password; all by TLS. */
export function logins(plan: PostgresPlan): { members: string; clients: string } {
    const from = plan.settings.link === "ssh-tunnel" ? ["127.0.0.1"] : others(plan).map(({ address }) => address);
    return {
        members: from
            .map(
                (at) => `hostssl replication,postgres +standby_replication ${at}/32 scram-sha-256 clientcert=verify-ca`,
            )
            .join("\n"),
        clients: plan.clientsFrom.map((network) => `hostssl all all ${network} scram-sha-256`).join("\n"),
    };
}

/** Who may reach PostgreSQL's port: members where the link is TLS, and the networks of clients. */
export function packetRules(plan: PostgresPlan): string {
    const v4 = plan.clientsFrom.filter((network) => !network.includes(":"));
    const v6 = plan.clientsFrom.filter((network) => network.includes(":"));
    const from = [...(plan.settings.link === "tls" ? others(plan).map(({ address }) => address) : []), ...v4];
    return [
        ...(from.length > 0 ? [`ip saddr { ${from.join(", ")} } tcp dport 5432 accept\n`] : []),
        ...(v6.length > 0 ? [`ip6 saddr { ${v6.join(", ")} } tcp dport 5432 accept\n`] : []),
    ].join("");
}

/** PostgreSQL itself, and how it does what roles ask. */
function postgresPart(plan: PostgresPlan): BundlePart {
    const { settings } = plan;
    const rules = packetRules(plan);
    const filtered = plan.ownFirewall && rules !== "";
    const users = plan.users.map(({ name, password }) => `${name} ${password}\n`).join("");
    const more = Object.entries(settings.postgresSettings).sort(([one], [other]) => (one < other ? -1 : 1));
    const owned = { mode: "0640", owner: "root:postgres" };
    return {
        packages,
        files: [
            filled("postgres", SETTINGS, {
                listenAddresses: listenAddresses(plan),
                settings: more.map(([name, value]) => `${name} = ${quoted(value)}`).join("\n"),
            }),
            filled("postgres", RELOADED, {
                archiveTimeoutSeconds: settings.archiveTimeoutSeconds,
                walKeepMiB: settings.walKeepMiB,
            }),
            filled("postgres", LOGINS, logins(plan), owned),
            verbatim("postgres", `${CLUSTER}/start.conf`),
            verbatim("postgres", DROP_IN),
            ...["standby-promote.path", "standby-promote.service"].map((unit) =>
                verbatim("postgres", `${SYSTEM}/${unit}`),
            ),
            ...ENGINE.map((name) => verbatim("postgres", `${LIBRARY}/${name}`, { mode: "0755" })),
            { path: "/etc/standby/postgres.users", content: users, mode: "0600" },
            ...(filtered ? [{ path: RULES, content: rules, mode: "0600" }] : []),
        ],
        folders: [
            { path: "/var/lib/standby/role", mode: "0700" },
            { path: "/var/lib/postgresql/standby", mode: "0700", owner: "postgres:postgres" },
        ],
        checks: [`sh "$STAGE${LIBRARY}/check-postgres" "$STAGE"`],
        units: [
            { name: UNIT, restartOn: [SETTINGS, DROP_IN], reloadOn: [RELOADED, LOGINS] },
            { name: "standby-promote.path", restartOn: [`${SYSTEM}/standby-promote.path`] },
            ...(filtered ? [{ name: "nftables.service", reloadOn: [RULES] }] : []),
        ],
        probes: ["timeout 5 /usr/lib/postgresql/15/bin/pg_isready -q -h /var/run/postgresql"],
    };
}

/** The way of the log to the other member, file by file: an account that can do nothing but take one. */
function shipPart(plan: PostgresPlan): BundlePart {
    const to = others(plan);
    const owned = { mode: "0600", owner: "postgres:postgres" };
    const accepted = to.map(
        ({ key }) =>
            `restrict,command="${LIBRARY}/wal/receive ${key}" ${plan.shipKeys[key].publicKey} standby-${key}\n`,
    );
    const hosts = sshHosts(to.map(({ key, address }) => ({ key, address, user: "walship" })));
    return {
        users: [{ name: "walship", uid: UID, home: WAL_FOLDER, shell: "/bin/sh" }],
        folders: [
            { path: WALSHIP, mode: "0755" },
            { path: WAL_FOLDER, mode: "0770", owner: "postgres:walship" },
            { path: `${WAL_FOLDER}/last`, mode: "0770", owner: "postgres:walship" },
        ],
        files: [
            filled("postgres", `${WALSHIP}/config`, { linkPort: plan.settings.linkPort, hosts }, owned),
            { path: `${WALSHIP}/known_hosts`, content: knownHosts(to), ...owned },
            { path: `${WALSHIP}/key`, content: plan.shipKeys[plan.member].privateKey, ...owned },
            { path: "/etc/ssh/standby/walship", content: accepted.join("") },
        ],
    };
}

/** What PostgreSQL's side of the role machinery needs to know, for role.conf. */
function engineValues(plan: PostgresPlan): Record<string, string | number> {
    const { settings } = plan;
    // What was shipped last may be as old as the longest time between two files.
    const shipLag = settings.mode === "ship" ? settings.archiveTimeoutSeconds : 0;
    return {
        ENGINE_PACKAGE: "postgresql-15",
        ENGINE_UNIT: UNIT,
        TLS_GROUP: "postgres",
        MODE: settings.mode,
        DURABILITY: settings.mode === "sync" ? settings.durability : "async",
        LINK: settings.link,
        DEGRADE_SECONDS: settings.degradeAfterSeconds,
        SELF_FENCE_SECONDS: settings.selfFenceSeconds,
        MAX_LAG_SECONDS: settings.maxLagSeconds + shipLag,
        WAL_KEEP_MIB: settings.walKeepMiB,
        REPLICATION_USER: plan.users[0].name,
        ...Object.fromEntries(others(plan).map(({ key }, index) => [`TUNNEL_${key}`, settings.tunnelPort + index])),
        // Bounds of the steps of a transition: see docs/runbooks/roles.md.
        ...{ QUIESCE_SECONDS: 5, HOLD_SECONDS: 30, DRAIN_SECONDS: 300, JOIN_SECONDS: 240 },
    };
}

/** The whole service phase of one member. */
export function memberPlan(plan: PostgresPlan): Bundle {
    const setup: RoleSetup = { ...plan, linkPort: plan.settings.linkPort, values: engineValues(plan) };
    return joined(
        "service",
        rolePart(setup),
        certificatePart({ group: "postgres" }),
        shipPart(plan),
        postgresPart(plan),
    );
}
