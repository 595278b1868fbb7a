import assert from "node:assert/strict";
import { budgetMs } from "../../budgets";
import { inLab } from "../../helpers/in-lab";
import { drillsSuite } from "../suite";
import { drill } from "./galera";
import { moveToGalera } from "./galera-move";

/** The stack of labs has backups, which this engine does not have yet. */
const NO_BACKUPS = { backupDirectory: "" };

describe("a pair that moves to Galera", function () {
    const at = inLab("mysql", { endpoint: "haproxy", ...NO_BACKUPS });

    it("moves in one up, and loses nothing", async function () {
        this.timeout(budgetMs("drill"));
        const { numbers, broken } = await moveToGalera(at().pair);
        console.log(`        ${JSON.stringify(numbers)}`);
        assert.deepEqual(broken, []);
    });
});

describe("a Galera pair", function () {
    const at = inLab("mysql", { engine: "galera", endpoint: "haproxy", ...NO_BACKUPS });

    drillsSuite(at, [drill]);
});
