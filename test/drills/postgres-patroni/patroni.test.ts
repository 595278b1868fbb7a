import assert from "node:assert/strict";
import type { ConfigChange } from "../../../lab/pair";
import { budgetMs } from "../../budgets";
import { testLab, type PostgresLab } from "../../helpers/lab";
import { beginAndBack, moveThereAndBack } from "./patroni-move";

/** Every network of labs. */
const LABS = "10.213.0.0/16";

/** A lab of its own for what follows. The stack of labs has backups, which engine patroni does not have yet. */
function inLab(settings: ConfigChange): () => PostgresLab {
    let test: PostgresLab | undefined;

    before("bring up the lab and the pair", async function () {
        this.timeout(budgetMs("coldLab"));
        test = await testLab("postgres", () => undefined, settings);
    });

    after("take down the lab", async function () {
        this.timeout(budgetMs("destroy"));
        await test?.down();
    });
    return () => test as PostgresLab;
}

describe("a PostgreSQL pair that moves to Patroni, and back", function () {
    const at = inLab({ endpoint: "haproxy", backupDirectory: "" });

    it("moves in one up each way, and loses nothing", async function () {
        this.timeout(budgetMs("drill"));
        const { numbers, broken } = await moveThereAndBack(at().pair);
        console.log(`        ${JSON.stringify(numbers)}`);
        assert.deepEqual(broken, []);
    });
});

describe("a PostgreSQL pair that begins with Patroni", function () {
    const at = inLab({ engine: "patroni", endpoint: "haproxy", backupDirectory: "", metricsFrom: [LABS] });

    it("withstands what may happen, becomes a pair, and loses nothing", async function () {
        this.timeout(budgetMs("drill"));
        const { numbers, broken } = await beginAndBack(at().pair);
        console.log(`        ${JSON.stringify(numbers)}`);
        assert.deepEqual(broken, []);
    });
});
