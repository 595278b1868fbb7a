import { budgetMs } from "../budgets";
import { testLab, type TestLab } from "../helpers/lab";
import { drillsSuite } from "../lab/backup-mx/drills";
import { drills } from "./all-drills";

/** Every drill in its long form, on a lab of its own: `npm run drills`. */
describe("all drills", function () {
    let test: TestLab | undefined;

    before("bring up the lab and the pair", async function () {
        this.timeout(budgetMs("coldLab"));
        test = await testLab();
    });

    after("take down the lab", async function () {
        this.timeout(budgetMs("destroy"));
        await test?.down();
    });

    drillsSuite(() => test as TestLab, drills);
});
