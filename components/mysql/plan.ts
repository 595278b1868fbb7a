import { proxyParts, WRITABLE } from "../database/endpoint/haproxy";
import { linkParts } from "../database/link-parts";
import { databaseRules, listenAddresses, ReplicatedPlan, self, sharedValues } from "../database/member-plan";
import { Bundle, BundlePart, joined } from "../ops/bundle";
import { HostFile, sha256 } from "../ops/file";
import { filled, verbatim } from "../ops/host-file";
import { rolePart, RoleSetup } from "../roles/role-part";
import { certificatePart } from "../witness/plan";
import { MySqlSettings } from "./args";
import { MySqlBackupSettings } from "./backup/args";
import { backupPart } from "./backup/plan";
import { MARIADB } from "./server";
import { visibilityPart } from "./visibility/visibility";

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

/** Everything that the plan of one member needs; plain data. */
export interface MySqlPlan extends ReplicatedPlan<MySqlSettings> {
    readonly backup?: MySqlBackupSettings;
}

/** Above those of a and b; MariaDB takes 32 bits. */
const FIRST_REPLICA_ID = 1000;

/** A server keeps its number for life: that of a further replica comes from its name, since others may come and go. */
export function serverId(member: string): number {
    if (member === "a" || member === "b") return member === "a" ? 1 : 2;
    return FIRST_REPLICA_ID + parseInt(sha256(member).slice(0, 7), 16);
}

function options(plan: MySqlPlan): HostFile {
    const { settings } = plan;
    const more = Object.entries(settings.mariadbSettings).sort(([one], [other]) => (one < other ? -1 : 1));
    return filled("mysql", OPTIONS, {
        serverId: serverId(plan.member),
        bindAddress: listenAddresses(plan).join(","),
        binlogFormat: settings.binlogFormat,
        binlogKeepSeconds: settings.binlogKeepDays * DAY_SECONDS,
        // A further replica may be far away: nobody's commit waits for it.
        acknowledges: plan.member === "a" || plan.member === "b" ? "ON" : "OFF",
        settings: more.map(([name, value]) => `${name} = ${value}`).join("\n"),
    });
}

/** MariaDB itself, and how it does what roles ask. */
function mariadbPart(plan: MySqlPlan): BundlePart {
    const mode = "0755";
    const rules = databaseRules(plan, MARIADB);
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

/** What MariaDB's side of the role machinery needs to know, for role.conf. */
function engineValues(plan: MySqlPlan): Record<string, string | number> {
    return {
        ENGINE_PACKAGE: "mariadb-server",
        ENGINE_UNIT: "mariadb.service",
        TLS_GROUP: "mysql",
        DURABILITY: plan.settings.durability,
        ...sharedValues(plan),
    };
}

/** The whole service phase of one member. */
export function memberPlan(plan: MySqlPlan): Bundle {
    const { linkPort } = plan.settings;
    const writable = verbatim("mysql", WRITABLE, { mode: "0755" });
    const reads = ENGINE.filter((name) => name.startsWith("engine")).map((name) => `${LIBRARY}/${name}`);
    const setup: RoleSetup = { ...plan, linkPort, values: engineValues(plan), reads };
    return joined(
        "service",
        rolePart(setup),
        certificatePart({ group: "mysql" }),
        ...linkParts(plan, MARIADB),
        mariadbPart(plan),
        visibilityPart({ metricsFrom: plan.metricsFrom, address: self(plan).address, filtered: plan.ownFirewall }),
        ...(plan.endpoint === "haproxy" ? proxyParts(plan, MARIADB, writable) : []),
        ...(plan.backup ? [backupPart(plan.backup)] : []),
    );
}
