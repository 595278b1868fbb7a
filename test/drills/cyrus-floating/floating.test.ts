import { budgetMs } from "../../budgets";
import { testLab, type CyrusLab } from "../../helpers/lab";
import { drillsSuite } from "../suite";
import { drill, SETTINGS } from "./floating";

describe("an instance of Cyrus with a floating address", function () {
    let test: CyrusLab | undefined;

    before("bring up the lab and the pair", async function () {
        this.timeout(budgetMs("coldLab"));
        test = await testLab("cyrus", () => undefined, SETTINGS);
    });

    after("take down the lab", async function () {
        this.timeout(budgetMs("destroy"));
        await test?.down();
    });

    drillsSuite(() => test as CyrusLab, [drill]);
});
