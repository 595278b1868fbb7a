import { strict as assert } from "node:assert";
import { renderTxt } from "../../../../lab/services/txt";

describe("TXT data", () => {
    it("is quoted when it comes bare", () => assert.equal(renderTxt("v=spf1 mx -all"), '"v=spf1 mx -all"'));

    it("keeps strings that are quoted", () => assert.equal(renderTxt('"v=DKIM1; p=" "AAAA"'), '"v=DKIM1; p=" "AAAA"'));

    it("is split at 255 bytes, bare or quoted", () => {
        const expected = `"${"x".repeat(255)}" "${"x".repeat(255)}" "${"x".repeat(90)}"`;
        assert.equal(renderTxt("x".repeat(600)), expected);
        assert.equal(renderTxt(`"${"x".repeat(600)}"`), expected);
        assert.equal(renderTxt("x".repeat(255)), `"${"x".repeat(255)}"`);
    });

    it("escapes quotes, backslashes and what is not ASCII, and counts bytes", () => {
        assert.equal(renderTxt('say "a\\b"\n'), '"say \\"a\\\\b\\"\\010"');
        assert.equal(renderTxt("é"), '"\\195\\169"');
        assert.equal(renderTxt("é".repeat(128)).split('" "').length, 2);
    });

    it("understands escapes", () => assert.equal(renderTxt('"a\\"b\\\\c\\195\\169"'), '"a\\"b\\\\c\\195\\169"'));

    it("may be empty", () => {
        assert.equal(renderTxt(""), '""');
        assert.equal(renderTxt('""'), '""');
    });

    it("is refused when a quote stays open", () => {
        assert.throws(() => renderTxt('"open'), /close the quotes/);
        assert.throws(() => renderTxt('"a" b'), /close the quotes/);
    });
});
