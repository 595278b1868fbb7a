/*
 * Situation: with durability "rightnow", the standby falls silent under deliveries: first no packet passes between the two any more,
 *            then its processes stop where they are, while its kernel still takes connections.
 * Promise:   deliveries wait for seconds, then the primary goes on by itself and says so; when the standby answers again, deliveries
 *            wait for it again, and it gets what it missed. Nothing acknowledged is lost.
 * Origin:    the traps of 1b: a refused copy is acknowledged without a word, a silent standby holds every delivery up for long.
 */
import type { LabCyrusPair } from "../../../lab/pair/cyrus";
import type { LabMember } from "../../../lab/pair/member";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { Load } from "./load";
import { expectEqual, inSync } from "./pair";
import { inRightnow } from "./rightnow";

const MAILS = 40;
/** Twice the ten seconds of `sync_timeout`, as long until the alarm, and the slowness of a busy machine. */
const MOST_SECONDS = 60;

export const drill: Drill<LabCyrusPair> = {
    name: "standby-silent",
    situation: "deliveries wait for the standby, and it falls silent: cut off, then hung",
    promise:
        "deliveries go on after seconds, with an alarm; they wait again once it answers; 0 acknowledged mails lost",
    origin: "a link without packets, a host that hangs",

    async run(pair, tell) {
        const promises = new Promises();
        const instance = pair.instance();
        const numbers = await inRightnow(pair, promises, async () => {
            await inSync(pair, instance);
            const [primary, standby] = [await pair.primaryNow(instance), await pair.standbyNow(instance)];
            const load = await Load.on(pair, instance, "standby-silent", ["lmtp"]);
            load.start();
            const waits: Record<string, number> = {};
            for (const [what, silence, end] of [
                ["cut off", () => standby.cutFrom(primary), () => standby.heal(primary)],
                ["hung", () => standby.hang(), () => standby.resume()],
            ] as const) {
                await load.more(MAILS);
                const since = Date.now();
                await silence();
                const waited = await aloneSince(since, primary, load, what).finally(end);
                promises.expect(waited <= MOST_SECONDS * 1000, `${what}: deliveries go on`, waited);
                const waitsAgain = async () => !(await saysAlone(primary));
                await eventually(`${what}: deliveries wait again`, MOST_SECONDS, waitsAgain);
                await inSync(pair, instance);
                await load.more(MAILS);
                tell(`${what}: deliveries waited for ${waited} ms, then went on with an alarm, and wait again`);
                waits[`${what} ms`] = waited;
            }
            await load.stop();
            return { ...(await load.count(promises)), ...waits };
        });
        await expectEqual(pair, instance, promises);
        return { numbers, broken: promises.broken };
    },
};

/** Waits until the primary says that it goes on alone, and does; returns for how long deliveries had waited. */
async function aloneSince(since: number, primary: LabMember, load: Load, what: string): Promise<number> {
    await eventually(`${what}: the primary says so`, MOST_SECONDS, () => saysAlone(primary));
    await load.more(MAILS);
    return load.gapSince("lmtp", since);
}

async function saysAlone(primary: LabMember): Promise<boolean> {
    return /ALARM the standby does not answer/.test((await primary.standby("status")).stdout);
}
