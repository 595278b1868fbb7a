/*
 * Situation: the primary's server is killed with SIGKILL under load, again and again; its host lives.
 * Promise:   systemd starts it, it starts closed, and opens as soon as the witness agrees; no acknowledged row is lost, the role
 *            does not move, and before it opens the record says that no standby is waited for.
 * Origin:    reference drill 1: "if systemd restarts it and the epoch agrees, the primary resumes: no failover, no loss".
 */
import type { LabDatabasePair } from "../../../lab/pair/database";
import { Promises, type Drill } from "../drill";
import { count, expectEqual, inSync, record, runName } from "../rows";
import { wordsOf } from "./words";

const KILLS = 3;
const ROWS = 200;

export const drill: Drill<LabDatabasePair> = {
    name: "server-killed",
    situation: `the primary's server is killed ${KILLS} times under load`,
    promise: "it goes on by itself in the same epoch, 0 acknowledged rows lost",
    origin: "a crash of the server alone",

    async run(pair, tell) {
        const promises = new Promises();
        await inSync(pair);
        const primary = await pair.primaryNow();
        const epoch = /^epoch (.*)$/m.exec(await record(pair))?.[1];
        const writer = await pair.writer(runName("server-killed"));
        writer.start();
        for (let kill = 1; kill <= KILLS; kill++) {
            await writer.reached(writer.acknowledged + ROWS, 60);
            await primary.machine.succeed(`systemctl kill -s KILL ${wordsOf(pair).unit}`);
            await writer.reached(writer.acknowledged + ROWS, 90);
            tell(`kill ${kill}: it takes writes again; longest gap so far ${writer.longestGap()} ms`);
            await inSync(pair);
        }
        await writer.stop();
        const now = /^epoch (.*)$/m.exec(await record(pair))?.[1];
        promises.expect(now === epoch, "the role did not move", now);
        const numbers = { ...(await count(pair, writer, promises)), kills: KILLS };
        await expectEqual(pair, promises);
        return { numbers, broken: promises.broken };
    },
};
