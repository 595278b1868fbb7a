import { budgetMs } from "../../budgets";
import { testLab, type MySqlLab } from "../../helpers/lab";
import { drillsSuite } from "../suite";
import { drill } from "./galera";

/** A pair with engine galera, on a lab of its own. */
describe("a Galera pair", function () {
    let test: MySqlLab | undefined;

    before("bring up the lab and the pair", async function () {
        this.timeout(budgetMs("coldLab"));
        test = await testLab("mysql", () => undefined, { engine: "galera", endpoint: "haproxy" });
    });

    after("take down the lab", async function () {
        this.timeout(budgetMs("destroy"));
        await test?.down();
    });

    drillsSuite(() => test as MySqlLab, [drill]);
});
