import assert from "node:assert/strict";
import { succeeded } from "../../../lab/engine/pulumi";
import { inSync } from "../../drills/rows";
import { wordsOf } from "../../drills/database/words";
import type { DatabaseLab } from "../../helpers/lab";

/** Who may move a role, and who is refused. */
export function databaseRolesSuite(at: () => DatabaseLab): void {
    describe("roles", () => {
        it("moves by the program, with the name that clients use", async () => {
            const { pair } = at();
            await inSync(pair);
            succeeded(await pair.up({ primary: "b" }));
            assert.deepEqual(await pair.writable(), ["b"]);
            const { roleAtLastUp, epoch } = await pair.pulumi.output();
            assert.deepEqual([roleAtLastUp, epoch], ["b", 2]);
            const { zones } = await pair.client.state();
            const record = zones.flatMap(({ records }) => records).find(({ name }) => name === "db.example.test");
            assert.equal(record?.content, pair.b.address);
        });

        it("moves back by the same words as before, and there again", async () => {
            const { pair } = at();
            for (const to of ["a", "b"]) {
                await inSync(pair);
                succeeded(await pair.up({ primary: to }));
                assert.deepEqual(await pair.writable(), [to]);
            }
            assert.equal((await pair.b.standby("repair")).code, 0);
            assert.equal((await pair.a.standby("repair")).code, 0);
            assert.deepEqual(await pair.writable(), ["b"], "a repair puts back no role");
        });

        it("refuses a program that is behind the hosts, and says what to set", async () => {
            const { pair } = at();
            await inSync(pair);
            const promoted = await pair.a.standby("promote");
            assert.equal(promoted.code, 0, promoted.stderr);
            // Something makes the role step look again; the program still says b.
            const stale = await pair.up({ override: ["lag"] });
            assert.notEqual(stale.code, 0);
            assert.match(stale.stdout + stale.stderr, /stale-program.*the primary is a.*set primary to "a"/s);
            assert.deepEqual(await pair.writable(), ["a"], "infrastructure code never fights a failover");
            succeeded(await pair.up({ primary: "a", override: [] }));
            assert.deepEqual(await pair.writable(), ["a"]);
            assert.equal((await pair.pulumi.output()).roleAtLastUp, "a");
        });

        it("refuses to lose the primary itself, at preview", async () => {
            const { pair } = at();
            const result = await pair.preview({ lost: "a" });
            assert.notEqual(result.code, 0);
            assert.match(result.stdout + result.stderr, /lost: "a" is to be the primary.*set primary to "b"/);
            pair.pulumi.config({ lost: undefined });
        });

        it("refuses a failover while the lost member answers", async () => {
            const { pair } = at();
            const refused = await pair.b.standby("promote --fenced 'somebody said so'");
            assert.equal(refused.code, 75);
            assert.match(refused.stderr, /refused \[fence-unproven\]/);
            assert.deepEqual(await pair.writable(), ["a"]);
        });

        it("fences a member by the other one, and lets it back", async () => {
            const { pair } = at();
            const fenced = await pair.a.standby("fence b");
            assert.equal(fenced.code, 0, fenced.stderr);
            assert.notEqual((await pair.b.machine.run(`timeout 30 systemctl start ${wordsOf(pair).unit}`)).code, 0);
            assert.equal((await pair.b.standby("unfence")).code, 0);
            await inSync(pair);
            for (const { machine } of pair.members) await machine.eventually("standby status", 60);
        });
    });
}
