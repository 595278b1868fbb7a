/*
 * Situation: the standby is fenced for longer than the primary keeps its log; of the segments that it applied last, and has itself, the
 *            one that was shipped is corrupt. PostgreSQL asks for what was shipped first, and puts it in the place of its own.
 * Promise:   a damaged file never replaces a good one: the standby starts, says which file is damaged, and follows without a copy.
 * Origin:    `fell-behind` after `log-healed`: the standby stood at the damaged segment for ever, while a good one was beside it.
 */
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { Promises, type Drill } from "../drill";
import { count, expectEqual, expectNoCopy, inSync, runName } from "../rows";
import { away, KEEP } from "./fell-behind";
import { inMode } from "./in-mode";
import { DAMAGES, FOLDER, shipSegment } from "./log-damaged";

const ROWS = 50;
const SEGMENTS = 3;
const [[, , CORRUPT]] = DAMAGES;

export const drill: Drill<LabPostgresPair> = {
    name: "own-copy",
    situation: "a shipped segment is corrupt that the standby has itself, and the primary no more",
    promise: "the standby starts from its own, and follows without a copy; 0 acknowledged rows lost",
    origin: "a disk that lies",

    async run(pair, tell) {
        const promises = new Promises();
        const numbers = await inMode(pair, { walKeepMiB: KEEP }, promises, async () => {
            const [primary, standby] = [await pair.primaryNow(), await pair.standbyNow()];
            const writer = await pair.writer(runName("own-copy"));
            writer.start();
            await pair.sql(primary, "checkpoint");
            const names: string[] = [];
            for (let segment = 0; segment < SEGMENTS; segment++) {
                await writer.reached(writer.acknowledged + ROWS, 60);
                names.push(await shipSegment(pair, primary, standby));
            }
            await inSync(pair);
            await standby.machine.succeed(`f=${FOLDER}/${names[1]}; ${CORRUPT}`);
            await away(pair, primary, standby, promises);
            const since = Date.now();
            const back = await standby.standby("unfence");
            promises.expect(back.code === 0, "the fence is ended", back.stderr);
            const said = await standby.machine.run(`journalctl -q -t standby-wal --since @${Math.floor(since / 1000)}`);
            promises.expect(said.stdout.includes(`${names[1]} is damaged`), "it names the file", said.stdout);
            await inSync(pair, 180);
            const seconds = (Date.now() - since) / 1000;
            tell(`all is there ${seconds.toFixed(1)} s after the fence ended`);
            await expectNoCopy(pair, standby, promises);
            await writer.stop();
            const counted = { ...(await count(pair, writer, promises)), seconds };
            await expectEqual(pair, promises);
            return counted;
        });
        return { numbers, broken: promises.broken };
    },
};
