/*
 * Situation: in `mode: "stream"` the standby's server is stopped while clients write, and of the segments that were shipped to its disk
 *            meanwhile one is corrupt, one cut short and one gone.
 * Promise:   while the primary lives, the standby has what they held from there, without a copy and without a hand.
 * Origin:    reference drill 10, in the mode in which the archive only fills gaps.
 */
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import type { DrillResult, Promises } from "../drill";
import { count, expectEqual, expectNoCopy, inSync, runName } from "../rows";
import { drillIn, STREAM } from "./in-mode";
import { DAMAGES, FOLDER, SEGMENTS, shipSegment } from "./log-damaged";

const ROWS = 50;

export const drill = drillIn(
    STREAM,
    {
        name: "log-healed",
        situation: "in mode stream, segments on the standby's disk are corrupt, cut short and gone",
        promise: "the standby has them from the primary, without a copy; 0 acknowledged rows lost",
        origin: "a disk that lies, a hand that slips",
    },
    heal,
);

async function heal(
    pair: LabPostgresPair,
    promises: Promises,
    tell: (line: string) => void,
): Promise<DrillResult["numbers"]> {
    const [primary, standby] = [await pair.primaryNow(), await pair.standbyNow()];
    const writer = await pair.writer(runName("log-healed"));
    await inSync(pair);
    writer.start();
    const fenced = await primary.standby(`fence ${standby.member}`);
    promises.expect(fenced.code === 0, "the standby is fenced", fenced.stderr);
    const names: string[] = [];
    for (let segment = 0; segment < SEGMENTS; segment++) {
        await writer.reached(writer.acknowledged + ROWS, 60);
        names.push(await shipSegment(pair, primary, standby));
    }
    for (const [at, , how] of DAMAGES) await standby.machine.succeed(`f=${FOLDER}/${names[at]}; ${how}`);
    const since = Date.now();
    const back = await standby.standby("unfence");
    promises.expect(back.code === 0, "the fence is ended", back.stderr);
    await inSync(pair, 180);
    const seconds = (Date.now() - since) / 1000;
    tell(`all is there ${seconds.toFixed(1)} s after the fence ended`);
    await expectNoCopy(pair, standby, promises);
    await writer.stop();
    const counted = await count(pair, writer, promises);
    await expectEqual(pair, promises);
    return { ...counted, damages: DAMAGES.length, seconds };
}
