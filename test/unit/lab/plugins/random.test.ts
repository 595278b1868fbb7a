import assert from "node:assert/strict";
import { compare } from "bcrypt";
import { bcrypt } from "../../../../lab/plugins/random/bcrypt";
import { checkCharacters, randomText } from "../../../../lab/plugins/random/characters";
import { randomId } from "../../../../lab/plugins/random/bytes";
import { sameText } from "../../../../lab/plugins/random/text";
import type { Context } from "../../../../lab/plugins/resource";

describe("random", () => {
    it("hashes as bcrypt does, in the form that the real plugin writes", async () => {
        const hash = await bcrypt("U*U");
        assert.match(hash, /^\$2a\$10\$[./A-Za-z0-9]{53}$/);
        assert.equal(await compare("U*U", hash), true);
        assert.equal(await compare("U*V", hash), false);
    });

    it("keeps to the wanted characters and their minimum", () => {
        const digits = randomText({ length: 40, lower: false, upper: false, special: false });
        assert.match(digits, /^\d{40}$/);
        const special = randomText({ length: 30, overrideSpecial: "_", minSpecial: 5, minNumeric: 3 });
        assert.ok((special.match(/_/g) ?? []).length >= 5 && (special.match(/\d/g) ?? []).length >= 3);
        assert.match(special, /^[A-Za-z0-9_]{30}$/);
        assert.match(randomText({ length: 50, number: false, special: false }), /^[A-Za-z]{50}$/);
    });

    it("refuses a length below the minimum and an empty alphabet", () => {
        assert.equal(checkCharacters({ length: 4, minSpecial: 5 })[0].property, "length");
        const none = { length: 4, lower: false, upper: false, numeric: false, special: false };
        assert.equal(checkCharacters(none)[0].property, "special");
    });

    it("takes null keepers and an empty overrideSpecial as not set", () => {
        assert.ok(sameText("keepers", { a: "1" }, { a: "1", b: null }));
        assert.ok(!sameText("keepers", { a: "1" }, { a: "2" }));
        assert.ok(sameText("overrideSpecial", "", undefined));
    });

    it("writes one id in four ways, each with the prefix", async () => {
        const { id, state } = await randomId().create({ byteLength: 4, prefix: "p-" }, {} as Context);
        const bytes = Buffer.from(id, "base64url");
        assert.equal(bytes.length, 4);
        assert.equal(state.hex, `p-${bytes.toString("hex")}`);
        assert.equal(state.dec, `p-${bytes.readUInt32BE(0)}`);
        assert.deepEqual([state.b64Url, state.b64Std], [`p-${id}`, `p-${bytes.toString("base64")}`]);
    });
});
