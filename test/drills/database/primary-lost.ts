/*
 * Situation: the primary loses its power under load. The program says `lost` and the other `primary`; later it comes back.
 * Promise:   where commits wait for the standby no acknowledged row is lost; the lost member is off before the other one takes writes; it comes back
 *            as a standby without a new copy, whatever it had that nobody acknowledged is gone; the events follow the role.
 * Origin:    reference drills 1, 2 and 7. A container's power loss proves the death of its processes.
 */
import type { LabDatabasePair } from "../../../lab/pair/database";
import { budget } from "../../budgets";
import { Promises, type Drill } from "../drill";
import { count, expectEqual, expectNoCopy, inSync, other, runName } from "../rows";

const ROWS = 500;

export const drill: Drill<LabDatabasePair> = {
    name: "primary-lost",
    situation: "the primary loses its power while clients write, is declared lost, and comes back later",
    promise: "0 acknowledged rows lost, one primary at a time, rejoin without a copy",
    origin: "the reason for a standby; process-level power loss",

    async run(pair, tell) {
        const promises = new Promises();
        await inSync(pair);
        const writer = await pair.writer(runName("primary-lost"));
        writer.start();
        await writer.reached(ROWS, budget("rows"));
        const gone = await pair.primaryNow();
        const heir = other(pair, gone);
        await gone.crash();
        const fault = Date.now();
        // Drills follow each other faster than real failures do.
        const override = ["recent-failover"];
        const failover = await pair.up({ primary: heir.member, lost: gone.member, rejoin: undefined, override });
        if (failover.code !== 0) throw new Error(`the failover failed: ${failover.stdout.slice(-1500)}`);
        await writer.reached(writer.acknowledged + ROWS, budget("rows"));
        const [outage] = writer
            .gaps(0)
            .filter(({ from }) => from >= fault - 5000)
            .sort((x, y) => y.ms - x.ms);
        const { roleAtLastUp, lossBound } = await pair.pulumi.output();
        tell(`primary ${roleAtLastUp}; loss bound: ${lossBound}; writes again after ${outage.ms} ms`);
        promises.expect(roleAtLastUp === heir.member, "the outputs name the new primary", roleAtLastUp);
        promises.expect(String(lossBound).startsWith("0"), "the loss bound is 0, as counted", lossBound);

        await gone.start();
        const since = Date.now();
        const back = await pair.up({ lost: undefined, rejoin: gone.member, override: [] });
        promises.expect(back.code === 0, "the rejoin succeeds", back.stdout.slice(-800));
        await inSync(pair);
        const rejoin = (Date.now() - since) / 1000;
        await expectNoCopy(pair, gone, promises);
        await writer.reached(writer.acknowledged + ROWS, budget("rows"));
        await writer.stop();
        const numbers = { ...(await count(pair, writer, promises)), "outage ms": outage.ms, "rejoin s": rejoin };
        await expectEqual(pair, promises);
        const plain = await pair.up({ rejoin: undefined });
        promises.expect(plain.code === 0 && plain.changed === 0, "taking rejoin out changes nothing", plain.summary);
        const home = await pair.up({ primary: gone.member });
        promises.expect(home.code === 0, "the switchover back succeeds", home.stdout.slice(-800));
        await inSync(pair);
        return { numbers, broken: promises.broken };
    },
};
