/*
 * Situation: the serving member stands still under load, with its kernel and its clock, as when its host is moved or has no time for it.
 *            It would go on where it stood.
 * Promise:   the other member serves after the lost one was powered off; what the lost one had in its hands never arrives; each
 *            acknowledged mail is there, once.
 * Origin:    a paused machine comes back as a primary that knows nothing of the other one.
 */
import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import type { Drill } from "../drill";
import { memberLost, type Loss } from "./member-lost";

const STILL: Loss = {
    lose: (gone) => gone.hang(),
    end: async (gone) => {
        if (gone.machine.running()) await gone.resume();
    },
};

export const drill: Drill<LabActiveActivePair> = {
    name: "stands-still",
    situation: "the serving member stands still under load, and would go on later as if no time had passed",
    promise: "it is powered off before the other one serves; 0 acknowledged mails lost, none there twice",
    origin: "a virtual machine that its host does not run",
    run: (pair, tell) => memberLost(pair, "stands-still", tell, STILL),
};
