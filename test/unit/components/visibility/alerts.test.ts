import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";

/** The rules of each kind, beside those that several kinds share. */
const KINDS = ["active-active", "backup-mx", "cyrus", "mysql", "postgres"];
const ALL = ["roles", "database", ...KINDS];

const rulesOf = (kind: string) => `docs/alerts/${kind}.yml`;
const casesOf = (kind: string) => `test/fixtures/alerts/${kind}.yml`;

function found(file: string, pattern: RegExp): string[] {
    return [...fs.readFileSync(file, "utf8").matchAll(pattern)].map(([, name]) => name);
}

function promtool(...args: string[]) {
    const { error, status, stdout, stderr } = spawnSync("promtool", args, { encoding: "utf8", timeout: 60_000 });
    return { missing: error !== undefined, status, said: `${stdout}${stderr}` };
}

describe("the alerts", function () {
    it("are each tried by a case, and by name", () => {
        const rules = ALL.flatMap((kind) => found(rulesOf(kind), /- alert: (\w+)/g));
        const tried = new Set(KINDS.flatMap((kind) => found(casesOf(kind), /alertname="(\w+)"/g)));
        assert.deepEqual(
            rules.filter((name) => !tried.has(name)),
            [],
        );
        assert.equal(new Set(rules).size, rules.length);
    });

    for (const [what, args] of [
        ["are rules that Prometheus can read", ["check", "rules", ...ALL.map(rulesOf)]],
        ["fire for what is wrong, and for nothing else", ["test", "rules", ...KINDS.map(casesOf)]],
    ] as const) {
        it(what, function () {
            const { missing, status, said } = promtool(...args);
            if (missing) {
                this.test!.title += " (SKIPPED: promtool is not here; on Debian: apt-get install prometheus)";
                this.skip();
            }
            assert.equal(status, 0, said);
        }).timeout(65_000);
    }
});
