import { budgetMs } from "../../budgets";
import { testLab, type CyrusLab } from "../../helpers/lab";
import { drillsSuite } from "../suite";
import { differencesSuite } from "./differences";
import { maintenanceSuite } from "./maintenance";
import { SETTINGS } from "./settings";
import { switchovers } from "../cyrus/switchovers";
import { usersSuite } from "./users";

/** What a plain pair does not have: it is all configuration, and none of it may get in the way of the replication. */
describe("an instance of Cyrus with the seed's layout", function () {
    this.timeout(budgetMs("up"));
    let test: CyrusLab | undefined;
    const at = () => test as CyrusLab;

    before("bring up the lab and the pair", async function () {
        this.timeout(budgetMs("coldLab"));
        test = await testLab("cyrus", () => undefined, SETTINGS);
    });

    after("take down the lab", async function () {
        this.timeout(budgetMs("destroy"));
        await test?.down();
    });

    usersSuite(at);
    maintenanceSuite(at);
    differencesSuite(at);
    drillsSuite(at, [switchovers(2)]);
});
