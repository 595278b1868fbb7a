import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import { eventually } from "../../helpers/eventually";
import { Promises, type DrillResult } from "../drill";
import { allLogIn, bootOf, inOrder, named, servesAll, servesAlone } from "./roles";
import { Traffic } from "./traffic";

/** Before the drain, while the other one serves, and afterwards. */
const MAILS = 30;

/** An operator drains the member that the witness names, under load, and undrains it later. */
export async function handedOver(
    pair: LabActiveActivePair,
    run: string,
    tell: (line: string) => void,
): Promise<DrillResult> {
    const promises = new Promises();
    const leaving = await pair.holder();
    const heir = pair.otherOf(leaving);
    const epoch = Number((await pair.lock()).epoch);
    const boots = await Promise.all(pair.members.map(bootOf));
    const traffic = await Traffic.begun(pair, run, MAILS, tell);
    traffic.faultNow();
    const drain = await leaving.standby("drain", traffic.budget("serviceBack"));
    promises.expect(drain.code === 0, "drain ends well", drain.stderr.slice(-400));
    const said = traffic.since();
    await eventually(`${heir.member} serves all`, traffic.budget("serviceBack"), () => servesAll(pair, heir));
    await eventually("all users log in there", traffic.budget("serviceBack"), () => allLogIn(pair, heir));
    const mailbox = traffic.since();
    await traffic.taken(MAILS);
    const gap = traffic.gap();
    tell(`drain took ${said.toFixed(1)} s`);
    tell(traffic.againstMailbox(mailbox));
    tell(traffic.against("intake", gap));
    await named(pair, promises, { holder: heir.member, shut: leaving.member, epoch: epoch + 1 });
    await servesAlone(pair, promises, heir);

    const undrain = await leaving.standby("undrain", traffic.budget("serviceBack"));
    promises.expect(undrain.code === 0, "undrain ends well", undrain.stderr.slice(-400));
    await named(pair, promises, { holder: heir.member, shut: "none", epoch: epoch + 1 });
    await inOrder(pair, promises, heir, traffic.budget("serviceBack"));
    await traffic.taken(MAILS);
    const { there, lost, twice } = await traffic.onceEach(promises, "after the drain");
    await traffic.writer.stop();
    const now = await Promise.all(pair.members.map(bootOf));
    promises.expect(now.join() === boots.join(), "nobody was reset or powered off");
    const counts = { acknowledged: traffic.writer.acknowledged, there, lost, "there twice": twice };
    const seconds = { "drain s": said, "mailbox after s": mailbox, "SMTP gap s": gap };
    return { numbers: { ...counts, ...seconds }, broken: promises.broken };
}
