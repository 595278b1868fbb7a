import { budgetMs } from "../../budgets";
import { drillsSuite } from "../../drills/suite";
import { testLab, type BackupMxLab } from "../../helpers/lab";
import { adoptedSuite } from "./adopted";
import { destroySuite } from "./destroy";
import { shortDrills } from "./drills";
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
    let test: BackupMxLab | undefined;
    const at = () => {
        if (!test) throw new Error("the lab is not up");
        return test;
    };

    before("bring up the lab and the pair", async function () {
        this.timeout(budgetMs("coldLab"));
        test = await testLab("backup-mx");
    });

    after("take down the lab", async function () {
        this.timeout(budgetMs("destroy"));
        await test?.down();
    });

    upSuite(at);
    relaySuite(at);
    scanSuite(at);
    refusalsSuite(at);
    drillsSuite(at, shortDrills);
    adoptedSuite(at);
    importSuite(at);
    rotateKeySuite(at);
    secretsSuite(at);
    destroySuite(at);
});
