/*
 * Situation: the primary's server is killed for good and the other member is promoted. Then an administrator tries every way to
 *            start the old primary, and to promote a standby, that Debian has.
 * Promise:   none of them makes a second writer: pg_ctlcluster is refused, the unit asks for the role, pg_ctl gives a standby.
 * Origin:    reference 2.0: Debian's unit that starts an old primary.
 */
import type { LabMember } from "../../../lab/pair";
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { wordsOf } from "../database/words";
import { Promises, type Drill } from "../drill";
import { count, expectEqual, inSync, other, runName } from "../rows";
import { DIVERGED } from "./files";
import { failOver, killForGood, pgCtl } from "./server-gone";

const ROWS = 200;
const CLUSTER = [
    "pg_ctlcluster 15 main",
    "pg_ctlcluster --skip-systemctl-redirect 15 main",
    "cd / && runuser -u postgres -- pg_ctlcluster 15 main",
];
const REFUSED = /Cluster is disabled/;

export const drill: Drill<LabPostgresPair> = {
    name: "started-by-hand",
    situation: "the old primary is started, and a standby promoted, by every way that Debian has",
    promise: "no second writer; 0 acknowledged rows lost",
    origin: "the commands that an administrator knows",

    async run(pair, tell) {
        const promises = new Promises();
        await inSync(pair);
        const old = await pair.primaryNow();
        const heir = other(pair, old);
        await clusterIsRefused(heir, "promote", promises);
        const one = async (member: LabMember, after: string) => {
            const writable = await pair.writable();
            promises.expect(writable.join() === member.member, `one writer after: ${after}`, writable);
        };
        await one(old, "pg_ctlcluster promote on the standby");
        const writer = await pair.writer(runName("started-by-hand"));
        writer.start();
        await writer.reached(ROWS, 60);
        await killForGood(pair, old);
        await failOver(old, heir, promises);
        await writer.reached(writer.acknowledged + ROWS, 60);

        const { unit } = wordsOf(pair);
        await old.machine.succeed(`systemctl unmask --runtime -q ${unit}`);
        await clusterIsRefused(old, "start", promises);
        await one(heir, "pg_ctlcluster start on the old primary");
        for (const words of [`systemctl start ${unit}`, "service postgresql start", "service postgresql restart"]) {
            await old.machine.run(`timeout 20 ${words}`);
            const running = await old.machine.run("runuser -u postgres -- psql -c 'select 1'");
            promises.expect(running.code !== 0, `it is fenced, and does not start by: ${words}`, running.stdout);
        }
        tell("pg_ctlcluster is refused; the unit is held by the gate");

        await old.machine.succeed(pgCtl("start"));
        await one(heir, "pg_ctl start on the old primary");
        const standsBy = await pair.sql(old, "select pg_is_in_recovery()");
        promises.expect(standsBy === "t", "pg_ctl gives a standby", standsBy);
        await old.machine.succeed(pgCtl("stop -m immediate"));
        tell("pg_ctl gives a standby");

        const unfenced = await old.standby("unfence");
        promises.expect(unfenced.code === 0, "the fence is ended", unfenced.stderr);
        await inSync(pair);
        await old.machine.run(`rm -rf ${DIVERGED}`);
        await writer.stop();
        const counted = await count(pair, writer, promises);
        await expectEqual(pair, promises);
        const back = await old.standby("promote --override recent-failover");
        promises.expect(back.code === 0, "the switchover back succeeds", back.stderr);
        await inSync(pair);
        return { numbers: { ...counted }, broken: promises.broken };
    },
};

/** Debian's own command does nothing here, whoever runs it. */
async function clusterIsRefused({ machine }: LabMember, action: string, promises: Promises): Promise<void> {
    for (const command of CLUSTER) {
        const { code, stderr } = await machine.run(`${command} ${action}`);
        promises.expect(code !== 0 && REFUSED.test(stderr), `refused: ${command} ${action}`, stderr);
    }
}
