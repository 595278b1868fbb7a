/*
 * Situation: under load the primary is cut off, first from the standby, then from the witness, then from both.
 * Promise:   cut off from one it goes on, and writes down at the witness before it acknowledges without the standby; cut off
 *            from both it stops taking writes by itself; healed, it goes on. Never two primaries; nothing acknowledged is lost.
 * Origin:    reference drill 3 and rule 5 (self-fence).
 */
import type { LabDatabasePair } from "../../../lab/pair/database";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill, type DrillResult } from "../drill";
import { count, expectEqual, inSync, other, record, runName } from "../rows";
import { wordsOf } from "./words";

const ROWS = 100;
/** selfFenceSeconds, a look of the agent and the slowness of a busy machine. */
const SELF_FENCE_SECONDS = 60;

export const drill: Drill<LabDatabasePair> = {
    name: "cut-off",
    situation: "the primary is cut off from the standby, from the witness, and from both",
    promise: "it degrades in writing, goes on, or closes itself; 0 acknowledged rows lost",
    origin: "a partition",

    async run(pair, tell) {
        // Whatever breaks here, no cut stays behind for who comes next.
        return runCutOff(pair, tell).finally(() => Promise.all(pair.hosts.map((host) => host.heal())));
    },
};

async function runCutOff(pair: LabDatabasePair, tell: (line: string) => void): Promise<DrillResult> {
    const promises = new Promises();
    await inSync(pair);
    const writer = await pair.writer(runName("cut-off"));
    writer.start();
    await writer.reached(ROWS, 60);
    const primary = await pair.primaryNow();
    const standby = other(pair, primary);

    await primary.cutFrom(standby);
    // While a statement about users waits for the standby, nobody can log in to MariaDB any more, the agent neither.
    const user = pair.sql(primary, wordsOf(pair).anyUser, 120);
    await eventually("the record says sync no", 60, async () => /^sync no$/m.test(await record(pair)));
    await user;
    await writer.reached(writer.acknowledged + ROWS, 60);
    const refused = await standby.standby("promote");
    promises.expect(refused.code !== 0, "who is cut off from the primary is not promoted", refused.stdout);
    tell(
        `cut off from the standby: not in sync is written down, then writes go on; longest gap ${writer.longestGap()} ms`,
    );
    await primary.heal(standby);
    await inSync(pair);

    await primary.cutFrom(pair.witness);
    await writer.reached(writer.acknowledged + ROWS, 60);
    tell("cut off from the witness: writes go on, the standby has them");

    await primary.cutFrom(standby);
    await eventually("nobody takes writes", SELF_FENCE_SECONDS, async () => (await pair.writable()).length === 0);
    tell("cut off from both: it closed itself");
    await primary.heal(standby);
    await primary.heal(pair.witness);
    await eventually("it takes writes again", 60, async () => (await pair.writable()).join() === primary.member);
    await writer.reached(writer.acknowledged + ROWS, 60);
    await writer.stop();
    await inSync(pair);
    const numbers = { ...(await count(pair, writer, promises)) };
    await expectEqual(pair, promises);
    return { numbers, broken: promises.broken };
}
