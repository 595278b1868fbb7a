/*
 * Situation: the role moves to and fro between healthy members while clients write, by `standby promote`.
 * Promise:   no acknowledged row is lost; the time without an acknowledgement is at most 1 s in the middle, 2 s at worst;
 *            after each the other member has the same rows.
 * Origin:    planned work on a server; reference "Goals": gap <= 1 s p50, <= 2 s max, 100 runs.
 */
import type { LabDatabasePair } from "../../../lab/pair/database";
import { Promises, type Drill } from "../drill";
import { count, expectEqual, inSync, runName } from "../rows";

const MEDIAN_MS = 1000;
const WORST_MS = 2000;
/** Rows that are written between two switchovers. */
const BETWEEN = 300;

function median(numbers: number[]): number {
    return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];
}

/**
 * The drill with so many switchovers.
 * @param timed false: gaps are told and not judged, for machines that do other work meanwhile
 */
export function switchovers(times: number, timed = true): Drill<LabDatabasePair> {
    return {
        name: "switchovers",
        situation: `${times} switchovers to and fro under load`,
        promise: !timed
            ? "0 acknowledged rows lost"
            : `0 acknowledged rows lost; gap at most ${MEDIAN_MS} ms median, ${WORST_MS} ms worst`,
        origin: "planned work on a server",

        async run(pair, tell) {
            const promises = new Promises();
            await inSync(pair);
            const writer = await pair.writer(runName("switchovers"));
            writer.start();
            const gaps: number[] = [];
            for (let run = 1; run <= times; run++) {
                await writer.reached(writer.acknowledged + BETWEEN, 60);
                const since = Date.now();
                const standby = await pair.standbyNow();
                const { code, stderr } = await standby.standby("promote");
                promises.expect(code === 0, `switchover ${run} succeeds`, stderr);
                await writer.reached(writer.acknowledged + BETWEEN, 60);
                const [gap] = writer
                    .gaps(0)
                    .filter(({ from, ms }) => from + ms >= since)
                    .sort((x, y) => y.ms - x.ms);
                gaps.push(gap.ms);
                tell(`switchover ${run} to ${standby.member}: gap ${gap.ms} ms`);
                await inSync(pair);
            }
            await writer.stop();
            const numbers = {
                ...(await count(pair, writer, promises)),
                switchovers: times,
                "median gap ms": median(gaps),
            };
            promises.expect(
                !timed || numbers["median gap ms"] <= MEDIAN_MS,
                `median gap at most ${MEDIAN_MS} ms`,
                gaps,
            );
            promises.expect(!timed || Math.max(...gaps) <= WORST_MS, `no gap above ${WORST_MS} ms`, gaps);
            await expectEqual(pair, promises);
            return { numbers, broken: promises.broken };
        },
    };
}
