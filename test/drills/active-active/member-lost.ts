import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import type { LabMember } from "../../../lab/pair/member";
import { budget } from "../../budgets";
import { Promises, type DrillResult } from "../drill";
import { disksAlike } from "./disks";
import { inOrder, letIn } from "./roles";
import { takenOver } from "./taken-over";
import { Traffic } from "./traffic";

/** Before the fault, and after it. */
const MAILS = 30;

/** How a member is lost, and how what was done to it ends. */
export interface Loss {
    lose(gone: LabMember, pair: LabActiveActivePair): Promise<void>;
    /** Whatever it brings back: the member is off by then, and stays so. */
    end(gone: LabMember): Promise<void>;
}

/** Its host has power again, and the cloud leaves off what was shut down meanwhile. */
const POWER: Loss = { lose: (gone) => gone.crash(), end: (gone) => gone.restore() };

/** The member that the witness names is lost under load, the other one goes on, and then lets it in again. */
export async function memberLost(
    pair: LabActiveActivePair,
    run: string,
    tell: (line: string) => void,
    loss: Loss = POWER,
): Promise<DrillResult> {
    const promises = new Promises();
    const gone = await pair.holder();
    const heir = pair.otherOf(gone);
    const epoch = Number((await pair.lock()).epoch);
    const traffic = await Traffic.begun(pair, run, MAILS, tell);
    traffic.faultNow();
    await loss.lose(gone, pair);
    const taken = takenOver(pair, promises, traffic, { leaving: gone, heir, epoch }, MAILS, tell);
    const seconds = await taken.catch(async (error) => {
        // Another drill may follow.
        await loss.end(gone);
        throw error;
    });
    await traffic.onceEach(promises, "after the takeover", { goOn: true });
    await loss.end(gone);
    promises.expect(!gone.machine.running(), "the lost member is off, and stays so when the fault is over");
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
