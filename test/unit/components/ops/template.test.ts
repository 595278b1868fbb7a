import assert from "node:assert/strict";
import { fill, TemplateValues } from "../../../../components/ops/template";

describe("fill", () => {
    it("puts values in as they are: a host file is not HTML", () => {
        assert.equal(fill("a = {{x}}, {{ y }}\n", { x: "<\"&'/`=>", y: 5 }), "a = <\"&'/`=>, 5\n");
    });

    it("uses a name as often as it stands", () => assert.equal(fill("{{x}}{{x}}", { x: "1" }), "11"));

    it("puts in an empty value", () => assert.equal(fill("a\n{{x}}\nb", { x: "" }), "a\n\nb"));

    it("keeps the lines of a value", () => assert.equal(fill("{{x}}", { x: "a\n  b" }), "a\n  b"));

    it("does not fill a value again", () => assert.equal(fill("{{x}}", { x: "{{y}}" }), "{{y}}"));

    it("leaves comments out", () => assert.equal(fill("a{{! why }}b", {}), "ab"));

    it("leaves shell variables alone", () =>
        assert.equal(fill("${data_directory}/$x {{y}}", { y: "" }), "${data_directory}/$x "));

    const refused: [string, string, TemplateValues, string][] = [
        ["a name that is not given", "{{x}} {{y}} {{z}}", { y: "1" }, "the template asks for x, z, which is not given"],
        [
            "a name that every object has",
            "{{constructor}}",
            {},
            "the template asks for constructor, which is not given",
        ],
        ["a value that is not used", "{{x}}", { x: "1", y: "2", z: "3" }, "the template does not use y, z"],
        ["a section", "{{#x}}a{{/x}}", { x: "1" }, "a template holds plain {{names}} only, not {{#x}}"],
        ["an inverted section", "{{^x}}a{{/x}}", { x: "1" }, "a template holds plain {{names}} only, not {{^x}}"],
        ["a partial", "{{> x}}", { x: "1" }, "a template holds plain {{names}} only, not {{>x}}"],
        [
            "a triple mustache, which is never needed",
            "{{{x}}}",
            { x: "1" },
            "a template holds plain {{names}} only, not {{&x}}",
        ],
        ["a carriage return", "{{x}}", { x: "a\rb" }, "the value of x holds a control character"],
        ["a zero byte", "{{x}}", { x: "a\0b" }, "the value of x holds a control character"],
    ];
    for (const [what, template, values, message] of refused) {
        it(`refuses ${what}`, () => assert.throws(() => fill(template, values), { message }));
    }
});
