/*
 * Situation: both members serve. An operator says `standby drain` on the one that holds the witness's lock, while strangers send mail
 *            to both, and later `standby undrain`.
 * Promise:   the other one serves all users at once, without a wait for o2cb; nobody is fenced, nobody freezes; each acknowledged mail
 *            is there, once; afterwards each serves its own users again.
 * Origin:    the rolling upgrade of a pair; nodes of OCFS2 are reset when DRBD is taken from under it.
 */
import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import { handedOver } from "../active-active/handed-over";
import type { Drill } from "../drill";

export const drill: Drill<LabActiveActivePair> = {
    name: "dual-drained",
    situation: "standby drain on one of two members that serve, under load, then standby undrain",
    promise: "the other one serves all at once, then both serve; nobody is fenced, 0 acknowledged mails lost or twice",
    origin: "planned work on a node of a cluster filesystem",
    long: true,
    run: (pair, tell) => handedOver(pair, "dual-drained", tell),
};
