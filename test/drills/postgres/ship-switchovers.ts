/*
 * Situation: the pair is changed in place to `mode: "ship"` and back, one `up` each; in between the role moves to and fro
 *            while clients write.
 * Promise:   no restart and no new copy by the changes; no acknowledged row is lost, though the standby has whole segments alone:
 *            what is left, the last segment of a clean stop too, is shipped before the role moves.
 * Origin:    the warm standby by shipped segments; a clean stop never archives its last segment.
 */
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { switchovers } from "../database/switchovers";
import { Promises, type Drill } from "../drill";
import { inMode, SHIP } from "./in-mode";

const moves = switchovers(10);

export const drill: Drill<LabPostgresPair> = {
    name: "ship-switchovers",
    situation: `the mode is changed to ship in place and back, with ${moves.situation} between`,
    promise: `neither a restart nor a copy; ${moves.promise}`,
    origin: moves.origin,

    async run(pair, tell) {
        const promises = new Promises();
        const { numbers, broken } = await inMode(pair, SHIP, promises, () => moves.run(pair, tell));
        return { numbers, broken: [...promises.broken, ...broken] };
    },
};
