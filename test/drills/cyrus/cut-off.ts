/*
 * Situation: under load the primary's Cyrus is killed; then its host is cut off from the witness, and then from the standby too.
 * Promise:   killed, it serves again by itself in the same epoch; cut off from the witness alone it goes on; cut off from both it
 *            stops serving by itself, and goes on when it is healed. Never two that serve; 0 acknowledged mails lost.
 * Origin:    a crash of the service, and a partition: the lease on the hosts.
 */
import type { LabCyrusPair } from "../../../lab/pair/cyrus";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill, type DrillResult } from "../drill";
import { Load } from "./load";
import { expectEqual, inSync, oneServes } from "./pair";

const MAILS = 40;
/** selfFenceSeconds, a look of the agent and the slowness of a busy machine. */
const SELF_FENCE_SECONDS = 60;

export const drill: Drill<LabCyrusPair> = {
    name: "cut-off",
    situation: "the primary's Cyrus is killed, then its host is cut off from the witness, and from both others",
    promise: "it goes on, or stops by itself; 0 acknowledged mails lost",
    origin: "a crash of the service, a partition",

    async run(pair, tell) {
        // Whatever breaks here, no cut stays behind for who comes next.
        return runCutOff(pair, tell).finally(() => Promise.all(pair.hosts.map((host) => host.heal())));
    },
};

async function runCutOff(pair: LabCyrusPair, tell: (line: string) => void): Promise<DrillResult> {
    const promises = new Promises();
    const instance = pair.instance();
    await inSync(pair, instance);
    const epoch = async () => /^epoch (.*)$/m.exec(await pair.record(instance))?.[1];
    const before = await epoch();
    const load = await Load.on(pair, instance, "cut-off");
    load.start();
    await load.more(MAILS);
    const [primary, standby] = [await pair.primaryNow(instance), await pair.standbyNow(instance)];

    const killed = Date.now();
    await primary.machine.succeed(`systemctl kill -s KILL standby-cyrus@${instance.name}.service`);
    await load.more(MAILS);
    const afterKill = load.gapSince("append", killed);
    promises.expect((await epoch()) === before, "the role did not move", await epoch());
    tell(`Cyrus was killed: users were served again after ${afterKill} ms`);
    await inSync(pair, instance);

    await primary.cutFrom(pair.witness);
    await load.more(MAILS);
    tell("cut off from the witness: it goes on");
    const cut = Date.now();
    await primary.cutFrom(standby);
    await eventually("nobody serves", SELF_FENCE_SECONDS, async () => (await pair.serving(instance)).length === 0);
    const closed = Date.now() - cut;
    tell(`cut off from both: it stopped serving after ${closed} ms`);
    await primary.heal(standby);
    await primary.heal(pair.witness);
    const now = await oneServes(pair, instance);
    promises.expect(now === primary.member, "the same member serves again", now);
    await load.more(MAILS);
    await load.stop();
    await inSync(pair, instance);
    const times = { "after kill ms": afterKill, "closed after ms": closed };
    const numbers = { ...(await load.count(promises)), ...times };
    await expectEqual(pair, instance, promises);
    for (const { machine } of pair.members) await machine.eventually("standby status", 180);
    return { numbers, broken: promises.broken };
}
