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
import { postgresLineSuite } from "./line";
import { postgresModesSuite } from "./modes";

/** `npm run drills` switches more often, and has the longer drills. */
const SWITCHES = 10;

const POSTGRES: ServerUnderTest = {
    component: "PostgresPair",
    unit: "postgresql@15-main.service",
    setting: {
        change: { postgresSettings: { shared_buffers: "64MB" } },
        asked: "show shared_buffers",
        value: "64MB",
    },
    makeUser: "create role plain login password 'Plain-1'",
    dropUser: "drop role plain",
    plainLogin: (address) =>
        `PGPASSWORD=Plain-1 psql 'host=${address} user=plain dbname=postgres sslmode=disable' -c 'select 1'`,
};

/** Real `up`s on real machines. One lab and one pair for all, in this order. */
describe("a PostgreSQL pair in the lab", function () {
    this.timeout(budgetMs("up"));
    const at = inLab("postgres");

    databaseUpSuite(at, POSTGRES);
    databaseRolesSuite(at, POSTGRES);
    postgresLineSuite(at);
    postgresModesSuite(at);
    // Last of those that ask for a role: they end wherever the role is then.
    drillsSuite(at, [switchovers(SWITCHES), primaryLost, failingSteps]);
    databaseScanSuite(at, POSTGRES);
});
