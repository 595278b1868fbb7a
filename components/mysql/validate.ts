import { inZone, nameProblem } from "../dns/names";
import { addressProblems, adminKeyProblems } from "../host/validate";
import { between, oneOf, Problem, shown } from "../problems";
import { ownSetting as ownGaleraSetting } from "./galera/validate";
import { BinlogFormat, MySqlDurability, MySqlLink, MySqlSettings } from "./args";

const DEGRADE_SECONDS = { min: 2, max: 3600 };
/** Below twice the time between two looks at the witness, a lost packet would close a healthy primary. */
const SELF_FENCE_SECONDS = { min: 15, max: 3600 };
const LAG_SECONDS = { min: 1, max: 86400 };
const TTL = { min: 60, max: 86400 };
const BINLOG_DAYS = { min: 1, max: 99 };
const PORT = { min: 1024, max: 65535 };
const USER = /^[a-z_][a-z0-9_-]{0,31}$/;

/** Settings that the pair sets itself; another value of each could lose data or make a second primary. */
const OWN_SETTINGS = [
    ...["server_id", "bind_address", "port", "socket", "datadir", "read_only", "event_scheduler", "skip_slave_start"],
    ...[
        "log_bin",
        "log_slave_updates",
        "binlog_format",
        "binlog_expire_logs_seconds",
        "expire_logs_days",
        "sync_binlog",
    ],
    ...[
        "gtid_domain_id",
        "gtid_strict_mode",
        "innodb_flush_log_at_trx_commit",
        "relay_log",
        "skip_networking",
        "skip_name_resolve",
    ],
    ...[
        "ssl_ca",
        "ssl_cert",
        "ssl_key",
        "ssl_crl",
        "init_rpl_role",
        "log_bin_trust_function_creators",
        "slave_net_timeout",
    ],
];

function names({ zone, names: all }: MySqlSettings): Problem[] {
    const wrong = nameProblem(zone);
    // A bad zone makes every name in it look wrong: it is told alone.
    if (wrong !== undefined) return [{ property: "zone", reason: wrong }];
    const hosts = Object.entries(all);
    return hosts.flatMap(([key, name], index) => {
        const property = `${key}.hostName`;
        const reason = nameProblem(name);
        if (reason !== undefined) return [{ property, reason }];
        if (!inZone(name, zone)) return [{ property, reason: `"${name}" is not in the zone "${zone}"` }];
        const twin = hosts.slice(0, index).find(([, other]) => other === name);
        if (!twin) return [];
        return [{ property, reason: `"${name}" is the name of ${twin[0]} too: each needs a host of its own` }];
    });
}

function endpoint({ zone, names: hosts, endpointName }: MySqlSettings): Problem[] {
    const property = "endpointName";
    const wrong = nameProblem(endpointName);
    if (wrong !== undefined) return [{ property, reason: wrong }];
    if (!inZone(endpointName, zone)) return [{ property, reason: `"${endpointName}" is not in the zone "${zone}"` }];
    const owner = Object.keys(hosts).find((key) => hosts[key] === endpointName);
    if (owner === undefined) return [];
    return [{ property, reason: `"${endpointName}" is the name of ${owner}: it must be free to move` }];
}

function standing({ addresses }: MySqlSettings): Problem[] {
    const hosts = Object.entries(addresses);
    return hosts.flatMap(([key, address], index) => {
        const property = `${key}.existing.address`;
        const twin = hosts.slice(0, index).find(([, other]) => other === address);
        if (!twin) return addressProblems(property, address);
        return [{ property, reason: `"${address}" is the address of ${twin[0]} too: each needs a host of its own` }];
    });
}

function mariadbSettings({ mariadbSettings: given }: MySqlSettings): Problem[] {
    return Object.entries(given).flatMap(([name, value]) => {
        const property = `mariadbSettings.${name}`;
        const plain = name.replaceAll("-", "_");
        if (!/^[a-z][a-z0-9_]*$/.test(plain)) return [{ property, reason: "is not a name of a MariaDB setting" }];
        if (OWN_SETTINGS.includes(plain) || plain.startsWith("rpl_semi_sync") || ownGaleraSetting(plain)) {
            const reason = "is set by the pair itself: use the pair's own argument, or leave it";
            return [{ property, reason }];
        }
        if (/[\n\r]/.test(value)) return [{ property, reason: `${shown(value)} must be one line` }];
        return [];
    });
}

function tunnel({ tunnelUser, linkPort, tunnelPort }: MySqlSettings): Problem[] {
    const problems = [...between("linkPort", linkPort, "", PORT), ...between("tunnelPort", tunnelPort, "", PORT)];
    if (!USER.test(tunnelUser) || tunnelUser === "root") {
        const reason = `${shown(tunnelUser)} cannot be an account of its own: lower-case letters, digits, "_" and "-", not root`;
        problems.push({ property: "tunnelUser", reason });
    }
    for (const [property, port] of Object.entries({ linkPort, tunnelPort })) {
        if (port === 3306) problems.push({ property, reason: "3306 is MariaDB's own port: choose another one" });
    }
    return problems;
}

/** Everything that can be wrong once all values are known. */
export function settingsProblems(settings: MySqlSettings): Problem[] {
    return [
        ...names(settings),
        ...standing(settings),
        ...(nameProblem(settings.zone) === undefined ? endpoint(settings) : []),
        ...oneOf("binlogFormat", settings.binlogFormat, BinlogFormat),
        ...oneOf("durability", settings.durability, MySqlDurability),
        ...oneOf("link", settings.link, MySqlLink),
        ...between("degradeAfterSeconds", settings.degradeAfterSeconds, " seconds", DEGRADE_SECONDS),
        ...between("selfFenceSeconds", settings.selfFenceSeconds, " seconds", SELF_FENCE_SECONDS),
        ...between("maxLagSeconds", settings.maxLagSeconds, " seconds", LAG_SECONDS),
        ...between("addressTtlSeconds", settings.addressTtlSeconds, " seconds", TTL),
        ...between("endpointTtlSeconds", settings.endpointTtlSeconds, " seconds", TTL),
        ...between("binlogKeepDays", settings.binlogKeepDays, " days", BINLOG_DAYS),
        ...tunnel(settings),
        ...mariadbSettings(settings),
        ...adminKeyProblems(settings.adminKeys),
    ];
}
