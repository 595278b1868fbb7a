/*
 * Situation: a switchover under load, in which one step fails; once for each step.
 * Promise:   afterwards exactly one member takes writes: the old primary when the step was before the role moved, the new one
 *            when it was after; no acknowledged row is lost; the next switchover succeeds.
 * Origin:    reference drill 13: one failing step injected at each step, "undo or done, never half".
 */
import type { LabDatabasePair } from "../../../lab/pair/database";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { count, expectEqual, inSync, other, runName } from "../rows";

/** Steps of `standby promote`, and whether the role has moved when one fails. */
const STEPS = [1, 2, 3, 4, 5, 6, 7];
const MOVES = 5;
const ROWS = 100;
/** The dead man's switch of the old primary, and a look of its agent. */
const SETTLE_SECONDS = 60;

export const drill: Drill<LabDatabasePair> = {
    name: "failing-steps",
    situation: `a switchover in which one step fails, for each of the ${STEPS.length} steps, under load`,
    promise: "exactly one member takes writes afterwards, 0 acknowledged rows lost",
    origin: "a switchover that is interrupted",

    async run(pair, tell) {
        const promises = new Promises();
        const writer = await pair.writer(runName("failing-steps"));
        writer.start();
        for (const step of STEPS) {
            await inSync(pair);
            const from = await pair.primaryNow();
            const to = other(pair, from);
            await to.machine.succeed(`echo ${step} >/run/standby-role/fail-at`);
            const { code } = await to.standby("promote");
            const expected = step <= MOVES ? from : to;
            const failed = step <= MOVES + 1;
            promises.expect(
                (code !== 0) === failed,
                `step ${step}: the command ${failed ? "fails" : "succeeds"}`,
                code,
            );
            const now = await eventually("exactly one member takes writes", SETTLE_SECONDS, async () => {
                const names = await pair.writable();
                return names.length === 1 && names[0];
            });
            tell(`step ${step} fails: ${now} takes writes`);
            promises.expect(now === expected.member, `step ${step}: ${expected.member} takes writes`, now);
            await writer.reached(writer.acknowledged + ROWS, 60);
        }
        await inSync(pair);
        const { code, stderr } = await (await pair.standbyNow()).standby("promote");
        promises.expect(code === 0, "the next switchover succeeds", stderr);
        await writer.stop();
        const numbers = { ...(await count(pair, writer, promises)), steps: STEPS.length };
        await expectEqual(pair, promises);
        await inSync(pair);
        return { numbers, broken: promises.broken };
    },
};
