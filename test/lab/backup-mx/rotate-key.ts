import assert from "node:assert/strict";
import { succeeded } from "../../../lab/engine/pulumi";
import type { LabBackupMxPair } from "../../../lab/pair/backup-mx";
import { budgetMs } from "../../budgets";
import type { BackupMxLab } from "../../helpers/lab";
import { ssh } from "../../helpers/ssh";
import { deployKeyGeneration, keyFrom, secretTexts } from "../../helpers/state";

/** Members that take the deploy key made from this secret text, as "ab". */
async function takenBy(pair: LabBackupMxPair, secret: string): Promise<string> {
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
export function rotateKeySuite(at: () => BackupMxLab): void {
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

                succeeded(await pair.up({ deployKeyGeneration: generation + 1 }));
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
            succeeded(await pair.up({ deployKeyGeneration: generation }));
        });

        it("leaves machines that the next up can change, and nothing to do", async () => {
            const { pair } = at();
            succeeded(await pair.up({ queueLifetimeDays: 25 }));
            assert.equal((await pair.preview()).changed, 0);
            const { instances } = await pair.client.state();
            const ids = pair.members.map(({ machine }) => machine.spec.id);
            const there = instances.map(({ id }) => id);
            for (const id of ids) assert.ok(there.includes(id), `${id} was replaced`);
        });
    });
}
