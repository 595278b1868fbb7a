/*
 * Situation: for a minute the standby's sshd turns the primary's segments away (ssh ends with 255), while clients write; then
 *            somebody sets the archive_command to /bin/true.
 * Promise:   the primary writes on, counts each failure, raises an alarm, gives nothing up, and ships all of it afterwards; the
 *            other archive_command raises an alarm, too.
 * Origin:    reference drill 12: a code above 125 ends the archiver, uncounted; /bin/true throws the log away and says nothing.
 */
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { count, expectEqual, inSync, runName } from "../rows";
import { unshipped } from "./files";

const ROWS = 50;
const SECONDS = 60;
const SEGMENTS = 6;
const KEYS = "/etc/ssh/standby/walship";

export const drill: Drill<LabPostgresPair> = {
    name: "not-shipped",
    situation: `the standby takes no segments for ${SECONDS} s; then the archive_command is /bin/true`,
    promise: "writes go on, alarms say so, and all is shipped afterwards",
    origin: "an sshd that is down, a quick fix that stayed",

    async run(pair, tell) {
        const promises = new Promises();
        await inSync(pair);
        const [primary, standby] = [await pair.primaryNow(), await pair.standbyNow()];
        const alarm = (text: string) => primary.machine.eventually(`standby status | grep -q 'ALARM.*${text}'`, 60);
        const failures = async () => Number(await pair.sql(primary, "select failed_count from pg_stat_archiver"));
        const started = await pair.sql(primary, "select pg_postmaster_start_time()");
        const failed = await failures();
        const writer = await pair.writer(runName("not-shipped"));
        writer.start();
        const since = Date.now();
        // A connection that stands would be used on.
        await standby.machine.succeed(`mv ${KEYS} ${KEYS}.away; pkill -u walship -x sshd || true`);
        try {
            for (let segment = 1; segment <= SEGMENTS; segment++) {
                const next = since + (segment * SECONDS * 1000) / SEGMENTS;
                await eventually("it is time for the next segment", SECONDS, () => Date.now() > next);
                await writer.reached(writer.acknowledged + ROWS, 60);
                await pair.sql(primary, "select pg_switch_wal()");
            }
            await alarm("segments wait to be shipped");
            promises.expect((await failures()) > failed, "failures are counted: the archiver lives");
        } finally {
            await standby.machine.succeed(`mv ${KEYS}.away ${KEYS}`);
        }
        const backlog = await unshipped(primary);
        const back = Date.now();
        await eventually("all is shipped", 120, async () => (await unshipped(primary)) === 0);
        const seconds = (Date.now() - back) / 1000;
        tell(`${backlog} segments waited; all were shipped ${seconds.toFixed(1)} s later`);
        const given = await primary.machine.run("[ -e /var/lib/postgresql/standby/given-up ]");
        promises.expect(given.code !== 0, "nothing is given up");

        await pair.sql(primary, "alter system set archive_command = '/bin/true'");
        await pair.sql(primary, "select pg_reload_conf()");
        try {
            await alarm("archive_command was changed");
        } finally {
            await pair.sql(primary, "alter system reset archive_command");
            await pair.sql(primary, "select pg_reload_conf()");
        }
        await primary.machine.eventually("standby status", 60);
        const same = (await pair.sql(primary, "select pg_postmaster_start_time()")) === started;
        promises.expect(same, "the server goes on all the time");
        await writer.stop();
        const numbers = { ...(await count(pair, writer, promises)), backlog, "shipped s": seconds };
        await expectEqual(pair, promises);
        return { numbers, broken: promises.broken };
    },
};
