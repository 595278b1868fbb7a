/*
 * Situation: the serving member loses its power while strangers send mail. Nobody does anything. Later an operator says
 *            `standby unfence` on the survivor.
 * Promise:   the other member is named by the witness, has the lost one powered off, mounts and serves by itself; each mail that was
 *            acknowledged is there, once; the lost one stays off until it is let in, gets what it lacks, and both disks are alike.
 *            Never two that serve.
 * Origin:    the reason for a pair; two primaries without a fence lose mail by design.
 */
import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import type { Drill } from "../drill";
import { memberLost } from "./member-lost";

export const drill: Drill<LabActiveActivePair> = {
    name: "killed",
    situation: "the serving member loses its power under load; nobody does anything until it is let in again",
    promise: "the other one serves by itself; 0 acknowledged mails lost, none there twice, never two that serve",
    origin: "power loss of a virtual machine, whose page cache dies with it",
    run: (pair, tell) => memberLost(pair, "killed", tell),
};
