/*
 * Situation: the role moves to and fro between healthy members while users store mail and strangers send it.
 * Promise:   every acknowledged mail is on the new primary, under the UID that was told; the other member is alike. The time
 *            without an acknowledgement is told: docs/results has the aim.
 * Origin:    planned work on a host; reference drill 5.
 */
import type { LabCyrusPair } from "../../../lab/pair/cyrus";
import { Promises, type Drill } from "../drill";
import { Load } from "./load";
import { expectEqual, home, inSync, mostTaken, promote } from "./pair";

/** Mails of each way that are written before and after each switchover. */
const BETWEEN = 40;
/** A host may take a mail again that it gave away, when the role has come back to it meanwhile. */
const MOST_TAKEN = 2;

/** The drill with so many switchovers. */
export function switchovers(times: number): Drill<LabCyrusPair> {
    return {
        name: "switchovers",
        situation: `${times} switchovers to and fro under load`,
        promise: "every acknowledged mail is on the new primary with its UID",
        origin: "planned work on a host",
        long: times >= 100,

        async run(pair, tell) {
            const promises = new Promises();
            const instance = pair.instance();
            await inSync(pair, instance);
            const load = await Load.on(pair, instance, "switchovers");
            load.start();
            const gaps: number[] = [];
            for (let run = 1; run <= times; run++) {
                await load.more(BETWEEN);
                const since = Date.now();
                const standby = await pair.standbyNow(instance);
                await promote(pair, instance, standby, promises);
                await load.more(BETWEEN);
                gaps.push(load.gapSince("append", since));
                const smtp = load.gapSince("smtp", since);
                tell(`switchover ${run} to ${standby.member}: gap ${gaps.at(-1)} ms (SMTP ${smtp} ms)`);
                await inSync(pair, instance);
            }
            await load.stop();
            const [median] = gaps.sort((one, other) => one - other).slice(Math.floor(times / 2));
            const numbers = { ...(await load.count(promises)), switchovers: times, "median gap ms": median };
            const taken = await Promise.all(pair.members.map((one) => mostTaken(one, load.of("smtp").run)));
            promises.expect(Math.max(...taken) <= MOST_TAKEN, "no mail is handed to and fro", taken);
            await expectEqual(pair, instance, promises);
            await home(pair, instance, promises);
            return { numbers, broken: promises.broken };
        },
    };
}
