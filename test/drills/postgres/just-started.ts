/*
 * Situation: in `mode: "ship"` the primary's server is started anew, and little is written afterwards.
 * Promise:   what is written is on the standby within archiveTimeoutSeconds all the same.
 * Origin:    PostgreSQL looks at archive_timeout when something wakes its checkpointer; after a start that may be minutes later.
 */
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { eventually } from "../../helpers/eventually";
import { wordsOf } from "../database/words";
import { Promises, type Drill } from "../drill";
import { runName } from "../rows";
import { inMode, SHIP } from "./in-mode";

/** Beyond the timeout: the way of a segment, and a busy machine. */
const SLACK_SECONDS = 20;

export const drill: Drill<LabPostgresPair> = {
    name: "just-started",
    situation: "in mode ship the primary's server was just started, and one row is written",
    promise: `it is on the standby within archiveTimeoutSeconds and ${SLACK_SECONDS} s`,
    origin: "a bound of loss that must hold at any time",

    async run(pair, tell) {
        const promises = new Promises();
        const numbers = await inMode(pair, SHIP, promises, async () => {
            const [primary, standby] = [await pair.primaryNow(), await pair.standbyNow()];
            await primary.machine.succeed(`systemctl restart ${wordsOf(pair).unit}`);
            await eventually("it takes writes again", 60, async () => (await pair.writable()).length === 1);
            const word = runName("just-started").replaceAll("-", "_");
            await pair.sql(primary, `create role ${word}`);
            const since = Date.now();
            const there = async () =>
                (await pair.sql(standby, `select count(*) from pg_roles where rolname = '${word}'`)) === "1";
            const limit = SHIP.archiveTimeoutSeconds + SLACK_SECONDS;
            const late = await eventually("the row is there", limit, there).then(
                () => false,
                () => true,
            );
            const seconds = (Date.now() - since) / 1000;
            promises.expect(!late, `what is written is there within ${limit} s`);
            tell(late ? `not there after ${limit} s` : `there after ${seconds.toFixed(1)} s`);
            await pair.sql(primary, `drop role ${word}`);
            return { seconds };
        });
        return { numbers, broken: promises.broken };
    },
};
