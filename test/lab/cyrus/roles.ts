import assert from "node:assert/strict";
import { succeeded } from "../../../lab/engine/pulumi";
import { inSync } from "../../drills/cyrus/pair";
import type { CyrusLab } from "../../helpers/lab";

/** Who may move a role, and who is refused. */
export function cyrusRolesSuite(at: () => CyrusLab): void {
    describe("roles", () => {
        it("moves by the program, with the name that users connect to", async () => {
            const { pair } = at();
            await inSync(pair, pair.instance());
            succeeded(await pair.up({ primary: "b" }));
            assert.deepEqual(await pair.serving(pair.instance()), ["b"]);
            const { roleAtLastUp, epoch } = await pair.pulumi.output();
            assert.deepEqual([roleAtLastUp, epoch], [{ mail: "b" }, { mail: 2 }]);
            const { zones } = await pair.client.state();
            const record = zones.flatMap(({ records }) => records).find(({ name }) => name === "imap.example.test");
            assert.equal(record?.content, pair.b.address);
        });

        it("refuses a program that is behind the hosts, and says what to set", async () => {
            const { pair } = at();
            const instance = pair.instance();
            await inSync(pair, instance);
            const promoted = await pair.say(pair.a, instance, "promote");
            assert.equal(promoted.code, 0, promoted.stderr);
            // Something makes the role step look again; the program still says b.
            const stale = await pair.up({ override: ["lag"] });
            assert.notEqual(stale.code, 0);
            assert.match(stale.stdout + stale.stderr, /stale-program.*the primary is a/s);
            assert.deepEqual(await pair.serving(instance), ["a"], "infrastructure code never fights a failover");
            succeeded(await pair.up({ primary: "a", override: [] }));
            assert.deepEqual(await pair.serving(instance), ["a"]);
        });

        it("refuses a failover while the lost member answers", async () => {
            const { pair } = at();
            const instance = pair.instance();
            const refused = await pair.say(pair.b, instance, "promote --fenced 'somebody said so'");
            assert.equal(refused.code, 75);
            assert.match(refused.stderr, /refused \[fence-unproven\]/);
            assert.deepEqual(await pair.serving(instance), ["a"]);
        });

        it("fences a member by the other one, and lets it back", async () => {
            const { pair } = at();
            const instance = pair.instance();
            const fenced = await pair.say(pair.a, instance, "fence b");
            assert.equal(fenced.code, 0, fenced.stderr);
            assert.notEqual((await pair.b.machine.run("systemctl start standby-cyrus@mail.service")).code, 0);
            assert.equal((await pair.say(pair.b, instance, "unfence")).code, 0);
            await inSync(pair, instance);
            for (const { machine } of pair.members) await machine.eventually("standby status", 60);
        });
    });
}
