import { sharedShapeProblems } from "../database/shape";
import { isPlain } from "../plain";
import { Problem } from "../problems";
import { MySqlPairArgs } from "./args";
import { backupSettings, KnownMySqlBackupArgs } from "./backup/settings";
import { backupProblems } from "./backup/validate";
import { engineProblems } from "./galera/validate";

/** What can be said of backups at once; values that come late are looked at when they are there. */
function plainBackup(name: string, { backup }: MySqlPairArgs): Problem[] {
    if (!backup || !isPlain(backup)) return [];
    return backupProblems(backupSettings(name, backup as KnownMySqlBackupArgs));
}

/** Everything that can be wrong with what must be plain: the shape of the pair, not its values. */
export function shapeProblems(name: string, args: MySqlPairArgs): Problem[] {
    return [...sharedShapeProblems(name, args), ...plainBackup(name, args), ...engineProblems(args)];
}
