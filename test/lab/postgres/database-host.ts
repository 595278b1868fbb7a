import { Bundle, joined } from "../../../components/ops/bundle";
import { backupPart } from "../../../components/postgres/backup/plan";
import { backupSettings, type KnownPostgresBackupArgs } from "../../../components/postgres/backup/settings";
import { BareDatabase, bareServer } from "../database/bare-database";

const AS_POSTGRES = "setpriv --reuid postgres --regid postgres --init-groups";

/** pgBackRest wants to read its name in the command. */
const SETTINGS = `archive_mode = on
archive_command = '/usr/local/lib/standby/backup/wal "%p" "%f" # pgbackrest'
wal_level = replica
wal_keep_size = 256MB
shared_buffers = 64MB
`;

const database = bareServer("postgresql-15", "postgresql@15-main.service", {
    path: "/etc/postgresql/15/main/conf.d/90-test.conf",
    content: SETTINGS,
});

/** The bundle of a database with these backups. */
export function withBackups(args: KnownPostgresBackupArgs): Bundle {
    return joined("service", database, backupPart(backupSettings("db", args)));
}

/** A PostgreSQL on a bare machine. */
export class Database extends BareDatabase {
    protected readonly client = {
        live: `${AS_POSTGRES} psql -XAtq -v ON_ERROR_STOP=1 -d postgres`,
        restored: "-Atq",
    };
    // A line at a time, so no number is early.
    protected readonly writer = {
        table: "",
        run: `${AS_POSTGRES} stdbuf -oL psql -XAtq -d postgres >>${this.acked}`,
    };

    /** Number of rows and a digest of all they hold. */
    sumOf(table: string): string {
        return `select count(*), md5(string_agg(id || filler, ',' order by id)) from ${table}`;
    }

    /** Waits until what was written up to now is in the store. */
    async stored(): Promise<string> {
        // A file with nothing in it is not switched.
        await this.ask("select pg_logical_emit_message(true, 'test', 'x')");
        const name = await this.ask("select pg_walfile_name(pg_switch_wal())");
        await this.machine.eventually(`! [ "$(cut -d' ' -f2 /var/lib/standby-backup/stored)" \\< ${name} ]`, 60);
        return name;
    }
}
