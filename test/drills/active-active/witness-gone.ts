/*
 * Situation: the witness is gone. Then, which no pair should see, the serving member loses its power as well; then the witness is back.
 * Promise:   mail goes on without the witness, and `standby status` has an ALARM for it. Without it nobody takes over. When it is
 *            back the other member is named and serves by itself; each acknowledged mail is there, once.
 * Origin:    a survivor that nobody has named cannot know that it is alone.
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
const ALARM = /^ALARM the witness .* gives no lock/m;
const TRIES =
    "journalctl -q -t standby-pair -o cat | grep -c 'fence-peer: after .* it is not known who goes on' || true";

export const drill: Drill<LabActiveActivePair> = {
    name: "witness-gone",
    situation: "the witness loses its power under load; then the serving member does; then the witness is back",
    promise: "mail goes on without it, with an alarm; nobody takes over without it; 0 acknowledged mails lost",
    origin: "loss of the tie-breaker, and a second failure on top",

    async run(pair, tell) {
        const promises = new Promises();
        const serving = await pair.holder();
        const heir = pair.otherOf(serving);
        const epoch = Number((await pair.lock()).epoch);
        const traffic = await Traffic.begun(pair, "witness-gone", MAILS, tell);
        traffic.faultNow();
        await pair.witness.crash();
        await traffic.taken(MAILS);
        const alone = traffic.gap();
        const status = await serving.standby("status", budget("serviceBack"));
        promises.expect(status.code === 1 && ALARM.test(status.stdout), "status has an ALARM", status.stdout);
        await servesAlone(pair, promises, serving);

        const tries = async () => Number(await heir.machine.succeed(TRIES));
        const before = await tries();
        await serving.crash();
        const asked = async () => (await tries()) > before;
        await eventually(`${heir.member} has asked in vain`, budget("serviceBack"), asked);
        promises.expect(!(await mounted(heir)), `${heir.member} does not serve without the witness`);
        await pair.witness.restore();
        const back = traffic.since();
        await eventually(`${heir.member} serves`, budget("serviceBack"), () => mounted(heir));
        const served = traffic.since() - back;
        await traffic.taken(MAILS);
        tell(`with the witness back, ${heir.member} served after ${served.toFixed(1)} s`);
        await named(pair, promises, { holder: heir.member, shut: serving.member, epoch: epoch + 1 });
        await serving.restore();
        await letIn(pair, promises, heir, budget("serviceBack"));
        await traffic.taken(MAILS);
        const counts = await traffic.onceEach(promises, "after the return");
        await traffic.writer.stop();
        await disksAlike(pair, promises, tell);
        const seconds = { "gap without the witness s": alone, "served after its return s": served };
        return { numbers: { ...counts, ...seconds }, broken: promises.broken };
    },
};
