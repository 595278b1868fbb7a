/*
 * Situation: the standby is fenced while clients write, and the primary's binary logs that it needs are purged before it is back.
 * Promise:   the primary is untouched; the standby says what is wrong and is not promoted; a new copy mends it under load.
 * Origin:    reference drill 5: standby too far behind (1236).
 */
import type { LabMySqlPair } from "../../../lab/pair/mysql";
import { Promises, type Drill } from "../drill";
import { count, expectEqual, inSync, runName } from "../rows";

const ROWS = 300;

export const drill: Drill<LabMySqlPair> = {
    name: "fell-behind",
    situation: "the standby misses binary logs that are gone",
    promise: "it is not promoted, says why, and a new copy under load mends it; 0 acknowledged rows lost",
    origin: "a standby that was away for too long",

    async run(pair, tell) {
        const promises = new Promises();
        await inSync(pair);
        const [primary, standby] = [await pair.primaryNow(), await pair.standbyNow()];
        const writer = await pair.writer(runName("fell-behind"));
        writer.start();
        const fenced = await primary.standby(`fence ${standby.member}`);
        promises.expect(fenced.code === 0, "the standby is fenced", fenced.stderr);
        await writer.reached(writer.acknowledged + ROWS, 90);
        await pair.sql(primary, "flush binary logs");
        await writer.reached(writer.acknowledged + ROWS, 60);
        await pair.sql(primary, "flush binary logs; purge binary logs before date_add(now(), interval 1 day)");
        await standby.standby("unfence");
        await standby.machine.eventually("standby status | grep -q 'ALARM replication'", 60);
        const refused = await standby.standby("promote");
        promises.expect(/refused \[not-following\].*1236/s.test(refused.stderr), "it is not promoted", refused.stderr);
        tell(`refused: ${refused.stderr.trim().split("\n").pop()?.slice(0, 160)}`);
        const mended = await standby.standby("rejoin --reseed");
        promises.expect(mended.code === 0, "a new copy mends it", mended.stderr);
        await standby.machine.succeed("rm -rf /var/lib/mysql.before-*");
        await inSync(pair);
        await writer.reached(writer.acknowledged + ROWS, 60);
        await writer.stop();
        const numbers = { ...(await count(pair, writer, promises)) };
        await expectEqual(pair, promises);
        return { numbers, broken: promises.broken };
    },
};
