/*
 * Situation: in `mode: "ship"` the primary's server is killed for good under load, while its host still answers.
 * Promise:   what was not shipped yet is fetched from there before the other member is promoted: no acknowledged row is lost.
 * Origin:    reference 2.5: salvage is the difference between all of the last segment and nothing lost.
 */
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import type { DrillResult, Promises } from "../drill";
import { count, expectEqual, expectNoCopy, home, inSync, other, runName } from "../rows";
import { DIVERGED } from "./files";
import { drillIn, SHIP } from "./in-mode";
import { failOver, killForGood } from "./server-gone";

const ROWS = 500;

export const drill = drillIn(
    SHIP,
    {
        name: "salvaged",
        situation: "in mode ship the primary's server is killed for good, its host still answers",
        promise: "what was never shipped is fetched from there: 0 acknowledged rows lost",
        origin: "a server that does not start any more on a host that does",
    },
    salvage,
);

async function salvage(
    pair: LabPostgresPair,
    promises: Promises,
    tell: (line: string) => void,
): Promise<DrillResult["numbers"]> {
    await home(pair);
    await inSync(pair);
    const gone = await pair.primaryNow();
    const heir = other(pair, gone);
    const writer = await pair.writer(runName("salvaged"));
    await inSync(pair);
    writer.start();
    await writer.reached(ROWS, 60);
    await killForGood(pair, gone);
    // Nobody takes rows now, so nothing more is acknowledged.
    const salvaged = (await pair.count(heir, writer)).missing.length;
    promises.expect(salvaged > 0, "the standby lacks rows; else the drill shows nothing");
    await failOver(gone, heir, promises);
    const { lossBound } = JSON.parse(await heir.machine.succeed("cat /var/lib/standby/role/last.json")) as {
        lossBound: string;
    };
    await writer.reached(writer.acknowledged + ROWS, 60);
    tell(`${salvaged} acknowledged rows were on ${gone.member} alone; the failover said "${lossBound}"`);

    // A standby that reads whole segments is never equal to a primary that is written to.
    await writer.stop();
    const unfenced = await gone.standby("unfence");
    promises.expect(unfenced.code === 0, "the fence is ended", unfenced.stderr);
    await inSync(pair, 180);
    await expectNoCopy(pair, gone, promises);
    await gone.machine.run(`rm -rf ${DIVERGED}`);
    const counted = await count(pair, writer, promises);
    await expectEqual(pair, promises);
    await home(pair);
    await inSync(pair);
    return { ...counted, salvaged };
}
