/*
 * Situation: with durability "rightnow", the primary loses its power while its mail server delivers; once with a standby that has
 *            run for long, once with one whose Cyrus was started anew a moment ago.
 * Promise:   every delivery that was acknowledged is on the new primary before the lost one is back.
 * Origin:    reference drill 7 and the trap of 1b: a delivery process keeps its dead link, and says nothing.
 */
import type { CyrusInstanceTopology } from "../../../components/cyrus/topology";
import type { LabCyrusPair } from "../../../lab/pair/cyrus";
import { Promises, type Drill } from "../drill";
import { Load } from "./load";
import { expectEqual, failOver, home, inSync } from "./pair";
import { inRightnow } from "./rightnow";

const MAILS = 40;

export const drill: Drill<LabCyrusPair> = {
    name: "rightnow-lost",
    situation: "deliveries wait for the standby, and the primary loses its power under load; twice",
    promise: "0 acknowledged deliveries missing on the new primary, before the lost one returns",
    origin: "mail that must not wait for a dead disk; process-level power loss",

    async run(pair, tell) {
        const promises = new Promises();
        const lost: number[] = [];
        const acknowledged: number[] = [];
        await inRightnow(pair, promises, async () => {
            for (const restarted of [false, true]) {
                const found = await loseOnce(pair, pair.instance(), restarted, promises);
                tell(
                    `${restarted ? "standby started anew: " : ""}${found.acknowledged} deliveries acknowledged before the ` +
                        `cut, ${found.missing} of them missing on the new primary`,
                );
                lost.push(found.missing);
                acknowledged.push(found.acknowledged);
            }
        });
        await expectEqual(pair, pair.instance(), promises);
        const sum = (all: number[]) => all.reduce((one, other) => one + other, 0);
        return { numbers: { acknowledged: sum(acknowledged), missing: sum(lost) }, broken: promises.broken };
    },
};

/** Cuts the primary's power under deliveries and counts on the heir, while the lost one is still off; then all is put right. */
async function loseOnce(
    pair: LabCyrusPair,
    instance: CyrusInstanceTopology,
    restarted: boolean,
    promises: Promises,
): Promise<{ acknowledged: number; missing: number }> {
    await inSync(pair, instance);
    const load = await Load.on(pair, instance, "rightnow", ["lmtp"]);
    load.start();
    await load.more(MAILS);
    const gone = await pair.primaryNow(instance);
    const heir = pair.otherOf(instance, gone);
    if (restarted) {
        await heir.machine.succeed(`systemctl restart standby-cyrus@${instance.name}.service`);
        await heir.machine.eventually(`/usr/local/lib/standby/cyrus/imap ${instance.name} ping`, 60);
        // What deliveries meanwhile could not wait for is sent by the replication that always runs.
        await inSync(pair, instance);
        await load.more(MAILS);
    }
    await gone.crash();
    await load.stop();
    await failOver(pair, instance, gone, promises);
    const { missing } = [...(await load.found(heir)).values()][0];
    promises.expect(missing.length === 0, "every acknowledged delivery is on the new primary", missing.slice(0, 10));
    await gone.start();
    await inSync(pair, instance, 180);
    await load.count(promises, { merged: true });
    await home(pair, instance, promises);
    return { acknowledged: load.acknowledged, missing: missing.length };
}
