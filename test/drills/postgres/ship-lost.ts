/*
 * Situation: in `mode: "ship"` the primary loses its power under load; before, its status was asked what is at stake.
 * Promise:   every acknowledged row that is lost was acknowledged after the time that the status told, and after the one that the
 *            failover tells; who comes back is rewound, without a copy, and what nobody has any more is kept aside there.
 * Origin:    reference "ship: RPO = what was not shipped"; a bound is told before the fault, and counted after it.
 */
import type { RowWriter } from "../../../lab/client/row-writer";
import type { LabMember } from "../../../lab/pair";
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import type { DrillResult, Promises } from "../drill";
import { expectEqual, expectNoCopy, home, inSync, other, runName } from "../rows";
import { DIVERGED } from "./files";
import { drillIn, SHIP } from "./in-mode";

const ROWS = 500;

export const drill = drillIn(
    SHIP,
    {
        name: "ship-lost",
        situation: "in mode ship the primary loses its power under load",
        promise: "no more is lost than was told before and after; rejoin without a copy",
        origin: "a warm standby by shipped segments",
    },
    lose,
);

async function lose(
    pair: LabPostgresPair,
    promises: Promises,
    tell: (line: string) => void,
): Promise<DrillResult["numbers"]> {
    await home(pair);
    await inSync(pair);
    const gone = await pair.primaryNow();
    const heir = other(pair, gone);
    const writer = await pair.writer(runName("ship-lost"));
    // Its user has to be on the standby, too, where this is the first drill of a pair.
    await inSync(pair);
    writer.start();
    await writer.reached(ROWS, 60);
    const before = await atStake(gone);
    await writer.reached(writer.acknowledged + ROWS, 60);
    await gone.crash();
    const override = ["recent-failover"];
    const failover = await pair.up({ primary: heir.member, lost: gone.member, rejoin: undefined, override });
    if (failover.code !== 0) throw new Error(`the failover failed: ${failover.stdout.slice(-1500)}`);
    const lossBound = String((await pair.pulumi.output()).lossBound);
    const after = timeIn(lossBound);
    await writer.reached(writer.acknowledged + ROWS, 60);
    await writer.stop();
    const found = await pair.count(heir, writer);
    const lost = times(writer, found.missing);
    promises.expect(lost.length > 0, "the drill loses something; else it shows nothing");
    promises.expect(
        lost.filter((at) => at <= before).length === 0,
        "nothing from before the time of the status is lost",
    );
    promises.expect(lost.filter((at) => at <= after).length === 0, "nothing from before the failover's time is lost");
    promises.expect(found.neverSent.length === 0, "no row is there that nobody sent", found.neverSent.slice(0, 10));
    tell(`${lost.length} rows are lost, all from after ${new Date(after).toISOString()}; it said "${lossBound}"`);

    await gone.start();
    const back = await pair.up({ lost: undefined, rejoin: gone.member, override: [] });
    promises.expect(back.code === 0, "the rejoin succeeds", back.stdout.slice(-800));
    await inSync(pair);
    await expectNoCopy(pair, gone, promises);
    const kept = await gone.machine.run(`ls -d ${DIVERGED}`);
    promises.expect(kept.code === 0, "the log that was never shipped is kept");
    await gone.machine.succeed(`rm -rf ${DIVERGED}`);
    await expectEqual(pair, promises);
    const moved = await pair.up({ rejoin: undefined, primary: gone.member });
    promises.expect(moved.code === 0, "the switchover back succeeds", moved.stdout.slice(-800));
    await inSync(pair);
    return { acknowledged: writer.acknowledged, lost: lost.length, "bound s": (Math.max(...lost) - after) / 1000 };
}

/** The time of the status line that says what would be lost now. */
async function atStake(primary: LabMember): Promise<number> {
    const { stdout } = await primary.standby("status");
    return timeIn(/^at stake .*$/m.exec(stdout)?.[0] ?? stdout);
}

function timeIn(text: string): number {
    const time = Date.parse(/after (\S+Z)\b/.exec(text)?.[1] ?? "");
    if (Number.isNaN(time)) throw new Error(`no time is told: ${text}`);
    return time;
}

/** When these rows were acknowledged, in milliseconds since 1970. */
function times(writer: RowWriter, numbers: number[]): number[] {
    return numbers.map((n) => writer.rows.get(n)?.at ?? 0);
}
