import { vmsOf, type LabPairs } from "../../lab/kinds";
import type { ConfigChange } from "../../lab/pair";
import { budgetMs, EMULATION } from "../budgets";
import { testLab, type TestLab } from "./lab";

/**
 * Within a `describe`: a lab of its own with a pair of this kind, up before its first test and down after its last one. `vms`:
 * labels of the Linodes that are virtual machines, whatever the environment says.
 */
export function inLab<K extends keyof LabPairs>(
    kind: K,
    settings: ConfigChange = {},
    vms?: string[],
): () => TestLab<LabPairs[K]> {
    let test: TestLab<LabPairs[K]> | undefined;

    before("bring up the lab and the pair", async function () {
        this.timeout(budgetMs("coldLab") * ((vms ?? vmsOf(kind)) ? EMULATION : 1));
        test = await testLab(kind, () => undefined, settings, vms);
    });

    after("take down the lab", async function () {
        this.timeout(budgetMs("destroy"));
        await test?.down();
    });

    return () => {
        if (!test) throw new Error("the lab is not up");
        return test;
    };
}
