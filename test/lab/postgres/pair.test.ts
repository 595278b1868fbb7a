import { drill as failingSteps } from "../../drills/database/failing-steps";
import { drill as primaryLost } from "../../drills/database/primary-lost";
import { switchovers } from "../../drills/database/switchovers";
import { drillsSuite } from "../../drills/suite";
import { budgetMs } from "../../budgets";
import { testLab, type TestLab } from "../../helpers/lab";
import type { LabPostgresPair } from "../../../lab/pair/postgres";
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
    let test: TestLab<LabPostgresPair> | undefined;
    const at = () => {
        if (!test) throw new Error("the lab is not up");
        return test;
    };

    before("bring up the lab and the pair", async function () {
        this.timeout(budgetMs("coldLab"));
        test = await testLab("postgres");
    });

    after("take down the lab", async function () {
        this.timeout(budgetMs("destroy"));
        await test?.down();
    });

    databaseUpSuite(at, POSTGRES);
    databaseRolesSuite(at, POSTGRES);
    postgresLineSuite(at);
    postgresModesSuite(at);
    // Last of those that ask for a role: they end wherever the role is then.
    drillsSuite(at, [switchovers(SWITCHES), primaryLost, failingSteps]);
    databaseScanSuite(at, POSTGRES);
});
