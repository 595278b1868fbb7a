/*
 * Situation: the primary's agent is killed again and again, is stopped for a minute, and is killed while the primary is cut off.
 * Promise:   writes go on without it, and stay in sync; a kill gives a primary that is cut off no more time.
 * Origin:    reference drill 14: agent killed.
 */
import type { LabMember } from "../../../lab/pair/member";
import type { LabDatabasePair } from "../../../lab/pair/database";
import type { RowWriter } from "../../../lab/client/row-writer";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill, type DrillResult } from "../drill";
import { count, expectEqual, inSync, other, record, runName } from "../rows";
import { wordsOf } from "./words";

const ROWS = 200;
const KILLS = 5;
const STOPPED_MS = 60_000;
/** Longer than one look around in a cut, shorter than selfFenceSeconds. */
const KILL_EVERY_MS = 15_000;
const SELF_FENCE_SECONDS = 60;
const KILL = "systemctl kill --kill-whom=main -s KILL standby-role";

export const drill: Drill<LabDatabasePair> = {
    name: "agent-killed",
    situation: "the primary's agent is killed, stopped, and killed in a cut",
    promise: "writes go on in sync, a primary that is cut off closes in time; 0 acknowledged rows lost",
    origin: "an agent that dies",

    async run(pair, tell) {
        return runAgentKilled(pair, tell).finally(async () => {
            for (const host of pair.hosts) await host.heal();
            for (const { machine } of pair.members) {
                await machine.run("systemctl start standby-role");
            }
        });
    },
};

async function runAgentKilled(pair: LabDatabasePair, tell: (line: string) => void): Promise<DrillResult> {
    const promises = new Promises();
    await inSync(pair);
    const writer = await pair.writer(runName("agent-killed"));
    writer.start();
    const primary = await pair.primaryNow();
    const before = await record(pair);
    const waits = await pair.sql(primary, wordsOf(pair).waits);
    await goesOnWithoutAgent(primary, writer);
    const now = await pair.sql(primary, wordsOf(pair).waits);
    promises.expect(now === waits, "every commit was acknowledged by the standby", [waits, now]);
    promises.expect((await record(pair)) === before, "the record stays as it is", await record(pair));
    tell(`killed ${KILLS} times, then stopped for a minute: longest gap ${writer.longestGap()} ms`);

    await primary.cutFrom(pair.witness);
    await primary.cutFrom(other(pair, primary));
    const cut = Date.now();
    let killed = cut - KILL_EVERY_MS / 2;
    await eventually("it closes itself although its agent is killed", SELF_FENCE_SECONDS, async () => {
        if (Date.now() - killed > KILL_EVERY_MS) {
            await primary.machine.succeed(KILL);
            killed = Date.now();
        }
        return (await pair.writable()).length === 0;
    });
    const closed = (Date.now() - cut) / 1000;
    tell(`cut off, its agent killed every ${KILL_EVERY_MS / 1000} s: closed after ${closed.toFixed(1)} s`);
    await primary.heal();
    await eventually("it takes writes again", 60, async () => (await pair.writable()).join() === primary.member);

    await writer.reached(writer.acknowledged + ROWS, 60);
    await inSync(pair);
    await writer.stop();
    const counted = await count(pair, writer, promises);
    await expectEqual(pair, promises);
    return { numbers: { ...counted, "closed s": closed }, broken: promises.broken };
}

/** Rows go on through kills, each of which ends with a new agent, and through a minute without any. */
async function goesOnWithoutAgent({ machine }: LabMember, writer: RowWriter): Promise<void> {
    for (let kill = 1; kill <= KILLS; kill++) {
        const pid = await machine.succeed("systemctl show -p MainPID --value standby-role");
        await machine.succeed(KILL);
        await machine.eventually(
            `p=$(systemctl show -p MainPID --value standby-role) && [ $p != 0 ] && [ $p != ${pid.trim()} ]`,
            20,
        );
        await writer.reached(writer.acknowledged + ROWS, 60);
    }
    await machine.succeed("systemctl stop standby-role");
    const stopped = Date.now();
    await eventually("a minute is over", 120, () => Date.now() - stopped > STOPPED_MS);
    await writer.reached(writer.acknowledged + ROWS, 60);
    await machine.succeed("systemctl start standby-role");
}
