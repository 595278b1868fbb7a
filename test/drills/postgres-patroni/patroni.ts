/*
 * Situation: in a Patroni cluster under load Patroni and PostgreSQL of the leader are killed together; later the leader's host loses
 *            its power, and comes back; the lead is moved by hand.
 * Promise:   the other member goes on by itself, nothing acknowledged is lost, and who comes back follows without a hand.
 * Origin:    reference 3.1, figures of section 5.
 */
import type { RowWriter } from "../../../lab/client/row-writer";
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { count, expectEqual, other, runName } from "../rows";

const ROWS = 200;
/** 20 s until the lead of a dead member has run out; the rest is the vote, the promotion and the proxies'. */
const GAP_MS = 35_000;

export const drill: Drill<LabPostgresPair> = {
    name: "patroni",
    situation: "Patroni and PostgreSQL of the leader are killed; its host loses its power; the lead is moved by hand",
    promise: `0 acknowledged rows lost; ${GAP_MS / 1000} s at most until the other one goes on`,
    origin: "no operator at a failover",

    async run(pair, tell) {
        const promises = new Promises();
        const numbers = await afterKill(pair, promises);
        tell(JSON.stringify(numbers));
        return { numbers, broken: promises.broken };
    },
};

/** One leader, one follower that commits wait for, and three votes. */
export async function whole(pair: LabPostgresPair): Promise<void> {
    await eventually("one leads, the other one is in sync", 150, async () => {
        if ((await pair.writable()).length !== 1) return false;
        const said = await pair.a.machine.run("patronictl -c /etc/standby/patroni.yml list");
        return /Leader/.test(said.stdout) && /Sync Standby/.test(said.stdout);
    });
}

/** Longest time without an acknowledgement that ended after `since`. */
function gapSince(writer: RowWriter, since: number): number {
    const gaps = writer.gaps(0).filter(({ from, ms }) => from + ms >= since);
    return Math.max(...gaps.map(({ ms }) => ms));
}

/** Kills the leader's processes, then its host, moves the lead by hand, and counts. */
export async function afterKill(pair: LabPostgresPair, promises: Promises): Promise<Record<string, number>> {
    const numbers: Record<string, number> = {};
    const writer = await pair.writer(runName("patroni"), { servers: pair.proxies() });
    writer.start();
    const goesOn = async (what: string, fault: () => Promise<void>) => {
        await whole(pair);
        await writer.reached(writer.acknowledged + ROWS, 60);
        const since = Date.now();
        await fault();
        await writer.reached(writer.acknowledged + ROWS, 90);
        numbers[`gap of ${what} ms`] = gapSince(writer, since);
        promises.expect(numbers[`gap of ${what} ms`] <= GAP_MS, `writes again within ${GAP_MS} ms`, numbers);
    };
    try {
        await goesOn("kill", async () => {
            const leader = await pair.primaryNow();
            await leader.machine.succeed("systemctl kill -s KILL standby-patroni.service");
        });
        await whole(pair);
        const lost = await pair.primaryNow();
        await goesOn("power cut", () => lost.crash());
        promises.expect((await pair.primaryNow()) === other(pair, lost), "the other one leads");
        await lost.start();
        await goesOn("move by hand", async () => {
            await lost.machine.succeed("standby promote");
        });
        await whole(pair);
    } finally {
        await writer.stop();
    }
    const counted = await count(pair, writer, promises);
    await expectEqual(pair, promises);
    return { ...numbers, acknowledged: counted.acknowledged, lost: counted.lost };
}
