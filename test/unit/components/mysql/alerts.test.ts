import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";

const RULES = "docs/alerts/mysql.yml";
const CASES = "test/fixtures/alerts/mysql.yml";

function promtool(...args: string[]) {
    const { error, status, stdout, stderr } = spawnSync("promtool", args, { encoding: "utf8", timeout: 30_000 });
    return { missing: error !== undefined, status, said: `${stdout}${stderr}` };
}

describe("the alerts of the MariaDB pair", function () {
    it("are each tried by a case, and by name", () => {
        const rules = [...fs.readFileSync(RULES, "utf8").matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
        const tried = new Set(
            [...fs.readFileSync(CASES, "utf8").matchAll(/alertname="(\w+)"/g)].map(([, name]) => name),
        );
        assert.deepEqual(
            rules.filter((name) => !tried.has(name)),
            [],
        );
        assert.equal(new Set(rules).size, rules.length);
    });

    for (const [what, args] of [
        ["are rules that Prometheus can read", ["check", "rules", RULES]],
        ["fire for what is wrong, and for nothing else", ["test", "rules", CASES]],
    ] as const) {
        it(what, function () {
            const { missing, status, said } = promtool(...args);
            if (missing) {
                this.test!.title += " (SKIPPED: promtool is not here; on Debian: apt-get install prometheus)";
                this.skip();
            }
            assert.equal(status, 0, said);
        }).timeout(35_000);
    }
});
