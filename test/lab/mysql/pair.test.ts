import { drill as events } from "../../drills/mysql/events";
import { drill as failingSteps } from "../../drills/mysql/failing-steps";
import { drill as primaryLost } from "../../drills/mysql/primary-lost";
import { switchovers } from "../../drills/mysql/switchovers";
import { drillsSuite } from "../../drills/suite";
import { budgetMs } from "../../budgets";
import { testLab, type MySqlLab } from "../../helpers/lab";
import { mysqlRolesSuite } from "./roles";
import { mysqlScanSuite } from "./scan";
import { mysqlUpSuite } from "./up";

/** `npm run drills` switches more often, and has the longer drills. */
const SWITCHES = 10;

/** Real `up`s on real machines. One lab and one pair for all, in this order. */
describe("a MySQL pair in the lab", function () {
    this.timeout(budgetMs("up"));
    let test: MySqlLab | undefined;
    const at = () => {
        if (!test) throw new Error("the lab is not up");
        return test;
    };

    before("bring up the lab and the pair", async function () {
        this.timeout(budgetMs("coldLab"));
        test = await testLab("mysql");
    });

    after("take down the lab", async function () {
        this.timeout(budgetMs("destroy"));
        await test?.down();
    });

    mysqlUpSuite(at);
    mysqlRolesSuite(at);
    drillsSuite(at, [switchovers(SWITCHES, false), primaryLost, failingSteps, events]);
    mysqlScanSuite(at);
});
