import { backupProblems as commonProblems } from "../../database/backup/validate";
import { between, Problem } from "../../problems";
import { MySqlBackupSettings } from "./args";

/** With the time that a piece needs on its way, the bound of loss stays below 60 s. */
const BINLOG_SECONDS = { min: 5, max: 30 };
const RULES = { data: ["/var/lib/mysql"], http: true };

/** Everything that can be wrong with the backups once all values are known. */
export function backupProblems(settings: MySqlBackupSettings): Problem[] {
    return [
        ...commonProblems(settings, RULES),
        ...between("backup.binlogEverySeconds", settings.binlogEverySeconds, " seconds", BINLOG_SECONDS),
    ];
}
