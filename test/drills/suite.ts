import assert from "node:assert/strict";
import type { LabPair } from "../../lab/pair";
import { budgetMs } from "../budgets";
import type { TestLab } from "../helpers/lab";
import { type Drill, runDrill } from "./drill";

/** Drills as tests, each with audits before and after; on virtual machines they may take `slowness` times as long. */
export function drillsSuite<P extends LabPair>(at: () => TestLab<P>, drills: Drill<P>[], slowness = 1): void {
    describe("drills", function () {
        this.timeout(budgetMs("drill") * slowness);
        for (const drill of drills) {
            it(`${drill.name}: ${drill.promise}`, function () {
                if (drill.long) this.timeout(budgetMs("longDrill") * slowness);
                return passes(drill, at().pair);
            });
        }
    });
}

async function passes<P extends LabPair>(drill: Drill<P>, pair: P): Promise<void> {
    const said: string[] = [];
    // Told at once: the summary of a long run comes much later, when the lab is gone.
    const stopped = (error: Error): never => {
        console.log(`        STOPPED: ${error.message}`);
        throw error;
    };
    const { broken, numbers } = await runDrill(drill, pair, (line) => said.push(line)).catch(stopped);
    console.log(
        `        ${Object.entries(numbers)
            .map(([what, value]) => `${what} ${+value.toFixed(1)}`)
            .join(", ")}`,
    );
    for (const sentence of broken) console.log(`        BROKEN: ${sentence}`);
    assert.deepEqual(broken, [], said.join("\n"));
}
