/*
 * Situation: work is planned on the serving member. An operator says `standby drain` there while strangers send mail, and later
 *            `standby undrain`.
 * Promise:   the other member serves at once; nobody is fenced, nobody freezes; each acknowledged mail is there, once; the drained
 *            member keeps a whole disk, and may take over again when it is told so.
 * Origin:    the rolling upgrade of a pair; peers' nodes are fenced on a normal reboot.
 */
import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { bootOf, mounted, named, servesAlone } from "./roles";
import { Traffic } from "./traffic";

/** Before the drain, while the other one serves, and afterwards. */
const MAILS = 30;

export const drill: Drill<LabActiveActivePair> = {
    name: "drained",
    situation: "standby drain on the serving member under load, then standby undrain",
    promise: "the other one serves at once, nobody is fenced, 0 acknowledged mails lost, none there twice",
    origin: "planned work on a member",

    async run(pair, tell) {
        const promises = new Promises();
        const leaving = await pair.primaryNow();
        const heir = pair.otherOf(leaving);
        const epoch = Number((await pair.lock()).epoch);
        const boots = await Promise.all(pair.members.map(bootOf));
        const traffic = await Traffic.begun(pair, "drained", MAILS, tell);
        traffic.faultNow();
        const drain = await leaving.standby("drain", traffic.budget("serviceBack"));
        promises.expect(drain.code === 0, "drain ends well", drain.stderr.slice(-400));
        const said = traffic.since();
        await eventually(`${heir.member} serves`, traffic.budget("serviceBack"), () => mounted(heir));
        await eventually("a user logs in there", traffic.budget("serviceBack"), () => pair.logsIn(heir));
        const mailbox = traffic.since();
        await traffic.taken(MAILS);
        const gap = traffic.gap();
        tell(`drain took ${said.toFixed(1)} s`);
        tell(traffic.against("mailbox", mailbox));
        tell(traffic.against("intake", gap));
        await named(pair, promises, { holder: heir.member, shut: leaving.member, epoch: epoch + 1 });
        await servesAlone(pair, promises, heir);

        const undrain = await leaving.standby("undrain", traffic.budget("serviceBack"));
        promises.expect(undrain.code === 0, "undrain ends well", undrain.stderr.slice(-400));
        await named(pair, promises, { holder: heir.member, shut: "none", epoch: epoch + 1 });
        await traffic.taken(MAILS);
        const { there, lost, twice } = await traffic.onceEach(promises, "after the drain");
        await traffic.writer.stop();
        const now = await Promise.all(pair.members.map(bootOf));
        promises.expect(now.join() === boots.join(), "nobody was reset or powered off");
        const counts = { acknowledged: traffic.writer.acknowledged, there, lost, "there twice": twice };
        const seconds = { "drain s": said, "mailbox after s": mailbox, "SMTP gap s": gap };
        return { numbers: { ...counts, ...seconds }, broken: promises.broken };
    },
};
