import assert from "node:assert/strict";
import { budgetMs } from "../../budgets";
import { drill as backupDead } from "../../drills/backup-mx/backup-dead";
import { drill as badConfig } from "../../drills/backup-mx/bad-config";
import { killedUp } from "../../drills/backup-mx/killed-up";
import { drill as primaryDead } from "../../drills/backup-mx/primary-dead";
import { type Drill, runDrill } from "../../drills/drill";
import type { TestLab } from "../../helpers/lab";

/** `npm run drills` kills it more often. */
const KILLS = 3;

/** Every drill once, with audits before and after. */
export function drillsSuite(at: () => TestLab, drills = [primaryDead, backupDead, badConfig, killedUp(KILLS)]): void {
    describe("drills", function () {
        this.timeout(budgetMs("drill"));
        for (const drill of drills) it(`${drill.name}: ${drill.promise}`, () => passes(drill, at()));
    });
}

async function passes(drill: Drill, { pair }: TestLab): Promise<void> {
    const said: string[] = [];
    const { broken, numbers } = await runDrill(drill, pair, (line) => said.push(line));
    console.log(
        `        ${Object.entries(numbers)
            .map(([what, value]) => `${what} ${+value.toFixed(1)}`)
            .join(", ")}`,
    );
    assert.deepEqual(broken, [], said.join("\n"));
}
