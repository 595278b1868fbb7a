/*
 * Situation: both members lose their power at once, and come back one after the other; then one dies, the other is promoted,
 *            that one dies too, and the first comes back alone.
 * Promise:   whoever was the primary is the primary again; who comes back with an old role does not take writes.
 * Origin:    reference drills 7 (mariadb-operator #622) and 14.
 */
import type { LabDatabasePair } from "../../../lab/pair/database";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { count, expectEqual, inSync, other, runName } from "../rows";
import { wordsOf } from "./words";

const ROWS = 100;

export const drill: Drill<LabDatabasePair> = {
    name: "both-down",
    situation: "both lose their power; then one after the other, and the old primary returns alone",
    promise: "the record decides who takes writes; an old role is never taken up again",
    origin: "a power cut of a site, and a second failure",

    async run(pair, tell) {
        const promises = new Promises();
        await inSync(pair);
        const writer = await pair.writer(runName("both-down"));
        writer.start();
        await writer.reached(ROWS, 60);
        const first = await pair.primaryNow();
        const second = other(pair, first);
        const opens = (member: string) =>
            eventually(`${member} takes writes`, 90, async () => (await pair.writable()).join() === member);
        await Promise.all([first.crash(), second.crash()]);
        await second.start();
        await first.start();
        await opens(first.member);
        await writer.reached(writer.acknowledged + ROWS, 60);
        await inSync(pair);
        tell(`both were off at once: ${first.member} takes writes again`);

        await first.crash();
        const promoted = await second.standby(
            `promote --fenced '${first.name} has no power' --override recent-failover`,
        );
        promises.expect(promoted.code === 0, "the failover succeeds", promoted.stderr);
        await writer.reached(writer.acknowledged + ROWS, 60);
        await second.crash();
        await first.start();
        await first.machine.eventually(wordsOf(pair).startedAlone, 60);
        await first.machine.eventually("journalctl -u standby-role -b -o cat | grep -q 'role: standby'", 60);
        const alone = await pair.writable();
        promises.expect(alone.length === 0, "who comes back with an old role takes no writes", alone);
        tell(`${first.member} came back alone: it takes no writes`);
        await second.start();
        await opens(second.member);
        await writer.reached(writer.acknowledged + ROWS, 60);
        await inSync(pair);
        const back = await first.standby("promote");
        promises.expect(back.code === 0, "the switchover back succeeds", back.stderr);
        await writer.stop();
        const numbers = { ...(await count(pair, writer, promises)) };
        await inSync(pair);
        await expectEqual(pair, promises);
        return { numbers, broken: promises.broken };
    },
};
