/*
 * Situation: under load the standby's disk fills up, and later there is room again; then the same on the primary.
 * Promise:   the primary goes on without its standby, which catches up; a primary without room takes nothing that it cannot keep.
 *            0 acknowledged mails lost, and both are alike afterwards.
 * Origin:    reference drill 9 and 2.2: a list of changes that is in work survives, and is sent when there is room.
 */
import type { LabCyrusPair } from "../../../lab/pair/cyrus";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { Load } from "./load";
import { expectEqual, inSync } from "./pair";

const MAILS = 40;
const STALL_MS = 5000;

export const drill: Drill<LabCyrusPair> = {
    name: "disk-full",
    situation: "the standby's disk is full for a while, then the primary's",
    promise: "the primary does not wait for the standby; 0 acknowledged mails lost, both alike when there is room",
    origin: "a full disk",

    async run(pair, tell) {
        const promises = new Promises();
        const instance = pair.instance();
        const load = await Load.on(pair, instance, "disk-full");
        await inSync(pair, instance);
        load.start();
        await load.more(MAILS);
        const [primary, standby] = [await pair.primaryNow(instance), await pair.standbyNow(instance)];
        await standby.machine.fillDisk();
        // What strangers send through the standby's Postfix is refused for now, and comes by the other one.
        await load.more(MAILS);
        promises.expect((await pair.primaryNow(instance)) === primary, "the role does not move");
        await standby.machine.freeDisk();
        const since = Date.now();
        await inSync(pair, instance, 180);
        const caughtUp = (Date.now() - since) / 1000;
        tell(`the standby was full: mail was taken all the time; alike ${caughtUp.toFixed(1)} s after there was room`);

        await primary.machine.fillDisk();
        const stalled = await stalls(load);
        tell(stalled ? "the primary is full: nothing is stored any more" : "the primary had kept room for this long");
        await primary.machine.freeDisk();
        await load.more(MAILS);
        await load.stop();
        tell(`servers said: ${load.troubleText().slice(0, 300)}`);
        await inSync(pair, instance, 180);
        const numbers = { ...(await load.count(promises)), "caught up s": caughtUp, stalled: Number(stalled) };
        await expectEqual(pair, instance, promises);
        for (const { machine } of pair.members) await machine.eventually("standby status", 120);
        return { numbers, broken: promises.broken };
    },
};

/** Does nothing get stored any more for some seconds, within so many? */
async function stalls(load: Load, seconds = 60): Promise<boolean> {
    const writer = load.of("append");
    let last = { count: writer.acknowledged, at: Date.now() };
    const still = () => {
        if (writer.acknowledged !== last.count) last = { count: writer.acknowledged, at: Date.now() };
        return Date.now() - last.at > STALL_MS;
    };
    return eventually("nothing is stored", seconds, still).then(
        () => true,
        () => false,
    );
}
