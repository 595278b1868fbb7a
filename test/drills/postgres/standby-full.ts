/*
 * Situation: the standby's disk, where its data and the primary's files of the log lie, is full for a while under load.
 * Promise:   the standby says so, the primary goes on as its mode says and says what waits; with room again all is shipped, the
 *            standby catches up by itself, and no acknowledged row is lost.
 * Origin:    reference drill 4 and 1b: an archive that is full must not stop the primary.
 */
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { count, expectEqual, expectNoCopy, inSync, record, runName } from "../rows";
import { unshipped } from "./files";

const ROWS = 200;
const SEGMENTS = 4;

export const drill: Drill<LabPostgresPair> = {
    name: "standby-full",
    situation: "the standby's disk is full for a while",
    promise: "it says so, the primary goes on, all heals when there is room; 0 acknowledged rows lost",
    origin: "the smaller disk of a standby",

    async run(pair, tell) {
        const standby = await pair.standbyNow();
        const promises = new Promises();
        await inSync(pair);
        const primary = await pair.primaryNow();
        const started = await pair.sql(primary, "select pg_postmaster_start_time()");
        const writer = await pair.writer(runName("standby-full"));
        writer.start();
        await writer.reached(ROWS, 60);
        await standby.machine.fillDisk();
        const full = Date.now();
        try {
            for (let segment = 1; segment <= SEGMENTS; segment++) {
                await writer.reached(writer.acknowledged + ROWS, 90);
                await pair.sql(primary, "select pg_switch_wal()");
            }
            await eventually("it is written down", 60, async () => /^sync no$/m.test(await record(pair)));
            await standby.machine.eventually("standby status | grep -q 'ALARM.*this member\\|ALARM PostgreSQL'", 60);
            await primary.machine.eventually("standby status | grep -q 'ALARM.*segments wait'", 60);
            await writer.reached(writer.acknowledged + ROWS, 60);
        } finally {
            await standby.machine.freeDisk();
        }
        const waited = await unshipped(primary);
        const seconds = (Date.now() - full) / 1000;
        tell(`full for ${seconds.toFixed(0)} s: ${waited} segments wait; longest gap ${writer.longestGap()} ms`);
        const freed = Date.now();
        await inSync(pair);
        await eventually("all is shipped", 120, async () => (await unshipped(primary)) === 0);
        const healed = (Date.now() - freed) / 1000;
        await expectNoCopy(pair, standby, promises, "it heals without a copy");
        const same = (await pair.sql(primary, "select pg_postmaster_start_time()")) === started;
        promises.expect(same, "the primary's server goes on all the time");
        await writer.stop();
        await standby.machine.eventually("standby status", 60);
        const numbers = { ...(await count(pair, writer, promises)), waited, "healed s": healed };
        await expectEqual(pair, promises);
        return { numbers, broken: promises.broken };
    },
};
