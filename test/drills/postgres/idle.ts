/*
 * Situation: nobody writes to the primary for a while. Then its agent is stopped, which writes the heartbeat.
 * Promise:   the lag stays what it is; only without a heartbeat it grows, and raises an alarm.
 * Origin:    reference 1b: the age of the last commit that was applied grows on an idle primary, as if the standby were behind.
 */
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { inSync } from "../rows";

const IDLE_SECONDS = 30;
/** A heartbeat each second, its way, and a busy machine. */
const MOST_SECONDS = 8;
const LAG = "standby status | sed -n 's/^lag *\\([0-9.]*\\) s$/\\1/p'";

export const drill: Drill<LabPostgresPair> = {
    name: "idle",
    situation: `nobody writes for ${IDLE_SECONDS} s; then the heartbeat stops, too`,
    promise: `the lag stays below ${MOST_SECONDS} s for as long as the standby follows, and an alarm tells when it does not`,
    origin: "a quiet night",

    async run(pair, tell) {
        const promises = new Promises();
        await inSync(pair);
        const [primary, standby] = [await pair.primaryNow(), await pair.standbyNow()];
        const lags: number[] = [];
        const since = Date.now();
        await eventually("the idle time is over", IDLE_SECONDS * 3, async () => {
            lags.push(Number(await standby.machine.run(LAG).then(({ stdout }) => stdout.trim() || "NaN")));
            return Date.now() - since > IDLE_SECONDS * 1000;
        });
        const most = Math.max(...lags);
        promises.expect(most < MOST_SECONDS, `the lag of an idle pair stays below ${MOST_SECONDS} s`, lags);
        tell(`idle for ${IDLE_SECONDS} s: the lag was ${most} s at most`);
        await primary.machine.succeed("systemctl stop standby-role");
        try {
            await standby.machine.eventually("standby status | grep -q 'ALARM the newest heartbeat'", 60);
        } finally {
            await primary.machine.succeed("systemctl start standby-role");
        }
        await standby.machine.eventually("standby status", 60);
        await inSync(pair);
        return { numbers: { "most lag s": most, looks: lags.length }, broken: promises.broken };
    },
};
