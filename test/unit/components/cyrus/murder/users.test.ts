import assert from "node:assert/strict";
import { usersOf } from "../../../../../components/cyrus/murder/users";

describe("the users of a Murder", () => {
    it("are known to hosts of the generation before and of the one after", () => {
        const names = (generation: number) => usersOf("secret", generation).front.map(({ name }) => name);
        assert.deepEqual(names(1), ["standby_front_1", "standby_front_2"]);
        assert.deepEqual(names(2), ["standby_front_2", "standby_front_3", "standby_front_1"]);
        const [one] = usersOf("secret", 1).mupdate;
        assert.deepEqual(usersOf("secret", 2).mupdate[2], one);
    });

    it("have passwords that tell nothing of each other", () => {
        const { front, mupdate } = usersOf("secret", 2);
        const all = [...front, ...mupdate].map(({ password }) => password);
        assert.equal(new Set(all).size, 6);
        assert.notEqual(usersOf("other", 2).front[0].password, front[0].password);
    });
});
