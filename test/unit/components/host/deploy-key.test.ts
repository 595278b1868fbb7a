import assert from "node:assert/strict";
import { DeployKey, deployKey } from "../../../../components/host/deploy-key";
import { sshKeyFrom } from "../../../../components/host/identity";
import { passwordOf, record, valueOf } from "../../../helpers/mocks";

/** The keys of one generation, as the host sees them. */
async function keysOf(generation: number) {
    let key: DeployKey | undefined;
    const recording = await record(() => (key = deployKey("mail", generation, {})));
    const current = (await valueOf(key!.current)).publicKey;
    return { ...recording, current, accepted: await valueOf(key!.accepted), key: key! };
}

describe("deployKey", () => {
    it("accepts the key in use first and the next one second", async () => {
        const { current, accepted } = await keysOf(1);
        assert.equal(accepted.length, 2);
        assert.equal(accepted[0], current);
        assert.notEqual(accepted[1], current);
    });

    for (const generation of [1, 2, 3, 4]) {
        it(`logs in at generation ${generation + 1} with the key that generation ${generation} has put there`, async () => {
            const [old, young] = [await keysOf(generation), await keysOf(generation + 1)];
            assert.equal(young.current, old.accepted[1]);
            assert.equal(young.accepted.includes(old.current), false, "the old key goes in the same up");
        });

        it(`makes one new secret for generation ${generation + 1}, and lets the engine forget one`, async () => {
            const names = async (number: number) => (await keysOf(number)).resources.map(({ name }) => name);
            const young = await names(generation + 1);
            assert.deepEqual(
                (await names(generation)).filter((name) => young.includes(name)),
                [`mail-deploy-key-${generation + 1}`],
            );
        });
    }

    it("never uses a key of an earlier generation again", async () => {
        const seen = new Set<string>();
        for (const generation of [1, 2, 3, 4, 5]) seen.add((await keysOf(generation)).current);
        assert.equal(seen.size, 5);
    });

    it("derives its keys from two RandomPasswords of 48 letters and digits", async () => {
        const { resources, current } = await keysOf(1);
        assert.deepEqual(
            resources
                .map(({ name, type, inputs }) => ({ name, type, inputs }))
                .sort((x, y) => (x.name < y.name ? 1 : -1)),
            [2, 1].map((generation) => ({
                name: `mail-deploy-key-${generation}`,
                type: "random:index/randomPassword:RandomPassword",
                inputs: { length: 48, special: false },
            })),
        );
        const secret = passwordOf("mail-deploy-key-1", {});
        assert.equal(current, sshKeyFrom(secret, "deploy").publicKey);
    });

    it("keeps the private key secret and shows the public ones, so that a preview tells of a rotation", async () => {
        const { key } = await keysOf(1);
        const secrecy = (output: unknown) => (output as { isSecret: Promise<boolean> }).isSecret;
        assert.equal(await secrecy(key.current), true);
        assert.equal(await secrecy(key.accepted), false);
    });
});
