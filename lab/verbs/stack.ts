import { readyEngine, type Engine } from "../engine/find";
import type { Pulumi } from "../engine/pulumi";
import type { Lab } from "../lab";
import { openLab } from "../lab";
import { topologyOf, type BackupMxTopology } from "../members";

/** The stack that `npm run lab` brings up. */
export const STACK = "lab-backup-mx";

export interface OpenStack {
    lab: Lab;
    engine: Engine;
    pulumi: Pulumi;
    topology: BackupMxTopology;
}

/** The running lab and the pair in it. */
export async function openStack(name: string): Promise<OpenStack> {
    const lab = await openLab(name);
    const engine = await readyEngine();
    if (!engine) throw new Error("the Pulumi engine is gone from the cache: `npm run lab` gets it again");
    const pulumi = await lab.pulumi(engine, { stack: STACK, keepConfig: true });
    return { lab, engine, pulumi, topology: topologyOf(await pulumi.output()) };
}
