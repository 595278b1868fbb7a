import assert from "node:assert/strict";
import { budget, EMULATION, inEmulation } from "../budgets";

describe("budgets", () => {
    it("are longer by one number while a drill is on emulated machines", async () => {
        const usual = budget("flush");
        assert.equal(await inEmulation(true, async () => budget("flush")), usual * EMULATION);
        assert.equal(budget("flush"), usual);
        assert.equal(await inEmulation(false, async () => budget("flush")), usual);
        await assert.rejects(
            inEmulation(true, () => Promise.reject(new Error("red"))),
            /^Error: red$/,
        );
        assert.equal(budget("flush"), usual);
    });
});
