import assert from "node:assert/strict";
import type { LabPair } from "../../../lab/pair";
import { budgetMs } from "../../budgets";
import type { TestLab } from "../../helpers/lab";
import { ssh } from "../../helpers/ssh";
import { deployKeyGeneration, keyFrom, secretTexts } from "../../helpers/state";

/** Members that take the deploy key made from this secret text, as "ab". */
async function takenBy(pair: LabPair, secret: string): Promise<string> {
    const secrets = await secretTexts(pair.pulumi);
    let members = "";
    for (const { member, address } of pair.members) {
        const hostKey = keyFrom("host", secrets.get(`mx-${member}-host-key`) as string).publicKey;
        const { privateKey } = keyFrom("deploy-key", secret);
        if ((await ssh({ address, privateKey, hostKey }, "true")).code === 0) members += member;
    }
    return members;
}

/** The deploy key is rotated in one `up`, and nobody is locked out. */
export function rotateKeySuite(at: () => TestLab): void {
    describe("deploy key", () => {
        it("rotates twice, one up each: the old key is refused, the new one taken", async function () {
            this.timeout(2 * budgetMs("up"));
            const { pair } = at();
            for (let round = 0; round < 2; round++) {
                const generation = await deployKeyGeneration(pair.pulumi);
                const before = await secretTexts(pair.pulumi);
                const old = before.get(`mx-deploy-key-${generation}`) as string;
                const next = before.get(`mx-deploy-key-${generation + 1}`) as string;
                assert.equal(await takenBy(pair, old), "ab", `generation ${generation} is taken before`);

                const result = await pair.up({ deployKeyGeneration: generation + 1 });
                assert.equal(result.code, 0, result.stderr + result.stdout);
                assert.equal(await takenBy(pair, old), "", `generation ${generation} is taken afterwards`);
                assert.equal(await takenBy(pair, next), "ab", `generation ${generation + 1} is not taken`);
            }
        });

        it("refuses a generation that was skipped, and goes on when it is set back", async function () {
            this.timeout(2 * budgetMs("up"));
            const { pair } = at();
            const generation = await deployKeyGeneration(pair.pulumi);
            const skipped = await pair.up({ deployKeyGeneration: generation + 2 });
            assert.notEqual(skipped.code, 0, "a key that no host knows was taken");
            const back = await pair.up({ deployKeyGeneration: generation });
            assert.equal(back.code, 0, back.stderr + back.stdout);
        });

        it("leaves machines that the next up can change, and nothing to do", async () => {
            const { pair } = at();
            const change = await pair.up({ queueLifetimeDays: 25 });
            assert.equal(change.code, 0, change.stderr);
            assert.equal((await pair.up({ queueLifetimeDays: 30 })).code, 0);
            assert.equal((await pair.preview()).changed, 0);
            const { instances } = await pair.client.state();
            const ids = pair.members.map(({ machine }) => machine.spec.id);
            for (const id of ids)
                assert.ok(
                    instances.some((instance) => instance.id === id),
                    `${id} was replaced`,
                );
        });
    });
}
