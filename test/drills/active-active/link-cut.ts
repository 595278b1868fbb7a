/*
 * Situation: the members do not reach each other any more, by no network, while both live and both reach the witness. Strangers
 *            send mail. Later the link is mended and an operator says `standby unfence`.
 * Promise:   the serving member freezes, is named and goes on; the other one is powered off before that; never two that serve;
 *            each acknowledged mail is there, once; afterwards both disks are alike.
 * Origin:    unplug, replug, both StandAlone: what users of DRBD complain of most.
 */
import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import { budget } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { disksAlike } from "./disks";
import { letIn, named, servesAlone } from "./roles";
import { Traffic } from "./traffic";

/** Before the cut, and after it. */
const MAILS = 30;

export const drill: Drill<LabActiveActivePair> = {
    name: "link-cut",
    situation: "all networks between the members are cut under load, both live and reach the witness",
    promise: "the serving member goes on after the other one is off, 0 acknowledged mails lost, never two that serve",
    origin: "a VLAN that is cut",

    async run(pair, tell) {
        const promises = new Promises();
        const serving = await pair.holder();
        const other = pair.otherOf(serving);
        const epoch = Number((await pair.lock()).epoch);
        const traffic = await Traffic.begun(pair, "link-cut", MAILS, tell);
        traffic.faultNow();
        await serving.cutFrom(other);
        let most = 0;
        await eventually(`${other.member} is powered off`, budget("serviceBack"), async () => {
            most = Math.max(most, (await pair.serving()).length);
            return !other.machine.running();
        });
        const off = traffic.since();
        await traffic.taken(MAILS);
        const gap = traffic.gap();
        tell(`${other.member} was off after ${off.toFixed(1)} s`);
        tell(traffic.against("intake", gap));
        promises.expect(most <= 1, "never two that serve", most);
        await named(pair, promises, { holder: serving.member, shut: other.member, epoch: epoch + 1 });
        await servesAlone(pair, promises, serving);
        await traffic.onceEach(promises, "after the cut", { goOn: true });

        await serving.heal(other);
        await letIn(pair, promises, serving, budget("serviceBack"));
        await traffic.taken(MAILS);
        const counts = await traffic.onceEach(promises, "after the return");
        await traffic.writer.stop();
        await servesAlone(pair, promises, serving);
        await disksAlike(pair, promises, tell);
        return { numbers: { ...counts, "other off after s": off, "SMTP gap s": gap }, broken: promises.broken };
    },
};
