/*
 * Situation: hosts in a ring, each the primary of one instance and the standby of the one before it; users of all store mail by the
 *            proxy, strangers send some. The first host loses its power, is declared lost, and comes back later.
 * Promise:   the other instances go on where they are; the lost host's is served by its standby then; once that host is back, 0
 *            acknowledged mails of any are lost, and every instance is alike on both of its hosts.
 * Origin:    seed S3's layout, "DON'T DO IT" of two primaries included: each instance has one.
 */
import type { CyrusInstanceTopology } from "../../../components/cyrus/topology";
import type { LabCyrusPair } from "../../../lab/pair/cyrus";
import { Load } from "../cyrus/load";
import { expectEqual, inSync } from "../cyrus/pair";
import { Promises, type Drill, type DrillResult } from "../drill";
import { ring } from "./ring";

const MAILS = 40;

/** The drill on a ring of these hosts. */
export function crossLost(hosts: readonly string[]): Drill<LabCyrusPair> {
    return {
        name: "cross-lost",
        situation: `of ${hosts.length} hosts that are each the primary of one instance, one loses its power under load`,
        promise: "its standby serves that one, too; 0 acknowledged mails of any lost once it is back",
        origin: "instances that are spread over hosts",

        run: (pair, tell) => loseFirst(pair, hosts, tell),
    };
}

async function loseFirst(
    pair: LabCyrusPair,
    hosts: readonly string[],
    tell: (line: string) => void,
): Promise<DrillResult> {
    const promises = new Promises();
    const loads = new Map<CyrusInstanceTopology, Load>();
    for (const instance of pair.instances) {
        loads.set(instance, await Load.on(pair, instance, `cross-${instance.name}`));
        await inSync(pair, instance);
    }
    const all = [...loads.values()];
    const more = () => Promise.all(all.map((load) => load.more(MAILS)));
    for (const load of all) load.start();
    await more();
    const [hit] = pair.instances;
    const gone = pair.primaryOf(hit);
    await gone.crash();
    const gaps = await takesOver(pair, hosts, async () => void (await more()), loads, promises);
    tell(`gaps in ms: ${Object.entries(gaps).join(", ")}; it was the primary of ${hit.name}`);
    await Promise.all(all.map((load) => load.stop()));

    await gone.start();
    const back = await pair.up({ lost: undefined, rejoin: gone.member, override: [] });
    promises.expect(back.code === 0, "the rejoin succeeds", back.stdout.slice(-800));
    for (const instance of loads.keys()) await inSync(pair, instance, 240);
    const home = await pair.up({ instances: ring(hosts), rejoin: undefined, override: ["recent-failover"] });
    promises.expect(home.code === 0, `${hit.name} is moved back`, home.stdout.slice(-800));
    await pair.up({ override: [] });
    const numbers: Record<string, number> = { ...gaps };
    for (const [instance, load] of loads) {
        const { acknowledged, lost } = await load.count(promises, { merged: instance === hit });
        numbers[`${instance.name} acknowledged`] = acknowledged;
        numbers[`${instance.name} lost`] = lost;
        await expectEqual(pair, instance, promises);
    }
    return { numbers, broken: promises.broken };
}

/** The program says that the first host is lost; tells how long users of each instance waited. */
async function takesOver(
    pair: LabCyrusPair,
    hosts: readonly string[],
    more: () => Promise<void>,
    loads: Map<CyrusInstanceTopology, Load>,
    promises: Promises,
): Promise<Record<string, number>> {
    const fault = Date.now();
    const [gone] = hosts;
    const failover = await pair.up({ instances: ring(hosts, gone), lost: gone, override: ["recent-failover"] });
    if (failover.code !== 0) throw new Error(`the failover failed: ${failover.stdout.slice(-1500)}`);
    await more();
    const wanted = ring(hosts, gone).map(({ name, primary }) => `${name} by ${primary}`);
    const serving = pair.instances.map(async (one) => `${one.name} by ${(await pair.serving(one)).join("+")}`);
    const found = await Promise.all(serving);
    promises.expect(found.join() === wanted.join(), `it is served: ${wanted.join(", ")}`, found);
    return Object.fromEntries([...loads].map(([{ name }, load]) => [`${name} gap ms`, load.gapSince("append", fault)]));
}
