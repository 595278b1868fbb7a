import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import { budget } from "../../budgets";
import { Promises, type DrillResult } from "../drill";
import { disksAlike } from "./disks";
import { bootOf, inOrder, named } from "./roles";
import { takenOver } from "./taken-over";
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
    const drain = await leaving.standby("drain", budget("serviceBack"));
    promises.expect(drain.code === 0, "drain ends well", drain.stderr.slice(-400));
    const said = traffic.since();
    tell(`drain took ${said.toFixed(1)} s`);
    const seconds = await takenOver(pair, promises, traffic, { leaving, heir, epoch }, MAILS, tell);

    const undrain = await leaving.standby("undrain", budget("serviceBack"));
    promises.expect(undrain.code === 0, "undrain ends well", undrain.stderr.slice(-400));
    await named(pair, promises, { holder: heir.member, shut: "none", epoch: epoch + 1 });
    await inOrder(pair, promises, heir, budget("serviceBack"));
    await traffic.taken(MAILS);
    const counts = await traffic.onceEach(promises, "after the drain");
    await traffic.writer.stop();
    await disksAlike(pair, promises, tell);
    const now = await Promise.all(pair.members.map(bootOf));
    promises.expect(now.join() === boots.join(), "nobody was reset or powered off");
    return { numbers: { ...counts, "drain s": said, ...seconds }, broken: promises.broken };
}
