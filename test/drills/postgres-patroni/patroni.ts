/*
 * Situation: in a Patroni cluster under load Patroni and PostgreSQL of the leader are killed together; later the leader's host loses
 *            its power and stays away; it comes back, is cut off from both others, and is let in again; the lead is moved by hand.
 * Promise:   writes go on without an operator, nothing acknowledged is lost, nobody else ever writes, and who comes back follows
 *            without a hand.
 * Origin:    reference 3.1, figures of section 5.
 */
import type { RowWriter } from "../../../lab/client/row-writer";
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { eventually } from "../../helpers/eventually";
import type { Promises } from "../drill";
import { count, expectEqual, gapSince, other, runName } from "../rows";

const ROWS = 200;
/** 20 s until the lead of a dead member has run out; the rest is the vote, the promotion, the proxies', and that of a busy machine. */
const GAP_MS = 60_000;

/** One leader, one follower that commits wait for, and three votes. */
export async function whole(pair: LabPostgresPair): Promise<void> {
    await eventually("one leads, the other one is in sync", 150, async () => {
        if ((await pair.writable()).length !== 1) return false;
        const said = await Promise.all(pair.members.map(({ machine }) => machine.run("standby status")));
        return said.every(({ code, stdout }) => code === 0 && /^in sync +[ab]$/m.test(stdout));
    });
}

/** Does something to the cluster, and notes how long nobody could write. */
export async function fault(
    pair: LabPostgresPair,
    writer: RowWriter,
    promises: Promises,
    what: string,
    happens: () => Promise<unknown>,
): Promise<Record<string, number>> {
    await whole(pair);
    await writer.reached(writer.acknowledged + ROWS, 60);
    const since = Date.now();
    await happens();
    await writer.reached(writer.acknowledged + ROWS, 90);
    const gap = gapSince(writer, since);
    promises.expect(gap <= GAP_MS, `${what}: writes again within ${GAP_MS} ms`, gap);
    return { [`gap of ${what} ms`]: gap };
}

/** Kills the leader's processes, then its host, cuts it off, moves the lead by hand, and counts. */
export async function afterFaults(pair: LabPostgresPair, promises: Promises): Promise<Record<string, number>> {
    const numbers: Record<string, number> = {};
    const writer = await pair.writer(runName("patroni"), { servers: pair.proxies() });
    const note = async (what: string, happens: () => Promise<unknown>) =>
        Object.assign(numbers, await fault(pair, writer, promises, what, happens));
    const goesOn = async (former: LabPostgresPair["a"], what: string) =>
        promises.expect((await pair.primaryNow()) === other(pair, former), `the other one leads, alone, after ${what}`);
    writer.start();
    try {
        // Its own unit starts it again: it may lead on, or the other one may.
        await note("kill", async () => {
            const leader = await pair.primaryNow();
            await leader.machine.succeed("systemctl kill -s KILL standby-patroni.service");
        });
        await whole(pair);
        const lost = await pair.primaryNow();
        await note("power cut", () => lost.crash());
        await goesOn(lost, "the power cut");
        await lost.start();
        await whole(pair);
        const alone = await pair.primaryNow();
        await note("cut off", () => Promise.all([pair.witness, other(pair, alone)].map((host) => alone.cutFrom(host))));
        await goesOn(alone, "the cut");
        await alone.heal();
        await whole(pair);
        const follower = await pair.standbyNow();
        await note("move by hand", () => follower.machine.succeed("standby promote"));
        await whole(pair);
    } finally {
        await writer.stop();
    }
    const counted = await count(pair, writer, promises);
    await expectEqual(pair, promises);
    return { ...numbers, acknowledged: counted.acknowledged, lost: counted.lost };
}
