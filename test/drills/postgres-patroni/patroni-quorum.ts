/*
 * Situation: in a Patroni cluster under load two of the three votes are gone: the witness has no power, and etcd of the follower is
 *            stopped. Then the follower is gone as well. All come back; etcd of the follower without its data.
 * Promise:   without a majority the leader takes writes for as long as the follower answers, and nobody does when it does not;
 *            afterwards all is whole without a hand, and nothing acknowledged is lost.
 * Origin:    reference, section 6, drill 3, Patroni's counterpart.
 */
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { eventually } from "../../helpers/eventually";
import type { Promises } from "../drill";
import { count, expectEqual, gapSince, runName } from "../rows";
import { whole } from "./patroni";

/** Twice as long as a lead lasts without a majority. */
const WITHOUT_MAJORITY_MS = 40_000;
const GAP_MS = 12_000;

/** Takes the votes away one by one, and gives them back. */
export async function withoutMajority(pair: LabPostgresPair, promises: Promises): Promise<Record<string, number>> {
    await whole(pair);
    const [leader, follower] = [await pair.primaryNow(), await pair.standbyNow()];
    const writer = await pair.writer(runName("quorum"), { servers: pair.proxies() });
    writer.start();
    let gap: number;
    try {
        await writer.reached(200, 60);
        const since = Date.now();
        await follower.machine.succeed("systemctl stop standby-quorum");
        await pair.witness.crash();
        await eventually("much time has passed", 60, async () => Date.now() > since + WITHOUT_MAJORITY_MS);
        await writer.reached(writer.acknowledged + 100, 30);
        gap = gapSince(writer, since);
        promises.expect(gap <= GAP_MS, `without a majority writes rest for at most ${GAP_MS} ms`, gap);
        promises.expect((await pair.primaryNow()) === leader, "the leader leads on");
        await follower.crash();
        await eventually("nobody takes writes", 60, async () => (await pair.writable()).length === 0);
        await pair.witness.start();
        await follower.start();
        await follower.machine.eventually(
            "systemctl stop standby-quorum && rm -rf /var/lib/etcd/standby && systemctl start standby-quorum",
            60,
        );
        await whole(pair);
        await writer.reached(writer.acknowledged + 100, 60);
    } finally {
        await writer.stop();
    }
    const { acknowledged, lost } = await count(pair, writer, promises);
    await expectEqual(pair, promises);
    const numbers = { "gap ms": gap, acknowledged, lost };
    return Object.fromEntries(Object.entries(numbers).map(([what, value]) => [`without a majority: ${what}`, value]));
}
