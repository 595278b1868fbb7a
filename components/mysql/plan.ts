import { Bundle, BundlePart, joined } from "../ops/bundle";
import { HostFile, sha256 } from "../ops/file";
import { filled, verbatim } from "../ops/host-file";
import { RoleMember, rolePart, RoleSetup } from "../roles/role-part";
import { certificatePart } from "../witness/plan";
import { MySqlEndpoint } from "./args";
import { MySqlBackupSettings } from "./backup/args";
import { backupPart } from "./backup/plan";
import { memberProxyPart, writableCheckPart } from "./endpoint/haproxy";
import { ProxyPlan } from "./endpoint/haproxy-config";
import { tunnelPart, TunnelKeys } from "./tunnel-part";
import { visibilityPart } from "./visibility/visibility";
import { MemberPlan, self } from "./member-plan";

/** Debian packages of each member. */
export const packages = ["mariadb-server", "mariadb-backup", "openssl"] as const;

const LIBRARY = "/usr/local/lib/standby";
const OPTIONS = "/etc/mysql/mariadb.conf.d/90-standby.cnf";
const DROP_IN = "/etc/systemd/system/mariadb.service.d/standby.conf";
const CLIENTS = "/etc/nftables.d/mysql.rules";
const ENGINE = [
    ...["engine", "engine-follow", "engine-gate", "engine-seed", "engine-setup", "engine-sync", "engine-writes"],
    "certificate-changed",
];
const DAY_SECONDS = 86400;

/** A name and password for replication; of this generation and of the next one. */
export interface ReplicationUser {
    readonly name: string;
    readonly password: string;
}

/** Everything that the plan of one member needs; plain data. */
export interface MySqlPlan extends MemberPlan {
    readonly metricsFrom: readonly string[];
    readonly endpoint: MySqlEndpoint;
    readonly backup?: MySqlBackupSettings;
    /** The user in use first, then the next. */
    readonly users: readonly ReplicationUser[];
    readonly tunnelKeys: Readonly<Record<string, TunnelKeys>>;
}

/** Above those of a and b; MariaDB takes 32 bits. */
const FIRST_REPLICA_ID = 1000;

/** A server keeps its number for life: that of a further replica comes from its name, since others may come and go. */
export function serverId(member: string): number {
    if (member === "a" || member === "b") return member === "a" ? 1 : 2;
    return FIRST_REPLICA_ID + parseInt(sha256(member).slice(0, 7), 16);
}

/** Where MariaDB listens: on the loopback alone when all that comes, comes by a tunnel. */
export function bindAddress(plan: MySqlPlan): string {
    const reached = plan.settings.link === "tls" || plan.clientsFrom.length > 0;
    return reached ? `127.0.0.1,${self(plan).address}` : "127.0.0.1";
}

function options(plan: MySqlPlan): HostFile {
    const { settings } = plan;
    const more = Object.entries(settings.mariadbSettings).sort(([one], [other]) => (one < other ? -1 : 1));
    return filled("mysql", OPTIONS, {
        serverId: serverId(plan.member),
        bindAddress: bindAddress(plan),
        binlogFormat: settings.binlogFormat,
        binlogKeepSeconds: settings.binlogKeepDays * DAY_SECONDS,
        // A further replica may be far away: nobody's commit waits for it.
        acknowledges: plan.member === "a" || plan.member === "b" ? "ON" : "OFF",
        settings: more.map(([name, value]) => `${name} = ${value}`).join("\n"),
    });
}

/** Who may reach MariaDB's port: members where the link is TLS, and the networks of clients. */
export function packetRules(plan: MySqlPlan): string {
    const others = plan.members.filter(({ key }) => key !== plan.member).map(({ address }) => address);
    const v4 = plan.clientsFrom.filter((network) => !network.includes(":"));
    const v6 = plan.clientsFrom.filter((network) => network.includes(":"));
    const from = [...(plan.settings.link === "tls" ? others : []), ...v4];
    return [
        ...(from.length > 0 ? [`ip saddr { ${from.join(", ")} } tcp dport 3306 accept\n`] : []),
        ...(v6.length > 0 ? [`ip6 saddr { ${v6.join(", ")} } tcp dport 3306 accept\n`] : []),
    ].join("");
}

/** MariaDB itself, and how it does what roles ask. */
function mariadbPart(plan: MySqlPlan): BundlePart {
    const mode = "0755";
    const rules = packetRules(plan);
    const filtered = plan.ownFirewall && rules !== "";
    const users = plan.users.map(({ name, password }) => `${name} ${password}\n`).join("");
    return {
        packages,
        files: [
            options(plan),
            verbatim("mysql", DROP_IN),
            ...ENGINE.map((name) => verbatim("mysql", `${LIBRARY}/${name}`, { mode })),
            { path: "/etc/standby/mysql.users", content: users, mode: "0600" },
            ...(filtered ? [{ path: CLIENTS, content: rules, mode: "0600" }] : []),
        ],
        folders: [{ path: "/var/lib/standby/role", mode: "0700" }],
        checks: [
            "! systemctl is-active -q standby-galera.service || { echo 'this host is a member of a Galera cluster: there is no way " +
                "back in place, see docs/pairs/mysql-galera.md'; false; }",
            `/usr/sbin/mariadbd --defaults-file="$STAGE${OPTIONS}" --help --verbose >/dev/null`,
        ],
        units: [
            { name: "mariadb.service", restartOn: [OPTIONS] },
            ...(filtered ? [{ name: "nftables.service", reloadOn: [CLIENTS] }] : []),
        ],
        probes: ["timeout -k 1 5 mariadb-admin --no-defaults --socket=/run/mysqld/mysqld.sock -u root ping"],
    };
}

/** The members among which the proxies look for the primary, as the member of this plan reaches them. */
function proxied(plan: MySqlPlan): ProxyPlan {
    const { settings } = plan;
    const tunnels = plan.members.filter(({ key }) => key !== plan.member).map(({ key }) => key);
    const may = plan.members.filter(({ promotable }) => promotable);
    const at = ({ key, address }: RoleMember) => {
        if (settings.link !== "ssh-tunnel") return { member: key, address, checkAddress: address };
        const port = key === plan.member ? 3306 : settings.tunnelPort + tunnels.indexOf(key);
        return { member: key, address: "127.0.0.1", port, checkAddress: address };
    };
    return { pair: plan.pair, address: self(plan).address, members: may.map(at) };
}

function proxyParts(plan: MySqlPlan): BundlePart[] {
    const { clientsFrom, ownFirewall: filtered } = plan;
    const checkFrom = [...plan.members.map(({ address }) => address), ...clientsFrom];
    return [
        writableCheckPart({ address: self(plan).address, checkFrom, filtered }),
        memberProxyPart({ ...proxied(plan), clientsFrom, filtered }),
    ];
}

/** What MariaDB's side of the role machinery needs to know, for role.conf. */
function engineValues(plan: MySqlPlan): Record<string, string | number> {
    const { settings } = plan;
    const others = plan.members.filter(({ key }) => key !== plan.member);
    return {
        ENGINE_PACKAGE: "mariadb-server",
        ENGINE_UNIT: "mariadb.service",
        TLS_GROUP: "mysql",
        DURABILITY: settings.durability,
        LINK: settings.link,
        DEGRADE_SECONDS: settings.degradeAfterSeconds,
        SELF_FENCE_SECONDS: settings.selfFenceSeconds,
        MAX_LAG_SECONDS: settings.maxLagSeconds,
        REPLICATION_USER: plan.users[0].name,
        ...Object.fromEntries(others.map(({ key }, index) => [`TUNNEL_${key}`, settings.tunnelPort + index])),
        // Bounds of the steps of a transition: see docs/runbooks/roles.md.
        ...{ QUIESCE_SECONDS: 5, HOLD_SECONDS: 30, DRAIN_SECONDS: 300, JOIN_SECONDS: 240 },
    };
}

/** The whole service phase of one member. */
export function memberPlan(plan: MySqlPlan): Bundle {
    const { linkPort } = plan.settings;
    const setup: RoleSetup = { ...plan, linkPort, values: engineValues(plan) };
    return joined(
        "service",
        rolePart(setup),
        certificatePart({ group: "mysql" }),
        ...(plan.settings.link === "ssh-tunnel" ? [tunnelPart(plan)] : []),
        mariadbPart(plan),
        visibilityPart({ metricsFrom: plan.metricsFrom, address: self(plan).address, filtered: plan.ownFirewall }),
        ...(plan.endpoint === "haproxy" ? proxyParts(plan) : []),
        ...(plan.backup ? [backupPart(plan.backup)] : []),
    );
}
