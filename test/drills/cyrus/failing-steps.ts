/*
 * Situation: a switchover under load, in which one step fails; once for each step.
 * Promise:   afterwards exactly one member serves: the old primary when the step was before the role moved, the new one when it
 *            was after; no acknowledged mail is lost; the next switchover succeeds.
 * Origin:    reference 1b: "abort if any step fails", Fastmail's rule for planned switches.
 */
import type { LabCyrusPair } from "../../../lab/pair/cyrus";
import { Promises, type Drill } from "../drill";
import { Load } from "./load";
import { expectEqual, home, inSync, oneServes, promote } from "./pair";

/** Steps of `standby promote`, and the one in which the role moves. */
const STEPS = [1, 2, 3, 4, 5, 6, 7];
const MOVES = 5;
const MAILS = 20;

export const drill: Drill<LabCyrusPair> = {
    name: "failing-steps",
    situation: `a switchover in which one step fails, for each of the ${STEPS.length} steps, under load`,
    promise: "exactly one member serves afterwards, 0 acknowledged mails lost",
    origin: "a switchover that is interrupted",

    async run(pair, tell) {
        const promises = new Promises();
        const instance = pair.instance();
        const load = await Load.on(pair, instance, "failing-steps");
        load.start();
        for (const step of STEPS) {
            await load.more(MAILS);
            await inSync(pair, instance);
            const from = await pair.primaryNow(instance);
            const to = pair.otherOf(instance, from);
            await to.machine.succeed(`echo ${step} >/run/standby-role-${instance.name}/fail-at`);
            const since = Date.now();
            const { code, stderr } = await pair.say(to, instance, "promote");
            const failed = step <= MOVES + 1;
            promises.expect(
                (code !== 0) === failed,
                `step ${step}: the command ${failed ? "fails" : "succeeds"}`,
                stderr,
            );
            const now = await oneServes(pair, instance);
            const expected = step <= MOVES ? from : to;
            promises.expect(now === expected.member, `step ${step}: ${expected.member} serves`, now);
            await load.more(MAILS);
            tell(`step ${step} fails: ${now} serves; gap ${load.gapSince("append", since)} ms`);
        }
        await inSync(pair, instance);
        await promote(pair, instance, await pair.standbyNow(instance), promises);
        await load.more(MAILS);
        await load.stop();
        const numbers = { ...(await load.count(promises)), steps: STEPS.length };
        await expectEqual(pair, instance, promises);
        await home(pair, instance, promises);
        return { numbers, broken: promises.broken };
    },
};
