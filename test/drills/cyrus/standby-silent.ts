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
        const before = String(pair.settings.durability ?? "");
        const up = await pair.up({ durability: "rightnow" });
        promises.expect(up.code === 0, "the durability is changed in place", up.stdout.slice(-800));
        await inSync(pair, instance);
        const [primary, standby] = [await pair.primaryNow(instance), await pair.standbyNow(instance)];
        const load = await Load.on(pair, instance, "standby-silent", ["lmtp"]);
        load.start();
        const waits: number[] = [];
        for (const [what, silence, end] of [
            ["cut off", () => standby.cutFrom(primary), () => standby.heal(primary)],
            ["hung", () => standby.hang(), () => standby.resume()],
        ] as const) {
            await load.more(MAILS);
            const since = Date.now();
            await silence();
            try {
                await eventually(`${what}: the primary says so`, MOST_SECONDS, () => saysAlone(primary));
                await load.more(MAILS);
                waits.push(load.gapSince("lmtp", since));
            } finally {
                await end();
            }
            promises.expect(waits.at(-1)! <= MOST_SECONDS * 1000, `${what}: deliveries go on`, waits.at(-1));
            await eventually(`${what}: deliveries wait again`, MOST_SECONDS, async () => !(await saysAlone(primary)));
            await inSync(pair, instance);
            await load.more(MAILS);
            tell(`${what}: deliveries waited for ${waits.at(-1)} ms, then went on with an alarm, and wait again`);
        }
        await load.stop();
        const numbers = { ...(await load.count(promises)), "cut off ms": waits[0], "hung ms": waits[1] };
        const back = await pair.up({ durability: before });
        promises.expect(back.code === 0, "the durability is changed back", back.stdout.slice(-800));
        await expectEqual(pair, instance, promises);
        return { numbers, broken: promises.broken };
    },
};

async function saysAlone(primary: LabMember): Promise<boolean> {
    return /ALARM the standby does not answer/.test((await primary.standby("status")).stdout);
}
