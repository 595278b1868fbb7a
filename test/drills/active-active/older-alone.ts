/*
 * Situation: the standby loses its power under load, the serving member goes on alone, and then loses its power too. The one that lacks the
 *            later mail has power again first.
 * Promise:   the serving member stands still until the lost one is known to be off, and goes on; the older one serves nobody and says what it
 *            waits for; when the other one is back, that one serves; each acknowledged mail is there, once.
 * Origin:    a pair that starts with the older disk has lost all that came later, and nobody sees it.
 */
import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import { budget } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { disksAlike } from "./disks";
import { letIn, mounted, named, servesAlone } from "./roles";
import { Traffic } from "./traffic";

/** In each part of it. */
const MAILS = 30;
const WAITS = /^waits +\S.*/m;

export const drill: Drill<LabActiveActivePair> = {
    name: "older-alone",
    situation: "the standby loses its power under load, later the other one too, and the older one starts first",
    promise: "the older one serves nobody and says why; 0 acknowledged mails lost, none there twice",
    origin: "both fell, one after the other",

    async run(pair, tell) {
        const promises = new Promises();
        const serving = await pair.holder();
        const older = pair.otherOf(serving);
        const epoch = Number((await pair.lock()).epoch);
        const traffic = await Traffic.begun(pair, "older-alone", MAILS, tell);
        traffic.faultNow();
        await older.crash();
        await traffic.taken(MAILS);
        const gap = traffic.gap();
        tell(`without ${older.member}: ${traffic.against("intake", gap)}`);
        await named(pair, promises, { holder: serving.member, shut: older.member, epoch: epoch + 1 });
        await traffic.writer.pause();
        await serving.crash();

        await older.start();
        const status = async () => (await older.standby("status", budget("serviceBack"))).stdout;
        const waits = async () => WAITS.test(await status().catch(() => ""));
        await eventually(`${older.member} says what it waits for`, budget("serviceBack"), waits);
        tell(`${older.member} alone: ${WAITS.exec(await status())?.[0]}`);
        promises.expect(!(await mounted(older)), `${older.member} serves nobody`);
        await serving.start();
        await eventually(`${serving.member} serves`, budget("serviceBack"), () => mounted(serving).catch(() => false));
        traffic.writer.resume();
        await letIn(pair, promises, serving, budget("serviceBack"));
        await traffic.taken(MAILS);
        const counts = await traffic.onceEach(promises, "after the return of both");
        await traffic.writer.stop();
        await servesAlone(pair, promises, serving);
        await disksAlike(pair, promises, tell);
        return { numbers: { ...counts, "SMTP gap s": gap }, broken: promises.broken };
    },
};
