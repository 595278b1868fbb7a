import { drill as events } from "../../drills/mysql/events";
import { drill as failingSteps } from "../../drills/database/failing-steps";
import { drill as primaryLost } from "../../drills/database/primary-lost";
import { switchovers } from "../../drills/database/switchovers";
import { drillsSuite } from "../../drills/suite";
import { budgetMs } from "../../budgets";
import { inLab } from "../../helpers/in-lab";
import { databaseRolesSuite } from "../database/roles";
import { databaseScanSuite } from "../database/scan";
import type { ServerUnderTest } from "../database/server";
import { databaseUpSuite } from "../database/up";

/** `npm run drills` switches more often, and has the longer drills. */
const SWITCHES = 10;

const MARIADB: ServerUnderTest = {
    component: "MySqlPair",
    unit: "mariadb.service",
    setting: {
        change: { mariadbSettings: { max_connections: "200" } },
        asked: "select @@max_connections",
        value: "200",
    },
    makeUser: "create or replace user plain@'%' identified by 'Plain-1' require ssl",
    dropUser: "drop user plain@'%'",
    plainLogin: (address) => `mariadb --ssl=0 -h ${address} -u plain -pPlain-1 -e 'select 1'`,
};

/** Real `up`s on real machines. One lab and one pair for all, in this order. */
describe("a MySQL pair in the lab", function () {
    this.timeout(budgetMs("up"));
    const at = inLab("mysql");

    databaseUpSuite(at, MARIADB);
    databaseRolesSuite(at, MARIADB);
    drillsSuite(at, [switchovers(SWITCHES), primaryLost, failingSteps, events]);
    databaseScanSuite(at, MARIADB);
});
