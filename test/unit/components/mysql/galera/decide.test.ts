import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as path from "node:path";

const root = path.resolve(__dirname, "..", "..", "..", "..", "..", "..");
const LIBRARY = path.join(root, "components/mysql/galera/files/usr/local/lib/standby/galera/lib");
const HERE = "11111111-e5d7-11f1-8d47-0ead0e45c318";
const ELSEWHERE = "22222222-e5d7-11f1-8d47-0ead0e45c318";

/** What `decide` says on a member, when the other one answers so; no answer is one that cannot be reached. */
function decided(own: { member?: string; position: string; safe?: number }, answer?: string): string {
    const script = [
        `MEMBER=${own.member ?? "a"} PROMOTABLE="a b" STANDBY_GALERA_RUN=$(mktemp -d)`,
        `. ${LIBRARY}`,
        `peer() { ${answer === undefined ? "return 255" : `echo "${answer}"`}; }`,
        `in_grastate() { echo ${own.safe ?? 0}; }`,
        `decide "${own.position}"`,
        'rm -r "$STANDBY_GALERA_RUN"',
    ];
    return execFileSync("sh", ["-euc", script.join("\n")], { encoding: "utf8" }).trim();
}

describe("whether a Galera member joins, begins the cluster, or waits", () => {
    it("joins where there is a majority, whatever it has itself", () => {
        assert.equal(decided({ position: `${HERE} 10` }, "primary"), "join");
        assert.equal(decided({ position: "none -1" }, "primary"), "join");
        assert.equal(decided({ position: `${ELSEWHERE} 99`, safe: 1 }, "primary"), "join");
    });

    it("begins with the most, and of two alike the first one does", () => {
        assert.equal(decided({ position: `${HERE} 10` }, `stopped ${HERE} 9`), "bootstrap");
        assert.equal(decided({ position: `${HERE} 10` }, `stopped ${HERE} 10`), "bootstrap");
        assert.match(
            decided({ member: "b", position: `${HERE} 10` }, `stopped ${HERE} 10`),
            /^wait a begins the cluster/,
        );
        assert.match(decided({ position: `${HERE} 10` }, `stopped ${HERE} 11`), /^wait b begins .* up to 11$/);
        assert.match(decided({ position: `${HERE} 10` }, `closed ${HERE} 11`), /^wait b begins/);
    });

    it("counts a member without data as the least", () => {
        assert.equal(decided({ member: "b", position: `${HERE} 0` }, "stopped none -1"), "bootstrap");
        assert.match(decided({ position: "none -1" }, `stopped ${HERE} 0`), /^wait b begins/);
    });

    it("waits while a member is unknown or busy, and says what to do", () => {
        const advice = "If it does not come back: standby promote --bootstrap --without b";
        assert.equal(decided({ position: `${HERE} 10` }), `wait unknown: b. ${advice}`);
        assert.equal(decided({ position: `${HERE} 10` }, "busy"), `wait unknown: b. ${advice}`);
    });

    it("begins without the others if it left last, in order", () => {
        assert.equal(decided({ position: `${HERE} 10`, safe: 1 }), "bootstrap");
        assert.match(decided({ position: "none -1", safe: 1 }), /^wait unknown/);
    });

    it("never chooses between two histories", () => {
        assert.match(
            decided({ position: `${HERE} 10` }, `stopped ${ELSEWHERE} 9`),
            /^wait b has data of another cluster/,
        );
        assert.match(
            decided({ position: `${HERE} 10` }, `closed ${ELSEWHERE} 99`),
            /^wait b has data of another cluster/,
        );
    });
});
