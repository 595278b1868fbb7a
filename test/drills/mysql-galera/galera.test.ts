import assert from "node:assert/strict";
import type { ConfigChange } from "../../../lab/pair";
import { budgetMs } from "../../budgets";
import { testLab, type MySqlLab } from "../../helpers/lab";
import { drillsSuite } from "../suite";
import { drill } from "./galera";
import { moveToGalera } from "./galera-move";

/** A lab of its own for what follows. The stack of labs has backups, which engine galera does not have yet. */
function inLab(settings: ConfigChange): () => MySqlLab {
    let test: MySqlLab | undefined;

    before("bring up the lab and the pair", async function () {
        this.timeout(budgetMs("coldLab"));
        test = await testLab("mysql", () => undefined, settings);
    });

    after("take down the lab", async function () {
        this.timeout(budgetMs("destroy"));
        await test?.down();
    });
    return () => test as MySqlLab;
}

describe("a pair that moves to Galera", function () {
    const at = inLab({ endpoint: "haproxy", backupDirectory: "" });

    it("moves in one up, and loses nothing", async function () {
        this.timeout(budgetMs("drill"));
        const { numbers, broken } = await moveToGalera(at().pair);
        console.log(`        ${JSON.stringify(numbers)}`);
        assert.deepEqual(broken, []);
    });
});

describe("a Galera pair", function () {
    const at = inLab({ engine: "galera", endpoint: "haproxy", backupDirectory: "" });

    drillsSuite(at, [drill]);
});
