/*
 * Situation: the role moves to and fro between healthy members while clients write, by `standby promote`.
 * Promise:   no acknowledged row is lost; after each the other member has the same rows. The time without an acknowledgement is
 *            told: docs/results has the aim, and what it is on a machine with nothing else to do.
 * Origin:    planned work on a server; reference "Goals": gap <= 1 s p50, <= 2 s max, 100 runs.
 */
import type { LabDatabasePair } from "../../../lab/pair/database";
import { Promises, type Drill } from "../drill";
import { count, expectEqual, gapSince, inSync, runName } from "../rows";

/** Rows that are written between two switchovers. */
const BETWEEN = 300;

function median(numbers: number[]): number {
    return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];
}

/** The drill with so many switchovers. */
export function switchovers(times: number): Drill<LabDatabasePair> {
    return {
        name: "switchovers",
        situation: `${times} switchovers to and fro under load`,
        promise: "0 acknowledged rows lost",
        origin: "planned work on a server",
        long: times >= 100,

        async run(pair, tell) {
            const promises = new Promises();
            await inSync(pair);
            const writer = await pair.writer(runName("switchovers"));
            writer.start();
            const gaps: number[] = [];
            try {
                for (let run = 1; run <= times; run++) {
                    await writer.reached(writer.acknowledged + BETWEEN, 60);
                    const since = Date.now();
                    const standby = await pair.standbyNow();
                    const { code, stderr } = await standby.standby("promote");
                    promises.expect(code === 0, `switchover ${run} succeeds`, stderr);
                    await writer.reached(writer.acknowledged + BETWEEN, 60);
                    const gap = gapSince(writer, since);
                    gaps.push(gap);
                    tell(`switchover ${run} to ${standby.member}: gap ${gap} ms`);
                    await inSync(pair);
                }
            } finally {
                await writer.stop();
            }
            const numbers = {
                ...(await count(pair, writer, promises)),
                switchovers: times,
                "median gap ms": median(gaps),
            };
            await expectEqual(pair, promises);
            return { numbers, broken: promises.broken };
        },
    };
}
