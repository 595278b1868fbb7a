import { budgetMs } from "../../budgets";
import { testLab, type TestLab } from "../../helpers/lab";
import { adoptedSuite } from "./adopted";
import { destroySuite } from "./destroy";
import { drillsSuite } from "./drills";
import { importSuite } from "./import";
import { refusalsSuite } from "./refusals";
import { relaySuite } from "./relay";
import { rotateKeySuite } from "./rotate-key";
import { scanSuite } from "./scan";
import { secretsSuite } from "./secrets";
import { upSuite } from "./up";

/** Real `up`s on real machines. One lab and one pair for all, in this order; the last suite takes them down. */
describe("a backup-MX pair in the lab", function () {
    this.timeout(budgetMs("up"));
    let test: TestLab | undefined;
    const at = () => {
        if (!test) throw new Error("the lab is not up");
        return test;
    };

    before("bring up the lab and the pair", async function () {
        this.timeout(budgetMs("coldLab"));
        test = await testLab();
    });

    after("take down the lab", async function () {
        this.timeout(budgetMs("destroy"));
        await test?.down();
    });

    upSuite(at);
    relaySuite(at);
    scanSuite(at);
    refusalsSuite(at);
    drillsSuite(at);
    adoptedSuite(at);
    importSuite(at);
    rotateKeySuite(at);
    secretsSuite(at);
    destroySuite(at);
});
