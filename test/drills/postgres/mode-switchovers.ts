/*
 * Situation: the pair is changed in place to another mode and back, one `up` each; in between the role moves to and fro while
 *            clients write.
 * Promise:   no restart and no new copy by the changes; no acknowledged row is lost, though with `ship` the standby has whole
 *            segments alone, and with `stream` commits wait for nobody: what is left, the last segment of a clean stop too, is at
 *            the standby before the role moves.
 * Origin:    the warm standby by shipped segments, and the stream that nobody waits for; a clean stop never archives its last segment.
 */
import type { ConfigChange } from "../../../lab/pair";
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { switchovers } from "../database/switchovers";
import { Promises, type Drill } from "../drill";
import { inMode } from "./in-mode";

/** The drill with so many switchovers in a mode. */
export function switchoversIn(change: ConfigChange & { mode: string }, times: number): Drill<LabPostgresPair> {
    const moves = switchovers(times);
    return {
        name: `${change.mode}-switchovers`,
        situation: `the mode is changed to ${change.mode} in place and back, with ${moves.situation} between`,
        promise: `neither a restart nor a copy; ${moves.promise}`,
        origin: moves.origin,
        long: moves.long,

        async run(pair, tell) {
            const promises = new Promises();
            const { numbers, broken } = await inMode(pair, change, promises, () => moves.run(pair, tell));
            return { numbers, broken: [...promises.broken, ...broken] };
        },
    };
}
