/*
 * Situation: the serving member loses its power while strangers send mail. Nobody does anything. Later an operator says
 *            `standby unfence` on the survivor.
 * Promise:   the other member is named by the witness, has the lost one powered off, mounts and serves by itself; each mail that was
 *            acknowledged is there, once; the lost one stays off until it is let in, gets what it lacks, and both disks are alike.
 *            Never two that serve.
 * Origin:    the reason for a pair; two primaries without a fence lose mail by design.
 */
import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { disksAlike } from "./disks";
import { letIn, mounted, named, servesAlone } from "./roles";
import { Traffic } from "./traffic";

/** Before the fault, and after it. */
const MAILS = 30;

export const drill: Drill<LabActiveActivePair> = {
    name: "killed",
    situation: "the serving member loses its power under load; nobody does anything until it is let in again",
    promise: "the other one serves by itself; 0 acknowledged mails lost, none there twice, never two that serve",
    origin: "power loss of a virtual machine, whose page cache dies with it",

    async run(pair, tell) {
        const promises = new Promises();
        const gone = await pair.primaryNow();
        const heir = pair.otherOf(gone);
        const epoch = Number((await pair.lock()).epoch);
        const traffic = await Traffic.begun(pair, "killed", MAILS, tell);
        traffic.faultNow();
        await gone.crash();
        await eventually(`${heir.member} mounts the volume`, traffic.budget("serviceBack"), () => mounted(heir));
        const mount = traffic.since();
        await eventually("a user logs in there", traffic.budget("serviceBack"), () => pair.logsIn(heir));
        const mailbox = traffic.since();
        await traffic.taken(MAILS);
        const gap = traffic.gap();
        tell(`${heir.member} has mounted the volume after ${mount.toFixed(1)} s`);
        tell(traffic.against("mailbox", mailbox));
        tell(traffic.against("intake", gap));
        await named(pair, promises, { holder: heir.member, shut: gone.member, epoch: epoch + 1 });
        await traffic.onceEach(promises, "after the takeover", { goOn: true });

        // The host under it has power again, and the cloud leaves off what was shut down meanwhile.
        await gone.restore();
        promises.expect(!gone.machine.running(), "the lost member stays off when its host has power again");
        const before = traffic.since();
        await letIn(pair, promises, heir, traffic.budget("serviceBack"));
        const back = traffic.since() - before;
        tell(`${gone.member} was let in, and has all mail, after ${back.toFixed(1)} s`);
        await servesAlone(pair, promises, heir);
        await traffic.taken(MAILS);
        await traffic.writer.stop();
        const { there, lost, twice } = await traffic.onceEach(promises, "after the return");
        await disksAlike(pair, promises, tell);
        const counts = { acknowledged: traffic.writer.acknowledged, there, lost, "there twice": twice };
        const seconds = {
            "mounted after s": mount,
            "mailbox after s": mailbox,
            "SMTP gap s": gap,
            "let in after s": back,
        };
        return { numbers: { ...counts, ...seconds }, broken: promises.broken };
    },
};
