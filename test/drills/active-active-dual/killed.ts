/*
 * Situation: both members serve, and one of them, which holds the witness's lock, loses its power while strangers send mail to both.
 *            Nobody does anything. Later an operator says `standby unfence` on the other one.
 * Promise:   the other one is named, has the lost one powered off, and goes on; once o2cb has given the lost one up it serves all
 *            users and delivers what waited in both queues; each acknowledged mail is there, once. The lost one stays off until it is
 *            let in, gets what it lacks, and serves its own users again; all mail is seen on either, and the filesystem is whole.
 * Origin:    two primaries without a fence lose mail by design; o2cb resets both where it is faster than the fence.
 */
import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import { memberLost } from "../active-active/member-lost";
import type { Drill } from "../drill";

export const drill: Drill<LabActiveActivePair> = {
    name: "dual-killed",
    situation:
        "one of two members that serve loses its power under load; nobody does anything until it is let in again",
    promise: "the other one serves all by itself, then both serve; 0 acknowledged mails lost, none there twice",
    origin: "power loss of a node of a cluster filesystem",
    long: true,
    run: (pair, tell) => memberLost(pair, "dual-killed", tell),
};
