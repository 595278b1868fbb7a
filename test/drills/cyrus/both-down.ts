/*
 * Situation: both members lose their power at once, and come back one after the other; then one dies, the other is promoted,
 *            that one dies too, and the first comes back alone, with the role that it had.
 * Promise:   whoever was the primary serves again; who comes back with an old role serves nobody; 0 acknowledged mails lost.
 * Origin:    a power cut of a site, and a second failure: an old master started with its old role is what drill 8 warns of.
 */
import type { LabCyrusPair } from "../../../lab/pair/cyrus";
import type { LabMember } from "../../../lab/pair/member";
import { budget } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { Load } from "./load";
import { expectEqual, failOver, home, inSync, oneServes } from "./pair";

const MAILS = 40;
/** For which nobody may serve: a returned host has looked at the record many times by then. */
const ALONE_SECONDS = 15;

export const drill: Drill<LabCyrusPair> = {
    name: "both-down",
    situation: "both lose their power; then one after the other, and the old primary returns alone",
    promise: "the record decides who serves; an old role is never taken up again; 0 acknowledged mails lost",
    origin: "a power cut of a site, and a second failure",

    async run(pair, tell) {
        const promises = new Promises();
        const instance = pair.instance();
        await inSync(pair, instance);
        const load = await Load.on(pair, instance, "both-down");
        load.start();
        await load.more(MAILS);
        const first = await pair.primaryNow(instance);
        const second = pair.otherOf(instance, first);
        await Promise.all([first.crash(), second.crash()]);
        await second.start();
        await first.start();
        const again = await oneServes(pair, instance);
        promises.expect(again === first.member, "the primary of before serves again", again);
        await load.more(MAILS);
        await inSync(pair, instance, 240);
        tell(`both were off at once: ${again} serves again`);

        await first.crash();
        await failOver(pair, instance, first, promises);
        await load.more(MAILS);
        await second.crash();
        await first.start();
        const alone = await servesAlone(pair, first);
        promises.expect(!alone, "who comes back with an old role serves nobody", alone);
        tell(`${first.member} came back alone: it serves nobody`);
        await second.start();
        const last = await oneServes(pair, instance, 2 * budget("serviceBack"));
        promises.expect(last === second.member, "the last primary serves", last);
        await load.more(MAILS);
        await load.stop();
        await inSync(pair, instance, 240);
        const numbers = { ...(await load.count(promises, { merged: true })) };
        await expectEqual(pair, instance, promises);
        await home(pair, instance, promises);
        for (const { machine } of pair.members) await machine.eventually("standby status", 180);
        return { numbers, broken: promises.broken };
    },
};

/** Does the host that has just got its power back serve at any time, while it is alone? */
async function servesAlone(pair: LabCyrusPair, { machine }: LabMember): Promise<boolean> {
    await machine.eventually("systemctl is-active postfix@-.service", budget("serviceBack"));
    const until = Date.now() + ALONE_SECONDS * 1000;
    let serves = false;
    await eventually("it was watched", 2 * ALONE_SECONDS, async () => {
        serves ||= (await pair.serving(pair.instance())).length > 0;
        return serves || Date.now() > until;
    });
    return serves;
}
