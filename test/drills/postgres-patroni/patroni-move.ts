/*
 * Situation: a pair under load is told to be a Patroni cluster; its leader is then killed without warning; when it is whole again, the
 *            program says "postgres", and the cluster becomes a pair.
 * Promise:   each way is one `up` that loses no acknowledged row; who wrote last is the primary afterwards, in a higher epoch.
 * Origin:    reference 3.1, "Moving a user over".
 */
import { openPair } from "../../../lab/kinds";
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { eventually } from "../../helpers/eventually";
import { Promises, type DrillResult } from "../drill";
import { count, expectEqual, inSync, record, runName } from "../rows";
import { afterFaults, whole } from "./patroni";
import { hungLeader } from "./patroni-lead";
import { seenByPrometheus } from "./patroni-seen";
import { withoutMajority } from "./patroni-quorum";

const ROWS = 300;
const GAP_MS = 60_000;

function epochIn(text: string): number {
    return Number(/^epoch (\d+)$/m.exec(text)?.[1]);
}

/** One `up` with another engine, under load. */
async function move(
    pair: LabPostgresPair,
    engine: string,
    promises: Promises,
    settled: (moved: LabPostgresPair) => Promise<void>,
): Promise<{ moved: LabPostgresPair; numbers: Record<string, number> }> {
    const writer = await pair.writer(runName(engine), { servers: pair.proxies() });
    writer.start();
    const since = Date.now();
    try {
        await writer.reached(ROWS, 60);
        const up = await pair.up({ engine, primary: (await pair.primaryNow()).member });
        promises.expect(up.code === 0, `the move to ${engine} succeeds`, (up.stdout + up.stderr).slice(-1500));
        await writer.reached(writer.acknowledged + ROWS, 90);
    } finally {
        await writer.stop();
    }
    const seconds = (Date.now() - since) / 1000;
    const moved = await openPair("postgres", pair.lab, pair.pulumi);
    await settled(moved);
    const { acknowledged, lost, "longest gap ms": gap } = await count(moved, writer, promises);
    promises.expect(gap <= GAP_MS, `writes stop for at most ${GAP_MS} ms`, gap);
    await expectEqual(moved, promises);
    const again = await moved.up();
    promises.expect(again.code === 0 && again.changed === 0, "the same up again changes nothing", again.summary);
    const numbers = { acknowledged, lost, "gap ms": gap, seconds };
    return {
        moved,
        numbers: Object.fromEntries(Object.entries(numbers).map(([what, value]) => [`to ${engine}: ${what}`, value])),
    };
}

/** From Patroni to a pair. */
async function back(pair: LabPostgresPair, promises: Promises): Promise<Record<string, number>> {
    const before = epochIn(await record(pair));
    const { moved, numbers } = await move(pair, "postgres", promises, (one) => inSync(one));
    const after = await record(moved);
    promises.expect(epochIn(after) >= before, "the epoch did not fall", after);
    promises.expect(
        new RegExp(`^primary ${(await moved.primaryNow()).member}$`, "m").test(after),
        "the record names who writes",
        after,
    );
    await eventually("etcd and Patroni are gone from the members", 30, async () => {
        const said = await Promise.all(
            moved.members.map(({ machine }) =>
                machine.run("systemctl is-active standby-quorum.service standby-patroni.service"),
            ),
        );
        return said.every(({ stdout }) => !/^active$/m.test(stdout));
    });
    // It is a pair as any other: the role moves on by hand.
    const standby = await moved.standbyNow();
    const { code, stderr } = await standby.standby("promote");
    promises.expect(code === 0, "the standby can be promoted", stderr);
    return numbers;
}

/** There and back again; the pair is as it was, but for who is its primary. */
export async function moveThereAndBack(pair: LabPostgresPair): Promise<DrillResult> {
    const promises = new Promises();
    await inSync(pair);
    const before = epochIn(await record(pair));
    const there = await move(pair, "patroni", promises, whole);
    promises.expect(epochIn(await record(there.moved)) > before, "the epoch grew");
    const faults = await afterFaults(there.moved, promises);
    const after = await back(there.moved, promises);
    return { numbers: { ...there.numbers, ...faults, ...after }, broken: promises.broken };
}

/** What began with Patroni withstands the same, and can become a pair. */
export async function beginAndBack(pair: LabPostgresPair): Promise<DrillResult> {
    const promises = new Promises();
    await whole(pair);
    const again = await pair.up();
    promises.expect(again.code === 0 && again.changed === 0, "the same up again changes nothing", again.summary);
    await seenByPrometheus(pair);
    const quorum = await withoutMajority(pair, promises);
    const hung = await hungLeader(pair, promises);
    const faults = await afterFaults(pair, promises);
    // Others lead now, and led in between.
    await seenByPrometheus(pair);
    const after = await back(pair, promises);
    return { numbers: { ...quorum, ...hung, ...faults, ...after }, broken: promises.broken };
}
