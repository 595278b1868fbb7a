/*
 * Situation: the clock of a member jumps an hour, forth and back: while all is well, while the primary is cut off, while a
 *            switchover is half done and its promoter is gone, and on both members in opposite directions.
 * Promise:   what is healthy stays open, what is cut off closes in time, the half switchover is undone, the role can be moved.
 * Origin:    reference drill 14. Machines of the lab share one clock that cannot be moved for one of them: a `date` that is ahead or
 *            behind comes first in PATH instead. So the scripts are tried; what the server itself does then is not.
 */
import type { LabDatabasePair } from "../../../lab/pair/database";
import { eventually } from "../../helpers/eventually";
import { jump, putBack } from "../clock";
import { Promises, type Drill, type DrillResult } from "../drill";
import { count, expectEqual, inSync, other, record, runName } from "../rows";

const ROWS = 200;
const HOUR = 3600;
/** Two looks of the agent. */
const LOOKS_MS = 12_000;
/** selfFenceSeconds or the hold of a switchover, a look of the agent, a busy machine. */
const CLOSE_SECONDS = 60;
const QUIESCE = ". /usr/local/lib/standby/role/lib && read_record && peer PRIMARY quiesce $(record serial)";

export const drill: Drill<LabDatabasePair> = {
    name: "clock-jump",
    situation: "the clock jumps an hour, forth and back, in good times and in bad ones",
    promise: "no healthy primary closes, none stays open that must close; 0 acknowledged rows lost",
    origin: "a clock that was set",

    async run(pair, tell) {
        return runClockJump(pair, tell).finally(async () => {
            for (const host of pair.hosts) await host.heal();
            for (const member of pair.members) await putBack(member);
        });
    },
};

async function runClockJump(pair: LabDatabasePair, tell: (line: string) => void): Promise<DrillResult> {
    const promises = new Promises();
    await inSync(pair);
    const writer = await pair.writer(runName("clock-jump"));
    writer.start();
    const primary = await pair.primaryNow();
    const standby = other(pair, primary);
    const reopens = () =>
        eventually(
            "it takes writes again",
            CLOSE_SECONDS,
            async () => (await pair.writable()).join() === primary.member,
        );

    await jump(primary, 0);
    const [before, since] = [await record(pair), Date.now()];
    for (const seconds of [HOUR, 0, -HOUR, 0]) {
        await jump(primary, seconds);
        const at = Date.now();
        await eventually("the agent has looked twice", 60, () => Date.now() - at > LOOKS_MS);
    }
    const closings = (await primary.logSince(since))
        .split("\n")
        .filter((line) => /standby: (ALARM )?closed/.test(line));
    promises.expect(closings.length === 0, "a healthy primary stays open", closings);
    promises.expect((await record(pair)) === before, "the record stays as it is", await record(pair));
    const calm = writer.longestGap();
    tell(`four jumps while all is well: longest gap ${calm} ms`);

    await primary.cutFrom(pair.witness);
    await primary.cutFrom(standby);
    await jump(primary, -HOUR);
    const cut = Date.now();
    await eventually("nobody takes writes", CLOSE_SECONDS, async () => (await pair.writable()).length === 0);
    const closed = (Date.now() - cut) / 1000;
    tell(`cut off, an hour back: it closed itself after ${closed.toFixed(1)} s`);
    await primary.heal();
    await reopens();
    await inSync(pair);
    await jump(primary, 0);

    // Refused where the record was written anew in between, which a busy machine makes likely.
    await standby.machine.eventually(QUIESCE.replace("PRIMARY", primary.member), 30);
    await jump(primary, -HOUR);
    const quiesced = Date.now();
    await reopens();
    const undone = (Date.now() - quiesced) / 1000;
    tell(`half a switchover, an hour back: undone after ${undone.toFixed(1)} s`);
    await writer.reached(writer.acknowledged + ROWS, 60);
    await inSync(pair);

    await jump(standby, HOUR);
    for (const to of [standby, primary]) {
        const { code, stderr } = await to.standby("promote");
        promises.expect(code === 0, `two hours apart, ${to.member} is promoted`, stderr);
        await writer.reached(writer.acknowledged + ROWS, 60);
        await inSync(pair);
    }
    await writer.stop();
    for (const member of pair.members) await putBack(member);
    // Moments are told by the wall clock: the last one of each kind is soon a true one again.
    for (const { machine } of pair.members) await machine.eventually("standby status", 60);
    const counted = await count(pair, writer, promises);
    await expectEqual(pair, promises);
    const numbers = { ...counted, "calm gap ms": calm, "closed s": closed, "undone s": undone };
    return { numbers, broken: promises.broken };
}
