import assert from "node:assert/strict";
import { budgetMs } from "../../budgets";
import { inLab } from "../../helpers/in-lab";
import { beginAndBack, moveThereAndBack } from "./patroni-move";

/** Every network of labs. */
const LABS = "10.213.0.0/16";

/** The stack of labs has backups, which this engine does not have yet. */
const NO_BACKUPS = { backupDirectory: "" };

describe("a PostgreSQL pair that moves to Patroni, and back", function () {
    const at = inLab("postgres", { endpoint: "haproxy", ...NO_BACKUPS });

    it("moves in one up each way, and loses nothing", async function () {
        this.timeout(budgetMs("drill"));
        const { numbers, broken } = await moveThereAndBack(at().pair);
        console.log(`        ${JSON.stringify(numbers)}`);
        assert.deepEqual(broken, []);
    });
});

describe("a PostgreSQL pair that begins with Patroni", function () {
    const at = inLab("postgres", { engine: "patroni", endpoint: "haproxy", ...NO_BACKUPS, metricsFrom: [LABS] });

    it("withstands what may happen, becomes a pair, and loses nothing", async function () {
        this.timeout(budgetMs("drill"));
        const { numbers, broken } = await beginAndBack(at().pair);
        console.log(`        ${JSON.stringify(numbers)}`);
        assert.deepEqual(broken, []);
    });
});
