/*
 * Situation: the primary is cut off from the other member and the witness, clients still reach it. The other one is promoted by
 *            an operator who says that it is fenced, and it is not. Then somebody opens it by force and writes there.
 * Promise:   it closes itself, and again when its agent is back; healed, it is no second writer, nothing of it is merged, it says
 *            what is wrong and is not promoted; a new copy mends it, and what it wrote is kept beside.
 * Origin:    reference drill 6: "both believe primary".
 */
import type { LabMember } from "../../../lab/pair/member";
import type { LabDatabasePair } from "../../../lab/pair/database";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill, type DrillResult } from "../drill";
import { count, expectEqual, inSync, other, runName } from "../rows";
import { wordsOf } from "./words";

const ROWS = 200;
/** Rows that are written by force: more than the other one has got by then, so that its numbers are the higher ones. */
const FORCED = 3000;
/** selfFenceSeconds, a look of the agent and the slowness of a busy machine. */
const SELF_FENCE_SECONDS = 60;
const MARKER = "written-by-force";
/** Words that ask for its promotion. */
const ATTEMPTS = [
    "promote --override own-transactions",
    "promote --fenced 'the other one is off' --override recent-failover",
];
const FORCED_TABLES =
    "select count(*) from information_schema.tables where table_schema = 'lab' and table_name = 'forced'";

export const drill: Drill<LabDatabasePair> = {
    name: "both-wrote",
    situation: "the other one is promoted while the old primary lives behind a cut, where it is written to by force",
    promise: "it closes itself, nothing is merged, it is not promoted, its own rows are kept; 0 acknowledged rows lost",
    origin: "a fence that was none",

    async run(pair, tell) {
        return runBothWrote(pair, tell).finally(async () => {
            for (const host of pair.hosts) await host.heal();
            for (const { machine } of pair.members) await machine.run("systemctl start standby-role");
        });
    },
};

async function runBothWrote(pair: LabDatabasePair, tell: (line: string) => void): Promise<DrillResult> {
    const promises = new Promises();
    const { split, formerData } = wordsOf(pair);
    await inSync(pair);
    const writer = await pair.writer(runName("both-wrote"));
    writer.start();
    await writer.reached(ROWS, 60);
    const old = await pair.primaryNow();
    const heir = other(pair, old);
    const takesNone = (member: LabMember) => async () => !(await pair.writable()).includes(member.member);

    await old.cutFrom(pair.witness);
    await old.cutFrom(heir);
    const cut = Date.now();
    const words = `promote --fenced 'somebody thinks that ${old.member} is off' --override recent-failover`;
    const promoted = await heir.standby(words);
    promises.expect(promoted.code === 0, "the operator's word is believed: nothing answers there", promoted.stderr);
    await eventually("it closes itself", SELF_FENCE_SECONDS, takesNone(old));
    const closed = (Date.now() - cut) / 1000;
    await writer.reached(writer.acknowledged + ROWS, 60);
    await writer.pause();
    tell(`${heir.member} is promoted; behind the cut ${old.member} closed itself after ${closed.toFixed(1)} s`);

    await old.machine.succeed("systemctl stop standby-role");
    await split.force(pair, old, FORCED, MARKER);
    const both = await pair.writable();
    if (both.length !== 2) throw new Error(`no second writer: ${both.join()}`);
    await old.machine.succeed("systemctl start standby-role");
    await eventually("its agent closes it behind the cut", SELF_FENCE_SECONDS, takesNone(old));
    await old.heal();
    await eventually("it says that it differs", 90, async () => {
        const writable = await pair.writable();
        promises.expect(writable.join() === heir.member, "healed, it is no second writer", writable);
        return split.alarm.test((await old.standby("status")).stdout);
    });
    const strangers = await pair.sql(heir, FORCED_TABLES);
    promises.expect(strangers === "0", "nothing of it is merged", strangers);
    for (const [index, attempt] of ATTEMPTS.entries()) {
        const reason = split.refused[index];
        const { stderr } = await old.standby(attempt);
        promises.expect(stderr.includes(`refused [${reason}]`), `it is not promoted by: ${attempt}`, stderr);
        tell(`refused: ${stderr.trim().split("\n").pop()?.slice(0, 160)}`);
    }
    const { stdout } = await heir.standby("status");
    promises.expect(/^in sync +no/m.test(stdout), "who differs does not count as in sync", stdout.slice(0, 400));

    writer.resume();
    const mended = await old.standby("rejoin --reseed");
    promises.expect(mended.code === 0, "a new copy mends it", mended.stderr);
    const kept = await old.machine.run(split.kept(MARKER));
    promises.expect(Number(kept.stdout) >= FORCED, "what it wrote is kept in its old data", kept.stdout);
    await old.machine.succeed(`rm -rf ${formerData}`);
    await inSync(pair);
    await writer.reached(writer.acknowledged + ROWS, 60);
    await writer.stop();
    const counted = await count(pair, writer, promises);
    await expectEqual(pair, promises);
    const back = await old.standby("promote");
    promises.expect(back.code === 0, "the switchover back succeeds", back.stderr);
    await inSync(pair);
    return { numbers: { ...counted, forced: FORCED, "closed s": closed }, broken: promises.broken };
}
