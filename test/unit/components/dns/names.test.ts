import assert from "node:assert/strict";
import { inZone, nameProblem } from "../../../../components/dns/names";

const RULE = "must be letters, digits and inner hyphens (international names as xn--…)";

describe("nameProblem", () => {
    for (const name of [
        "mail.example.com",
        "a.b",
        "1.example.com",
        "xn--bcher-kva.example.com",
        `${"a".repeat(63)}.de`,
    ]) {
        it(`accepts ${name}`, () => assert.equal(nameProblem(name), undefined));
    }

    it("accepts a name of 253 characters", () => {
        const name = [...Array.from({ length: 25 }, () => "abcdefghi"), "abc"].join(".");
        assert.equal(name.length, 253);
        assert.equal(nameProblem(name), undefined);
    });

    const refused: [string, string][] = [
        ["MAIL.example.com", '"MAIL.example.com" has upper-case letters: write "mail.example.com"'],
        ["mail.example.com.", '"mail.example.com." ends with a dot: write "mail.example.com"'],
        ["mail", '"mail" is not a full name: write it with its domain, like "mail.example.com"'],
        ["", '"" is not a full name: write it with its domain, like "mail.example.com"'],
        ["-mail.example.com", `"-mail.example.com" is not a host name: "-mail" ${RULE}`],
        ["mail-.example.com", `"mail-.example.com" is not a host name: "mail-" ${RULE}`],
        ["ma il.example.com", `"ma il.example.com" is not a host name: "ma il" ${RULE}`],
        ["bücher.example.com", `"bücher.example.com" is not a host name: "bücher" ${RULE}`],
        ["mail.example.com\n", `"mail.example.com\n" is not a host name: "com\n" ${RULE}`],
        [".example.com", `".example.com" is not a host name: "" ${RULE}`],
        [`${"a".repeat(64)}.de`, `"${"a".repeat(64)}.de" is not a host name: "${"a".repeat(64)}" ${RULE}`],
        [`${"a.".repeat(127)}de`, "a name has at most 253 characters, this one has 256"],
    ];
    for (const [name, problem] of refused) {
        it(`refuses ${JSON.stringify(name)}`, () => assert.equal(nameProblem(name), problem));
    }
});

describe("inZone", () => {
    const cases: [string, string, boolean][] = [
        ["example.com", "example.com", true],
        ["mail.example.com", "example.com", true],
        ["a.b.example.com", "example.com", true],
        ["myexample.com", "example.com", false],
        ["example.com", "mail.example.com", false],
        ["example.com.evil.net", "example.com", false],
    ];
    for (const [name, zone, expected] of cases) {
        it(`${name} is ${expected ? "" : "not "}in ${zone}`, () => assert.equal(inZone(name, zone), expected));
    }
});
