import { proxyParts, WRITABLE } from "../../database/endpoint/haproxy";
import { MemberPlan, others, self } from "../../database/member-plan";
import { Bundle, BundlePart, joined } from "../../ops/bundle";
import { filled, verbatim } from "../../ops/host-file";
import { acceptFrom, packetRulesPart } from "../../ops/packet-rules";
import { linkPart, RoleMember } from "../../roles/role-part";
import { certificatePart } from "../../witness/plan";
import { MySqlSettings } from "../args";
import { GaleraArgs } from "./args";
import { COPY_PORT, GROUP_PORT, memberOptions, PART_PORT } from "./provider-options";
import { MARIADB } from "../server";

const ME = "mysql/galera";
/** Debian packages of each data member. */
export const packages = [
    "mariadb-server",
    "mariadb-backup",
    "galera-4",
    "socat",
    "openssl",
    "haproxy",
    "curl",
] as const;

const LIBRARY = "/usr/local/lib/standby";
const OPTIONS = "/etc/mysql/mariadb.conf.d/90-standby.cnf";
const DROP_IN = "/etc/systemd/system/mariadb.service.d/standby.conf";
const AGENT = "/etc/systemd/system/standby-galera.service";
const TLS = {
    certificate: "/etc/standby/tls/member.crt",
    key: "/etc/standby/tls/member.key",
    ca: "/etc/standby/tls/ca.crt",
};
const DAY_SECONDS = 86400;
const PROGRAMS = [
    ...[
        "galera/lib",
        "galera/gate",
        "galera/agent",
        "galera/active",
        "galera/preflight",
        "galera/declare",
        "galera/may-move",
    ],
    ...["role/peer", "verbs/promote", "status.d/galera", "certificate-changed"],
];

/** Everything that the plan of one data member needs; plain data. */
export interface GaleraPlan extends MemberPlan<MySqlSettings> {
    readonly galera: GaleraArgs;
}

/** Data members alone: garbd finds them, they need not look for it. */
export function clusterAddresses(members: readonly RoleMember[]): string {
    return members.map(({ address }) => `${address}:${GROUP_PORT}`).join(",");
}

/** The database and the copies among data members; the third vote needs the group's port alone. */
export function packetRules(plan: GaleraPlan): string {
    const peers = others(plan).map(({ address }) => address);
    return (
        acceptFrom(peers, [MARIADB.port, COPY_PORT, GROUP_PORT, PART_PORT]) +
        acceptFrom([plan.witness.address], [GROUP_PORT])
    );
}

function options(plan: GaleraPlan) {
    const { address } = self(plan);
    const { mariadbSettings, binlogKeepDays } = plan.settings;
    const more = Object.entries(mariadbSettings).sort(([one], [other]) => (one < other ? -1 : 1));
    return filled(ME, OPTIONS, {
        serverId: plan.members.findIndex(({ key }) => key === plan.member) + 1,
        address,
        pair: plan.pair,
        member: plan.member,
        cluster: clusterAddresses(plan.members),
        providerOptions: memberOptions(address, plan.galera, TLS),
        binlogKeepSeconds: binlogKeepDays * DAY_SECONDS,
        settings: more.map(([name, value]) => `${name} = ${value}`).join("\n"),
    });
}

/** MariaDB with Galera, its gate and its agent. */
function galeraPart(plan: GaleraPlan): BundlePart {
    const mode = "0755";
    const rules = packetRulesPart("galera", packetRules(plan));
    const filtered = plan.ownFirewall;
    const programs = PROGRAMS.map((name) => verbatim(ME, `${LIBRARY}/${name}`, { mode }));
    const ask = "timeout 5 mariadb --no-defaults --socket=/run/mysqld/mysqld.sock -u root -NB -e";
    return {
        packages,
        files: [
            ...[options(plan), verbatim(ME, DROP_IN), verbatim(ME, AGENT), ...programs],
            ...(filtered ? rules.files : []),
        ],
        folders: [{ path: "/var/lib/standby/role", mode: "0700" }],
        checks: [
            `/usr/sbin/mariadbd --defaults-file="$STAGE${OPTIONS}" --help --verbose >/dev/null`,
            // Where the data is that of a pair with asynchronous replication: may it move now?
            `sh "$STAGE${LIBRARY}/galera/may-move" "$STAGE${LIBRARY}/galera/preflight"`,
            ...(filtered ? rules.checks : []),
        ],
        units: [
            // Before the server, which waits for the others.
            ...(filtered ? [{ name: "nftables.service", reloadOn: rules.files.map(({ path }) => path) }] : []),
            { name: "mariadb.service", restartOn: [OPTIONS] },
            {
                name: "standby-galera.service",
                restartOn: [AGENT, "/etc/standby/role.conf", ...programs.map(({ path }) => path)],
            },
        ],
        probes: [`${ask} "show status like 'wsrep_cluster_status'" | grep -q '[^-]Primary$'`],
    };
}

/** The whole service phase of one data member. */
export function galeraMemberPlan(plan: GaleraPlan): Bundle {
    const { linkPort } = plan.settings;
    const values = { ENGINE: "galera", ENGINE_UNIT: "mariadb.service", TLS_GROUP: "mysql" };
    return joined(
        "service",
        linkPart({ ...plan, linkPort, values }),
        certificatePart({ group: "mysql" }),
        galeraPart(plan),
        // The proxies ask who is active; one that is not answers as one that is closed.
        ...proxyParts(plan, MARIADB, verbatim(ME, WRITABLE, { mode: "0755" })),
    );
}
