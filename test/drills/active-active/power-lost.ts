import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import { budget } from "../../budgets";
import { Promises, type DrillResult } from "../drill";
import { disksAlike } from "./disks";
import { inOrder, letIn } from "./roles";
import { takenOver } from "./taken-over";
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
    const seconds = await takenOver(pair, promises, traffic, { leaving: gone, heir, epoch }, MAILS, tell);
    await traffic.onceEach(promises, "after the takeover", { goOn: true });

    // The host under it has power again, and the cloud leaves off what was shut down meanwhile.
    await gone.restore();
    promises.expect(!gone.machine.running(), "the lost member stays off when its host has power again");
    const before = traffic.since();
    const isIn = await letIn(pair, promises, heir, budget("serviceBack"));
    const back = traffic.since() - before;
    const what = isIn ? "was let in, and has all mail" : "was NOT let in";
    tell(`${gone.member} ${what}, after ${back.toFixed(1)} s`);
    await inOrder(pair, promises, heir, budget("serviceBack"));
    await traffic.taken(MAILS);
    await traffic.writer.stop();
    const counts = await traffic.onceEach(promises, "after the return");
    await disksAlike(pair, promises, tell);
    return { numbers: { ...counts, ...seconds, "let in after s": back }, broken: promises.broken };
}
