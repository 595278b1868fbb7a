/*
 * Situation: the network between the members goes away and comes back, again and again, each time for less than a member counts as dead after.
 * Promise:   mail stands still for so long and goes on; nobody is fenced, nobody takes over; each acknowledged mail is there, once; both
 *            disks are alike.
 * Origin:    a bad cable; fences that fire at each of its moods are worse than the cable.
 */
import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import { budget } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { disksAlike } from "./disks";
import { bootOf, named, servesAlone } from "./roles";
import { Traffic } from "./traffic";

/** Before the first cut, between them, and after the last one. */
const MAILS = 10;
const CUTS = 10;
/** Below the 3 s after which DRBD's default timers take a silent peer for dead. */
const CUT_MS = 2000;

export const drill: Drill<LabActiveActivePair> = {
    name: "link-flaps",
    situation: `all networks between the members are cut ${CUTS} times under load, for ${CUT_MS / 1000} s each`,
    promise: "nobody is fenced, nobody takes over, 0 acknowledged mails lost, both disks alike",
    origin: "a bad cable",

    async run(pair, tell) {
        const promises = new Promises();
        const serving = await pair.holder();
        const other = pair.otherOf(serving);
        const { epoch } = await pair.lock();
        const boots = await Promise.all(pair.members.map(bootOf));
        const traffic = await Traffic.begun(pair, "link-flaps", MAILS, tell);
        traffic.faultNow();
        for (let cut = 0; cut < CUTS; cut++) {
            await serving.cutFrom(other);
            const over = Date.now() + CUT_MS;
            const isOver = () => Promise.resolve(Date.now() >= over);
            await eventually("the cut is over", budget("reply"), isOver).finally(() => serving.heal(other));
            await traffic.taken(MAILS);
        }
        const gap = traffic.gap();
        tell(`over ${CUTS} cuts the longest time without a mail was ${gap.toFixed(1)} s`);
        promises.expect(gap >= CUT_MS / 1000, "mail stands still while the link is away", gap);
        await named(pair, promises, { holder: serving.member, shut: "none", epoch: Number(epoch) });
        await servesAlone(pair, promises, serving);
        const counts = await traffic.onceEach(promises, "after the last cut");
        await traffic.writer.stop();
        await disksAlike(pair, promises, tell);
        const now = await Promise.all(pair.members.map(bootOf));
        promises.expect(now.join() === boots.join(), "nobody was reset or powered off");
        return { numbers: { ...counts, "SMTP gap s": gap }, broken: promises.broken };
    },
};
