import { serverSettingProblems, sharedSettingsProblems } from "../database/validate";
import { between, Problem } from "../problems";
import { PostgresSettings } from "./args";
import { POSTGRES } from "./server";

/** Each segment that is sent before it is full has 16 MiB on both disks: more often fills them. */
const ARCHIVE_SECONDS = { min: 5, max: 3600 };
/** At least some segments of 16 MiB; at most 1 TiB. */
const WAL_KEEP_MIB = { min: 256, max: 1024 * 1024 };
/** A name as postgresql.conf takes it, with that of an extension before a dot. */
const SETTING = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?$/;

/** Settings that the pair sets itself; another value of each could lose data or make a second primary. */
const OWN_SETTINGS = [
    ...["listen_addresses", "port", "unix_socket_directories", "data_directory", "hba_file", "ident_file"],
    ...["config_file", "external_pid_file", "include", "include_dir", "include_if_exists"],
    ...["wal_level", "wal_log_hints", "full_page_writes", "fsync", "hot_standby", "restart_after_crash"],
    ...["max_wal_senders", "max_replication_slots", "max_slot_wal_keep_size", "wal_retrieve_retry_interval"],
    ...["wal_sender_timeout", "wal_receiver_timeout", "wal_receiver_status_interval"],
    ...["restore_command", "promote_trigger_file", "password_encryption", "log_destination", "syslog_ident"],
    ...["default_transaction_read_only", "zero_damaged_pages", "ignore_checksum_failure", "data_sync_retry"],
    "allow_in_place_tablespaces",
];
const OWN_FAMILIES = ["ssl", "archive_", "recovery_", "primary_", "synchronous_"];

/** PostgreSQL reads names in any case. */
function ownSetting(name: string): boolean {
    const plain = name.toLowerCase();
    return OWN_SETTINGS.includes(plain) || OWN_FAMILIES.some((family) => plain.startsWith(family));
}

/** Everything that can be wrong once all values are known. */
export function settingsProblems(settings: PostgresSettings): Problem[] {
    return [
        ...sharedSettingsProblems(settings, POSTGRES),
        ...between("archiveTimeoutSeconds", settings.archiveTimeoutSeconds, " seconds", ARCHIVE_SECONDS),
        ...between("walKeepMiB", settings.walKeepMiB, " MiB", WAL_KEEP_MIB),
        ...serverSettingProblems("postgresSettings", settings.postgresSettings, SETTING, POSTGRES, ownSetting),
    ];
}
