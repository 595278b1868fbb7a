/*
 * Situation: somebody changes the replication user's password on the primary by hand, and the standby has to log in anew.
 * Promise:   the standby raises an alarm within 30 s, nobody is locked out of the primary, writes go on, the role stays; the
 *            right password mends it.
 * Origin:    reference drill 8.
 */
import type { LabDatabasePair } from "../../../lab/pair/database";
import { Promises, type Drill } from "../drill";
import { count, expectEqual, inSync, runName } from "../rows";
import { wordsOf } from "./words";

const ROWS = 100;
const ALARM_SECONDS = 30;

export const drill: Drill<LabDatabasePair> = {
    name: "wrong-password",
    situation: "the standby's password is no longer right",
    promise: `an alarm within ${ALARM_SECONDS} s, writes go on, 0 acknowledged rows lost`,
    origin: "a password that was changed by hand",

    async run(pair, tell) {
        const promises = new Promises();
        await inSync(pair);
        const [primary, standby] = [await pair.primaryNow(), await pair.standbyNow()];
        const writer = await pair.writer(runName("wrong-password"));
        writer.start();
        await writer.reached(ROWS, 60);
        const { users, login } = wordsOf(pair);
        const user = (await primary.machine.succeed(`sed -n '1s/ .*//p' ${users}`)).trim();
        const kept = await pair.sql(primary, login.kept(user));
        await pair.sql(primary, login.set(user, "Not-This-1"));
        const since = Date.now();
        await pair.sql(login.again.on === "primary" ? primary : standby, login.again.sql);
        await standby.machine.eventually(`standby status | grep ALARM | grep -q '${login.refused}'`, ALARM_SECONDS);
        const alarm = (Date.now() - since) / 1000;
        tell(`the standby says so after ${alarm.toFixed(1)} s`);
        await writer.reached(writer.acknowledged + ROWS, 90);
        promises.expect((await pair.primaryNow()) === primary, "the role does not move");
        await pair.sql(primary, login.restore(user, kept));
        await inSync(pair);
        await writer.stop();
        const numbers = { ...(await count(pair, writer, promises)), "alarm s": alarm };
        await expectEqual(pair, promises);
        return { numbers, broken: promises.broken };
    },
};
