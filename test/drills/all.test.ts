import { KINDS, type PairKind } from "../../lab/kinds";
import type { LabPair } from "../../lab/pair";
import { budgetMs } from "../budgets";
import { testLab, type TestLab } from "../helpers/lab";
import { drills } from "./all-drills";
import type { Drill } from "./drill";
import { drillsSuite } from "./suite";

/** Every drill in its long form, each kind of pair on a lab of its own: `npm run drills`. */
for (const kind of KINDS.filter((one) => drills[one].length > 0)) allDrills(kind);

function allDrills(kind: PairKind): void {
    describe(`all drills of ${kind}`, function () {
        let test: TestLab | undefined;

        before("bring up the lab and the pair", async function () {
            this.timeout(budgetMs("coldLab"));
            test = await testLab(kind);
        });

        after("take down the lab", async function () {
            this.timeout(budgetMs("destroy"));
            await test?.down();
        });

        drillsSuite(() => test as TestLab, drills[kind] as Drill<LabPair>[]);
    });
}
