import assert from "node:assert/strict";
import { confirmation, OVERRIDABLE, roleProblems, RoleWords } from "../../../../components/roles/validate";
import { sampleExisting } from "../../../helpers/pair";

const linode = { region: "de-fra-2" };
const args: RoleWords = { a: { hostName: "db1.example.com", linode }, b: { hostName: "db2.example.com", linode } };
const ours = { ...args, a: { hostName: "db1.example.com", existing: sampleExisting("198.51.100.25") } };
const OFF = "db1.example.com is switched off";
const CONFIRM = `we cannot power "db1.example.com" off. Switch it off, look that it is, and write exactly "${OFF}"`;

const problems = (words: RoleWords) => roleProblems(words).map(({ property, reason }) => `${property}: ${reason}`);

describe("roleProblems", () => {
    const refused: [string, RoleWords, string[]][] = [
        ["a primary that is no member", { ...args, primary: "c" }, ['primary: "c" is not a member: "a" or "b"']],
        ["a replica as the primary", { ...args, primary: "dc2" }, ['primary: "dc2" is not a member: "a" or "b"']],
        [
            "a lost host that is no member",
            { ...args, lost: "witness" },
            ['lost: "witness" is not a member: "a" or "b"'],
        ],
        ["a rejoin of no member", { ...args, rejoin: "x" }, ['rejoin: "x" is not a member: "a" or "b"']],
        [
            "a lost primary, also when the primary is the default",
            { ...args, lost: "a" },
            ['lost: "a" is to be the primary, and cannot be lost: set primary to "b"'],
        ],
        [
            "the other way round",
            { ...args, primary: "b", lost: "b" },
            ['lost: "b" is to be the primary, and cannot be lost: set primary to "a"'],
        ],
        [
            "one member that is lost and comes back",
            { ...args, primary: "b", lost: "a", rejoin: "a" },
            ['rejoin: "a" cannot be lost and come back in one program: take one of lost and rejoin out'],
        ],
        [
            "a confirmation without a loss",
            { ...args, lostConfirmed: OFF },
            ["lostConfirmed: nothing is lost: say which member with lost, or take it out"],
        ],
        [
            "a lost host of the user's own without a word that it is off",
            { ...ours, primary: "b", lost: "a" },
            [`lostConfirmed: undefined does not confirm it: ${CONFIRM}`],
        ],
        [
            "the word for another host",
            { ...ours, primary: "b", lost: "a", lostConfirmed: "db2.example.com is switched off" },
            [`lostConfirmed: "db2.example.com is switched off" does not confirm it: ${CONFIRM}`],
        ],
        [
            "a code that cannot be overridden",
            { ...args, override: ["lag", "fence-unproven"] },
            [`override[1]: "fence-unproven" is no refusal that can be overridden: ${OVERRIDABLE.join(", ")}`],
        ],
    ];
    for (const [what, words, expected] of refused) {
        it(`refuses ${what}`, () => assert.deepEqual(problems(words), expected));
    }

    const accepted: [string, RoleWords][] = [
        ["nothing but members", args],
        ["a lost Linode, which the cloud powers off", { ...args, primary: "b", lost: "a" }],
        ["a lost host with the exact words", { ...ours, primary: "b", lost: "a", lostConfirmed: OFF }],
        ["one that comes back", { ...args, primary: "b", rejoin: "a" }],
        ["a rejoin of the primary itself, which changes nothing but its power", { ...args, rejoin: "a" }],
        ["every code that can be overridden", { ...args, override: [...OVERRIDABLE] }],
    ];
    for (const [what, words] of accepted) it(`accepts ${what}`, () => assert.deepEqual(problems(words), []));

    it("never lets a fence be overridden: whether a member can write is no question of courage", () => {
        for (const code of [
            "fence-unproven",
            "primary-unreachable",
            "witness-unreachable",
            "epoch-mismatch",
            "fenced",
        ]) {
            assert.equal((OVERRIDABLE as readonly string[]).includes(code), false, code);
        }
    });

    it("asks for words that name the host", () => assert.equal(confirmation("db1.example.com"), OFF));
});
