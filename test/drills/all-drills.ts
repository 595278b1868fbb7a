import { drill as backupDead } from "./backup-mx/backup-dead";
import { drill as badConfig } from "./backup-mx/bad-config";
import { drill as killedUp } from "./backup-mx/killed-up";
import { drill as primaryDead } from "./backup-mx/primary-dead";
import type { Drill } from "./drill";

/** Every drill, in the order in which they run. */
export const drills: Drill[] = [primaryDead, backupDead, badConfig, killedUp];

/** The drill of this name. */
export function drillNamed(name: string): Drill {
    const drill = drills.find((one) => one.name === name);
    if (drill) return drill;
    throw new Error(`no drill "${name}"; there are: ${drills.map((one) => one.name).join(", ")}`);
}
