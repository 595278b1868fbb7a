import { budgetMs } from "../../budgets";
import { inLab } from "../../helpers/in-lab";
import { drillsSuite } from "../suite";
import { differencesSuite } from "./differences";
import { maintenanceSuite } from "./maintenance";
import { SETTINGS } from "./settings";
import { switchovers } from "../cyrus/switchovers";
import { usersSuite } from "./users";

/** What a plain pair does not have: it is all configuration, and none of it may get in the way of the replication. */
describe("an instance of Cyrus with the seed's layout", function () {
    this.timeout(budgetMs("up"));
    const at = inLab("cyrus", SETTINGS);

    usersSuite(at);
    maintenanceSuite(at);
    differencesSuite(at);
    drillsSuite(at, [switchovers(2)]);
});
