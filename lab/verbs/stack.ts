import * as fs from "node:fs";
import type { PairTopology } from "../../components/topology";
import { readyEngine, type Engine } from "../engine/find";
import type { Pulumi } from "../engine/pulumi";
import { KINDS, kindOf, stackOf, type PairKind } from "../kinds";
import { openLab, type Lab } from "../lab";
import { topologyOf } from "../members";
import { labDir } from "../paths";

export interface OpenStack {
    kind: PairKind;
    lab: Lab;
    engine: Engine;
    pulumi: Pulumi;
}

/** A stack of a running lab: that of this kind, or the first that was brought up. */
export async function openStack(name: string, kind?: PairKind): Promise<OpenStack> {
    const lab = await openLab(name);
    const engine = await readyEngine();
    if (!engine) throw new Error("the Pulumi engine is gone from the cache: `npm run lab` gets it again");
    const wanted = kind ?? kindsIn(name)[0] ?? kindOf();
    const pulumi = await lab.pulumi(engine, { stack: stackOf(wanted), keepConfig: true });
    return { kind: wanted, lab, engine, pulumi };
}

/** The running lab and all pairs that are up in it. */
export async function openPairs(name: string): Promise<{ lab: Lab; pairs: PairTopology[] }> {
    const lab = await openLab(name);
    const outputs = await Promise.all(kindsIn(name).map(async (kind) => (await openStack(name, kind)).pulumi.output()));
    const up = outputs.filter(({ topology }) => topology !== undefined).map(topologyOf);
    return { lab, pairs: up.length > 0 ? up : [topologyOf({})] };
}

/** The kinds whose stacks a lab has, up or not. Each has a work folder of its own. */
export function kindsIn(name: string): PairKind[] {
    const work = labDir(name, "work");
    const folders = fs.existsSync(work) ? fs.readdirSync(work) : [];
    return KINDS.filter((kind) => folders.some((folder) => folder.endsWith(`.${stackOf(kind)}`)));
}
