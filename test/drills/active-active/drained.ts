/*
 * Situation: work is planned on the serving member. An operator says `standby drain` there while strangers send mail, and later
 *            `standby undrain`.
 * Promise:   the other member serves at once; nobody is fenced, nobody freezes; each acknowledged mail is there, once; the drained
 *            member keeps a whole disk, and may take over again when it is told so.
 * Origin:    the rolling upgrade of a pair; peers' nodes are fenced on a normal reboot.
 */
import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import type { Drill } from "../drill";
import { handedOver } from "./handed-over";

export const drill: Drill<LabActiveActivePair> = {
    name: "drained",
    situation: "standby drain on the serving member under load, then standby undrain",
    promise: "the other one serves at once, nobody is fenced, 0 acknowledged mails lost, none there twice",
    origin: "planned work on a member",
    run: (pair, tell) => handedOver(pair, "drained", tell),
};
