import { labDown, labStatus } from "../lab";
import type { Verb } from "./verb";

export const down: Verb = {
    args: "",
    help: "stop everything and delete what the lab made; caches stay",
    run: async ({ lab, progress, say }) => {
        if (!(await labStatus(lab)).exists) say(`there is no lab "${lab}"`);
        await progress.step(`Taking lab "${lab}" down`, ({ log }) => labDown(lab, log));
        return 0;
    },
};
