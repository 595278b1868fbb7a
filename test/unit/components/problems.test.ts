import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { refuse, shown } from "../../../components/problems";

describe("refuse", () => {
    it("does nothing when there is no problem", () => refuse("APair", []));

    it("throws one run error that lists every problem", () => {
        const problems = [
            { property: "zone", reason: "is bad" },
            { property: "a.hostName", reason: "is worse" },
        ];
        assert.throws(
            () => refuse('APair "x"', problems),
            (error: Error) => {
                assert.ok(pulumi.RunError.isInstance(error));
                assert.equal(
                    error.message,
                    'APair "x" is refused, 2 problems:\n  - zone: is bad\n  - a.hostName: is worse',
                );
                return true;
            },
        );
    });
});

describe("shown", () => {
    const cases: [unknown, string][] = [
        ["text", '"text"'],
        ["two\nlines", '"two\\nlines"'],
        [12, "12"],
        [undefined, "undefined"],
        [["a"], '["a"]'],
        ["x".repeat(78), `"${"x".repeat(78)}"`],
        ["x".repeat(79), `"${"x".repeat(76)}...`],
    ];
    for (const [value, text] of cases) it(`shows ${text}`, () => assert.equal(shown(value), text));
});
