/*
 * Situation: the serving member is cut off from everybody under load: from the other member, from the witness, and from all who send.
 * Promise:   the other one is named, and serves once the first one is off; it never acknowledges a mail that the other one lacks.
 * Origin:    a switch that dies; the member itself is well, and does not know that it is alone.
 */
import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import type { Drill } from "../drill";
import { memberLost, type Loss } from "./member-lost";

const CUT_OFF: Loss = {
    lose: async (gone, pair) => {
        const clients = pair.lab.net.hostSide;
        for (const other of [pair.otherOf(gone), pair.witness, clients]) await gone.cutFrom(other);
    },
    end: (gone) => gone.heal(),
};

export const drill: Drill<LabActiveActivePair> = {
    name: "isolated",
    situation: "the serving member is cut off under load from the other one, from the witness and from all who send",
    promise:
        "the other one serves, the first one is off until it is let in; 0 acknowledged mails lost, none there twice",
    origin: "a network port that dies",
    run: (pair, tell) => memberLost(pair, "isolated", tell, CUT_OFF),
};
