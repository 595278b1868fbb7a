import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ensureEngine, type Engine } from "../../lab/engine/find";
import { succeeded, type Pulumi, type PulumiResult } from "../../lab/engine/pulumi";
import { vmsWanted } from "../../lab/backends";
import { openPair, settingsIn, stackOf, vmsOf, type LabPairs } from "../../lab/kinds";
import { labDown, labUp, type Lab } from "../../lab/lab";
import type { ConfigChange, LabPair } from "../../lab/pair";
import { repoRoot } from "../../lab/paths";
import { deployKeyGeneration } from "./state";

/** Zones of the pair itself and of the other programs that tests run beside it. */
const ZONES = ["example.test", "import.test"];
/** A zone of the lab's Linode account, beside those at Cloudflare. */
export const LINODE_DOMAIN = "linode.test";

/** The lab of one test run, with a pair of one of the project's own stacks in it. */
export interface TestLab<P extends LabPair = LabPair> {
    lab: Lab;
    engine: Engine;
    pair: P;
    /** The pair's first `up`. */
    first: PulumiResult;
    /** False for a lab that was there before, and stays. */
    ours: boolean;
    /** Takes all of it away. */
    down(): Promise<void>;
}

export type BackupMxLab = TestLab<LabPairs["backup-mx"]>;
export type CyrusLab = TestLab<LabPairs["cyrus"]>;
export type MySqlLab = TestLab<LabPairs["mysql"]>;
export type PostgresLab = TestLab<LabPairs["postgres"]>;
export type DatabaseLab = TestLab<LabPairs["mysql" | "postgres"]>;

/**
 * Brings up a lab and a pair of this kind in it, under a name that no other run has.
 * `vms`: labels of the Linodes that are virtual machines. STANDBY_TEST_LAB=NAME: works in the lab of this name instead, and leaves it up; for writing tests.
 */
export async function testLab<K extends keyof LabPairs>(
    kind: K,
    log: (line: string) => void = () => undefined,
    settings: ConfigChange = {},
    vms = vmsWanted(undefined) ?? vmsOf(kind),
): Promise<TestLab<LabPairs[K]>> {
    const kept = process.env.STANDBY_TEST_LAB;
    const name = kept ?? `test-${process.pid}`;
    const down = async () => {
        if (kept === undefined) await labDown(name, log);
    };
    try {
        const engine = await ensureEngine(log);
        const lab = await labUp(name, log, { zones: ZONES, domains: [LINODE_DOMAIN], vms, kind });
        const pulumi = await lab.pulumi(engine, {
            stack: stackOf(kind),
            config: { ...settingsIn(kind, lab.net), ...settings },
        });
        // A kept lab may be further on: a generation that is taken back would lock the program out.
        pulumi.config({ deployKeyGeneration: await deployKeyGeneration(pulumi) });
        const first = succeeded(await pulumi.up({ onLine: log }));
        const pair = await openPair(kind, lab, pulumi);
        return { lab, engine, pair, first, ours: kept === undefined, down };
    } catch (error) {
        await down();
        throw error;
    }
}

/** A program of a test's own, in the lab of the run. */
export interface TestProgram {
    pulumi: Pulumi;
    /** Destroys what it made, and its files. */
    end(): Promise<void>;
}

/** Makes a stack of a program, the text of an index.js that finds this project as "pulumi-standby". */
export async function testProgram(
    { lab, engine }: Pick<TestLab, "lab" | "engine">,
    name: string,
    text: string,
): Promise<TestProgram> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), `standby-${name}-`));
    fs.writeFileSync(path.join(folder, "index.js"), text.replaceAll('"pulumi-standby"', JSON.stringify(repoRoot)));
    fs.symlinkSync(path.join(repoRoot, "node_modules"), path.join(folder, "node_modules"));
    const pulumi = await lab.pulumi(engine, { stack: name, projectName: name, program: path.join(folder, "index.js") });
    const end = async () => {
        succeeded(await pulumi.destroy());
        fs.rmSync(folder, { recursive: true, force: true });
    };
    return { pulumi, end };
}
