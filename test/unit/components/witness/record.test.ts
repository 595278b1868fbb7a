import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { record, scripts, Witness } from "./witness";

describe("the record on the witness", () => {
    let witness: Witness;
    beforeEach(() => (witness = new Witness()));
    afterEach(() => witness.remove());

    const first = () => witness.serve("a", "write 0", record());

    it("is not there at first, and is what was written after that", async () => {
        assert.equal((await witness.serve("a", "read")).status, 3);
        const written = await first();
        assert.equal(written.stderr, "");
        assert.equal(written.stdout, `serial 1\n${record()}`);
        assert.deepEqual(await witness.serve("b", "read"), written);
    });

    it("is written only in the place of the one that the writer knew", async () => {
        await first();
        const second = await witness.serve("b", "write 1", record({ by: "b", sync: "no", why: "b lags" }));
        assert.equal(second.status, 0);
        for (const serial of [0, 1, 3]) {
            const refused = await witness.serve("a", `write ${serial}`, record({ why: "too late" }));
            assert.equal(refused.status, 4);
            assert.equal(refused.stdout, second.stdout);
        }
        assert.equal((await witness.serve("a", "read")).stdout, second.stdout);
    });

    it("may begin with any epoch, since a new witness may stand in the place of a lost one", async () => {
        assert.equal((await witness.serve("a", "write 0", record({ epoch: "7" }))).status, 0);
    });

    it("logs who wrote what", async () => {
        const log = path.join(witness.folder, "log");
        fs.writeFileSync(path.join(witness.folder, "logger"), `#!/bin/sh\necho "$*" >>${log}\n`, { mode: 0o755 });
        const env = { PATH: `${witness.folder}:${process.env.PATH}` };
        await witness.serve("a", "write 0", record(), env);
        await witness.serve("a", "write 0", record(), env);
        assert.equal(
            witness.read("log"),
            "-t standby-witness -p auth.notice -- pair db: a wrote number 1: epoch 1, primary a, sync yes: first up\n",
        );
    });

    it("takes one of 50 writers at a time and loses no write", async function () {
        this.timeout(120_000);
        await first();
        const rounds = 3;
        const winners: string[] = [];
        for (let serial = 1; serial <= rounds; serial++) {
            const writers = Array.from({ length: 50 }, (_, index) =>
                witness.serve("a", `write ${serial}`, record({ why: `writer ${serial}.${index}` })),
            );
            const answers = await Promise.all(writers);
            const won = answers.filter(({ status }) => status === 0);
            assert.equal(won.length, 1, `number ${serial}: ${won.length} of 50 won`);
            assert.equal(answers.filter(({ status }) => status === 4).length, 49);
            // Who lost was told what stands there now.
            for (const { stdout } of answers) assert.equal(stdout, won[0].stdout);
            winners.push(won[0].stdout);
        }
        assert.equal((await witness.serve("b", "read")).stdout, winners[rounds - 1]);
    });

    it("loses no update of writers who read, add and try again", async function () {
        this.timeout(120_000);
        await first();
        const add = async (): Promise<void> => {
            const now = (await witness.serve("a", "read")).stdout;
            const serial = /^serial (\d+)$/m.exec(now)?.[1];
            const count = Number(/^why count (\d+)$/m.exec(now)?.[1] ?? 0);
            const { status } = await witness.serve("a", `write ${serial}`, record({ why: `count ${count + 1}` }));
            if (status !== 0) await add();
        };
        await Promise.all(Array.from({ length: 8 }, add));
        assert.match((await witness.serve("a", "read")).stdout, /^serial 9\n[^]*why count 8\n$/);
    });

    it("is the old one or the new one after a kill at any moment", async function () {
        this.timeout(120_000);
        await first();
        let before = (await witness.serve("a", "read")).stdout;
        const seen = { old: 0, new: 0 };
        for (let round = 0; round < 60; round++) {
            const serial = Number(/^serial (\d+)/.exec(before)?.[1]);
            const text = record({ why: `round ${round} ${"x".repeat(80)}` });
            await killed(witness, `write ${serial}`, text, round);
            const after = (await witness.serve("a", "read")).stdout;
            const whole = `serial ${serial + 1}\n${text}`;
            assert.ok(after === before || after === whole, `after round ${round}: ${after}`);
            seen[after === before ? "old" : "new"]++;
            before = after;
        }
        assert.ok(seen.old > 0 && seen.new > 0, `the kills came all before or all after: ${JSON.stringify(seen)}`);
        // What the kills left is in nobody's way.
        const next = await witness.serve("a", `write ${/^serial (\d+)/.exec(before)?.[1]}`, record());
        assert.equal(next.status, 0, next.stderr);
        assert.equal(fs.existsSync(path.join(witness.pair, "record.new")), false);
    });

    it("says so when it is damaged, and takes no write over it", async () => {
        await first();
        fs.writeFileSync(path.join(witness.pair, "record"), "serial ");
        assert.equal((await witness.serve("a", "read")).status, 70);
        assert.equal((await witness.serve("a", "write 0", record())).status, 70);
        assert.equal(witness.read("state/db/record"), "serial ");
    });
});

/** Starts a write and kills it with all its children; a later round kills later. */
async function killed(witness: Witness, words: string, input: string, round: number): Promise<void> {
    const env = { ...process.env, ...witness.env, SSH_ORIGINAL_COMMAND: words };
    const child = spawn(path.join(scripts, "witness/serve"), ["db", "a"], { env, detached: true });
    const ended = new Promise((resolve) => child.on("close", resolve));
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    // The clock of the kill is a process of its own, so that this test waits for no fixed time itself.
    const killer = spawn("sh", ["-c", `sleep ${(round * 0.004).toFixed(3)}; kill -9 -${child.pid} 2>/dev/null`]);
    await Promise.all([ended, new Promise((resolve) => killer.on("close", resolve))]);
}
