import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import { eventually } from "../../helpers/eventually";
import { Promises, type DrillResult } from "../drill";
import { disksAlike } from "./disks";
import { allLogIn, inOrder, letIn, named, servesAll, servesAlone } from "./roles";
import { Traffic } from "./traffic";

/** Before the fault, and after it. */
const MAILS = 30;

/** The member that the witness names loses its power under load, the other one goes on, and then lets it in again. */
export async function powerLost(
    pair: LabActiveActivePair,
    run: string,
    tell: (line: string) => void,
): Promise<DrillResult> {
    const promises = new Promises();
    const gone = await pair.holder();
    const heir = pair.otherOf(gone);
    const epoch = Number((await pair.lock()).epoch);
    const traffic = await Traffic.begun(pair, run, MAILS, tell);
    traffic.faultNow();
    await gone.crash();
    await eventually(`${heir.member} serves all`, traffic.budget("serviceBack"), () => servesAll(pair, heir));
    const serves = traffic.since();
    await eventually("all users log in there", traffic.budget("serviceBack"), () => allLogIn(pair, heir));
    const mailbox = traffic.since();
    await traffic.taken(MAILS);
    const gap = traffic.gap();
    tell(`${heir.member} has begun to serve all users after ${serves.toFixed(1)} s`);
    tell(traffic.againstMailbox(mailbox));
    tell(traffic.against("intake", gap));
    await named(pair, promises, { holder: heir.member, shut: gone.member, epoch: epoch + 1 });
    await servesAlone(pair, promises, heir);
    await traffic.onceEach(promises, "after the takeover", { goOn: true });

    // The host under it has power again, and the cloud leaves off what was shut down meanwhile.
    await gone.restore();
    promises.expect(!gone.machine.running(), "the lost member stays off when its host has power again");
    const before = traffic.since();
    const isIn = await letIn(pair, promises, heir, traffic.budget("serviceBack"));
    const back = traffic.since() - before;
    const what = isIn ? "was let in, and has all mail" : "was NOT let in";
    tell(`${gone.member} ${what}, after ${back.toFixed(1)} s`);
    await inOrder(pair, promises, heir, traffic.budget("serviceBack"));
    await traffic.taken(MAILS);
    await traffic.writer.stop();
    const { there, lost, twice } = await traffic.onceEach(promises, "after the return");
    await disksAlike(pair, promises, tell);
    const counts = { acknowledged: traffic.writer.acknowledged, there, lost, "there twice": twice };
    const seconds = { "served after s": serves, "mailbox after s": mailbox, "SMTP gap s": gap, "let in after s": back };
    return { numbers: { ...counts, ...seconds }, broken: promises.broken };
}
