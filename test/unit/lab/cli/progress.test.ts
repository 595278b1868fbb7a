import assert from "node:assert/strict";
import { Progress } from "../../../../lab/progress";
import { EngineDisplay } from "../../../../lab/verbs/engine-display";

describe("progress", () => {
    const shown = async (isTTY: boolean, work: (progress: Progress) => Promise<unknown>): Promise<string> => {
        let text = "";
        await work(new Progress({ isTTY, write: (more) => (text += more) })).catch(() => undefined);
        return text.replace(/\d+\.\d s/g, "N s");
    };

    it("is plain lines where there is no terminal", async () => {
        const text = await shown(false, (progress) =>
            progress.step("Engine", async ({ log, now }) => {
                now("only for the moment");
                log("building");
            }),
        );
        assert.equal(text, "Engine ...\n  building\n  done: Engine (N s)\n");
    });

    it("says what failed, and passes the error on", async () => {
        const fail = async () => {
            throw new Error("no");
        };
        const text = await shown(false, async (progress) => {
            await assert.rejects(progress.step("Engine", fail), { message: "no" });
        });
        assert.equal(text, "Engine ...\n  failed: Engine (N s)\n");
    });

    it("leaves one line per step on a terminal", async () => {
        const text = await shown(true, (progress) => progress.step("Engine", async ({ log }) => log("building")));
        assert.equal(text, "\r\x1b[Kdone: Engine (N s)\n");
    });
});

describe("the engine's lines without a terminal", () => {
    it("are what is done, with what is under way beside", () => {
        const done: string[] = [];
        const waiting: string[] = [];
        const display = new EngineDisplay(
            (line) => done.push(line),
            (text) => waiting.push(text),
        );
        [
            "Updating (lab-backup-mx):",
            "@ updating....",
            " +  standby:index:BackupMxPair mx creating (0s) ",
            " +  linode:index:Instance mx-a creating (0s) ",
            " +  command:remote:Command mx-a-base creating (3s) waits for apt",
            " +  linode:index:Instance mx-a created (1.1s) ",
            "    pulumi:pulumi:Stack pulumi-standby-lab-backup-mx  ",
            "",
            " +  command:remote:Command mx-a-base **creating failed** error: exit status 1",
        ].forEach((line) => display.line(line));
        assert.deepEqual(done, [
            "+ linode:index:Instance mx-a created (1.1s)",
            "+ command:remote:Command mx-a-base **creating failed** error: exit status 1",
        ]);
        assert.deepEqual(waiting, ["", "waiting for mx-a", "waiting for mx-a, mx-a-base", "waiting for mx-a-base", ""]);
    });
});
