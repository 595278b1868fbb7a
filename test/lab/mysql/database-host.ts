import { backupPart } from "../../../components/mysql/backup/plan";
import { backupSettings, type KnownMySqlBackupArgs } from "../../../components/mysql/backup/settings";
import { Bundle, joined } from "../../../components/ops/bundle";
import { BareDatabase, bareServer } from "../database/bare-database";

const database = bareServer("mariadb-server", "mariadb.service", {
    path: "/etc/mysql/mariadb.conf.d/90-test.cnf",
    content: "[mariadbd]\nserver_id=1\nlog_bin=mariadb-bin\nlog_slave_updates=ON\ngtid_strict_mode=ON\n",
});

/** The bundle of a database with these backups. */
export function withBackups(args: KnownMySqlBackupArgs): Bundle {
    return joined("service", database, backupPart(backupSettings("db", args)));
}

/** A MariaDB on a bare machine. */
export class Database extends BareDatabase {
    protected readonly client = { live: "mariadb -BN", restored: "-BN" };
    // Unbuffered, so no number is early.
    protected readonly writer = {
        table: "engine=innodb",
        run: `mariadb -BN --unbuffered >>${this.acked}`,
    };

    /** Waits until what was written up to now is in the store. */
    async shipped(): Promise<void> {
        const now = await this.host.say("date +%s");
        await this.machine.eventually(`[ "$(cat /var/lib/standby/backup/shipped)" -gt ${now} ]`, 90);
    }
}
