import assert from "node:assert/strict";
import { ALONE, inWorld, World } from "./world";

describe("The watch over a frozen member", function () {
    this.timeout(60_000);
    const look = (world: World, since: string) => inWorld(world, "watch", "once", since).status;

    it("leaves one that is not frozen, whatever DRBD says besides", () => {
        assert.equal(look({ drbd: ALONE }, "1"), 0);
        assert.equal(look({ drbd: "cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----" }, "1"), 0);
        assert.equal(look({ drbd: "" }, "1"), 0);
    });

    it("ends one that is frozen for too long and was not named", () => {
        assert.equal(look({}, "988"), 0);
        assert.equal(look({}, "987"), 1);
    });

    it("leaves one that was named, until the fence must be over", () => {
        assert.equal(look({ run: { granted: "941" } }, "900"), 0);
        assert.equal(look({ run: { granted: "940" } }, "900"), 1);
    });
});
