import { backupProblems as commonProblems } from "../../database/backup/validate";
import { Problem } from "../../problems";
import { BackupSettings } from "../../database/backup/settings";

const RULES = { data: ["/var/lib/postgresql", "/var/lib/standby-backup", "/var/lib/standby-wal"], http: false };

/** pgBackRest's settings take a value without the blanks around it. */
function blanks({ passphrase }: BackupSettings): Problem[] {
    if (passphrase === undefined || passphrase === passphrase.trim()) return [];
    return [{ property: "backup.passphrase", reason: "begins or ends with a blank, which would be lost: take it out" }];
}

/** Everything that can be wrong with the backups once all values are known. */
export function backupProblems(settings: BackupSettings): Problem[] {
    return [...commonProblems(settings, RULES), ...blanks(settings)];
}
