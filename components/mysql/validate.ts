import { serverSettingProblems, sharedSettingsProblems } from "../database/validate";
import { between, oneOf, Problem } from "../problems";
import { ownSetting as ownGaleraSetting } from "./galera/validate";
import { BinlogFormat, MySqlDurability, MySqlSettings } from "./args";
import { MARIADB } from "./server";

const BINLOG_DAYS = { min: 1, max: 99 };
/** A name in an option file: "-" stands for "_" there. */
const SETTING = /^[a-z][a-z0-9_-]*$/;

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

function ownSetting(name: string): boolean {
    const plain = name.replaceAll("-", "_");
    return OWN_SETTINGS.includes(plain) || plain.startsWith("rpl_semi_sync") || ownGaleraSetting(plain);
}

/** Everything that can be wrong once all values are known. */
export function settingsProblems(settings: MySqlSettings): Problem[] {
    return [
        ...sharedSettingsProblems(settings, MARIADB),
        ...oneOf("binlogFormat", settings.binlogFormat, BinlogFormat),
        ...oneOf("durability", settings.durability, MySqlDurability),
        ...between("binlogKeepDays", settings.binlogKeepDays, " days", BINLOG_DAYS),
        ...serverSettingProblems("mariadbSettings", settings.mariadbSettings, SETTING, MARIADB, ownSetting),
    ];
}
