import { KINDS, vmsOf, type PairKind } from "../../lab/kinds";
import type { LabPair } from "../../lab/pair";
import { EMULATION } from "../budgets";
import { inLab } from "../helpers/in-lab";
import { drills } from "./all-drills";
import type { Drill } from "./drill";
import { drillsSuite } from "./suite";

/** Every drill in its long form, each kind of pair on a lab of its own: `npm run drills`. */
for (const kind of KINDS.filter((one) => drills[one].length > 0)) allDrills(kind);

function allDrills(kind: PairKind): void {
    describe(`all drills of ${kind}`, function () {
        // Of one kind by its name, which the compiler does not follow.
        drillsSuite(inLab(kind), drills[kind] as Drill<LabPair>[], vmsOf(kind) ? EMULATION : 1);
    });
}
