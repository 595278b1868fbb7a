/*
 * Situation: the primary's disk fills up while clients write; later there is room again.
 * Promise:   what was acknowledged stays; nothing is acknowledged that is not on the disk; with room again, writes go on.
 * Origin:    reference drill 4: MariaDB waits; PostgreSQL ends where its log finds no room, and starts again.
 */
import type { LabDatabasePair } from "../../../lab/pair/database";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { count, expectEqual, inSync, runName } from "../rows";

const ROWS = 200;
const STALL_MS = 5000;

export const drill: Drill<LabDatabasePair> = {
    name: "disk-full",
    situation: "the primary's disk is full for a while",
    promise: "writes wait or fail, 0 acknowledged rows lost, writes go on when there is room",
    origin: "a full disk",

    async run(pair, tell) {
        const promises = new Promises();
        await inSync(pair);
        const primary = await pair.primaryNow();
        const writer = await pair.writer(runName("disk-full"));
        writer.start();
        await writer.reached(ROWS, 60);
        await primary.machine.fillDisk();
        const stalled = await stalls(writer, 60);
        tell(stalled ? "writes stall" : "writes go on in the room that the server had kept");
        await primary.machine.freeDisk();
        await writer.reached(writer.acknowledged + ROWS, 120);
        await inSync(pair);
        await writer.stop();
        tell(`longest gap ${writer.longestGap()} ms; servers said: ${writer.troubleText()}`);
        const numbers = { ...(await count(pair, writer, promises)), stalled: Number(stalled) };
        await expectEqual(pair, promises);
        return { numbers, broken: promises.broken };
    },
};

/** Does nothing get through for some seconds, within so many? */
async function stalls(writer: { acknowledged: number }, seconds: number): Promise<boolean> {
    let last = { count: writer.acknowledged, at: Date.now() };
    const still = () => {
        if (writer.acknowledged !== last.count) last = { count: writer.acknowledged, at: Date.now() };
        return Date.now() - last.at > STALL_MS;
    };
    return eventually("writes stall", seconds, still).then(
        () => true,
        () => false,
    );
}
