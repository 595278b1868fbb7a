import { proxyParts, WRITABLE } from "../database/endpoint/haproxy";
import { linkParts } from "../database/link-parts";
import {
    databaseRules,
    linkAddress,
    listenAddresses,
    others,
    ReplicatedPlan,
    self,
    sharedValues,
    TunnelKeys,
} from "../database/member-plan";
import { Bundle, BundlePart, joined } from "../ops/bundle";
import { HostFile } from "../ops/file";
import { filled, verbatim } from "../ops/host-file";
import { rolePart, RoleSetup } from "../roles/role-part";
import { certificatePart } from "../witness/plan";
import { PostgresSettings } from "./args";
import { BackupSettings } from "../database/backup/settings";
import { backupPart } from "./backup/plan";
import { POSTGRES } from "./server";
import { visibilityPart } from "./visibility";
import { walPart } from "./wal-part";

/** Debian packages of each member. */
export const packages = ["postgresql-15", "postgresql-client-15", "openssl"] as const;

const LIBRARY = "/usr/local/lib/standby";
const SYSTEM = "/etc/systemd/system";
const UNIT = "postgresql@15-main.service";
const CONF = "/etc/postgresql/15/main";
const RESTART = `${CONF}/conf.d/90-standby.conf`;
const RELOAD = `${CONF}/conf.d/91-standby.conf`;
const HBA = `${CONF}/pg_hba.conf`;
const START = `${CONF}/start.conf`;
const RULES = "/etc/nftables.d/postgres.rules";
const DROP_IN = `${SYSTEM}/${UNIT}.d/standby.conf`;
const PROMOTE = `${SYSTEM}/standby-promote.path`;
const MAY_RETURN = `${LIBRARY}/patroni/may-return`;
const PROGRAMS = [
    ...["engine", "engine-follow", "engine-gate", "engine-rewind", "engine-seed", "engine-setup", "engine-ship"],
    ...["engine-sync", "engine-writes", "certificate-changed", "check-postgres", "promote-by-file"],
    ...["wal/ship", "wal/receive", "wal/restore", "wal/check", "wal/clear"],
];

/** Everything that the plan of one member needs; plain data. */
export interface PostgresPlan extends ReplicatedPlan<PostgresSettings> {
    /** The key that each member ships its log with. */
    readonly walKeys: Readonly<Record<string, TunnelKeys>>;
    /** Where backups go, if anywhere. */
    readonly backup?: BackupSettings;
}

/** A value as postgresql.conf takes it. */
function quoted(value: string): string {
    return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

/** Who may log in: members to replicate and to rewind, with a certificate of the pair; clients of their networks. */
export function loginRules(plan: PostgresPlan): { members: string; clients: string } {
    const { settings, clientsFrom } = plan;
    const tunnelled = settings.link === "ssh-tunnel";
    const from = tunnelled ? ["127.0.0.1"] : others(plan).map(linkAddress);
    const members = from.map((address) => {
        return `hostssl replication,postgres +standby_replication ${address}/32 scram-sha-256 clientcert=verify-ca`;
    });
    // A proxy hands on what its clients say, from the address of its member.
    const all = plan.members.map((member) => `${linkAddress(member)}/32`);
    const proxies = plan.endpoint === "haproxy" && !tunnelled ? all : [];
    const clients = [...proxies, ...clientsFrom].map((network) => `hostssl all all ${network} scram-sha-256`);
    return { members: members.join("\n"), clients: clients.join("\n") };
}

function configuration(plan: PostgresPlan): HostFile[] {
    const { archiveTimeoutSeconds, walKeepMiB, postgresSettings } = plan.settings;
    const more = Object.entries(postgresSettings).sort(([one], [other]) => (one < other ? -1 : 1));
    const settings = more.map(([name, value]) => `${name} = ${quoted(value)}`).join("\n");
    return [
        filled("postgres", RESTART, { listenAddresses: listenAddresses(plan).join(","), settings }),
        filled("postgres", RELOAD, { archiveTimeoutSeconds, walKeepMiB }),
        filled("postgres", HBA, loginRules(plan), { mode: "0640", owner: "root:postgres" }),
    ];
}

/** PostgreSQL itself, and how it does what roles ask. */
function postgresPart(plan: PostgresPlan): BundlePart {
    const rules = databaseRules(plan, POSTGRES);
    const filtered = plan.ownFirewall && rules !== "";
    const users = plan.users.map(({ name, password }) => `${name} ${password}\n`).join("");
    return {
        packages,
        files: [
            ...configuration(plan),
            ...[START, DROP_IN].map((path) => verbatim("postgres", path)),
            ...[PROMOTE, `${SYSTEM}/standby-promote.service`].map((path) => verbatim("postgres", path)),
            ...PROGRAMS.map((name) => verbatim("postgres", `${LIBRARY}/${name}`, { mode: "0755" })),
            verbatim("postgres/patroni", MAY_RETURN, { mode: "0755" }),
            { path: "/etc/standby/postgres.users", content: users, mode: "0600" },
            ...(filtered ? [{ path: RULES, content: rules, mode: "0600" }] : []),
        ],
        folders: [
            { path: "/var/lib/standby/role", mode: "0700" },
            { path: "/var/lib/postgresql/standby", mode: "0700", owner: "postgres:postgres" },
        ],
        checks: [
            `sh "$STAGE${LIBRARY}/check-postgres" "$STAGE"`,
            // Where Patroni has the data: may it come back now?
            `sh "$STAGE${MAY_RETURN}"`,
        ],
        units: [
            { name: UNIT, restartOn: [RESTART, DROP_IN], reloadOn: [RELOAD, HBA] },
            { name: "standby-promote.path", restartOn: [PROMOTE] },
            ...(filtered ? [{ name: "nftables.service", reloadOn: [RULES] }] : []),
        ],
        probes: ["timeout 5 /usr/lib/postgresql/15/bin/pg_isready -q -h /var/run/postgresql"],
    };
}

/** What PostgreSQL's side of the role machinery needs to know, for role.conf. */
function engineValues(plan: PostgresPlan): Record<string, string | number> {
    const { mode, durability, maxLagSeconds, archiveTimeoutSeconds, walKeepMiB } = plan.settings;
    return {
        ...{ ENGINE_PACKAGE: "postgresql-15", ENGINE_UNIT: UNIT, TLS_GROUP: "postgres", PORT: POSTGRES.port },
        ...{ MODE: mode, DURABILITY: mode === "sync" ? durability : "async" },
        ...sharedValues(plan),
        // Where only whole segments are sent, a standby is behind by as much as one may wait.
        MAX_LAG_SECONDS: maxLagSeconds + (mode === "ship" ? archiveTimeoutSeconds : 0),
        ...{ ARCHIVE_SECONDS: archiveTimeoutSeconds, WAL_KEEP_MIB: walKeepMiB },
    };
}

/** The whole service phase of one member. */
export function memberPlan(plan: PostgresPlan): Bundle {
    const { linkPort } = plan.settings;
    const writable = verbatim("postgres", WRITABLE, { mode: "0755" });
    const reads = PROGRAMS.filter((name) => name.startsWith("engine")).map((name) => `${LIBRARY}/${name}`);
    const setup: RoleSetup = { ...plan, linkPort, values: engineValues(plan), reads };
    return joined(
        "service",
        rolePart(setup),
        certificatePart({ group: "postgres" }),
        ...linkParts(plan, POSTGRES),
        walPart(plan),
        postgresPart(plan),
        visibilityPart({ metricsFrom: plan.metricsFrom, address: self(plan).address, filtered: plan.ownFirewall }),
        ...(plan.backup ? [backupPart(plan.backup)] : []),
        ...(plan.endpoint === "haproxy" ? proxyParts(plan, POSTGRES, writable) : []),
    );
}
