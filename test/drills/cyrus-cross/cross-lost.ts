/*
 * Situation: two instances on two hosts, each the primary of one; users of both store mail by the proxy, strangers send some. One
 *            host loses its power, is declared lost, and comes back later.
 * Promise:   the instance of the other host goes on where it is; the lost one's is served by the same host then; once the lost
 *            host is back, 0 acknowledged mails of either are lost, and both instances are alike on both hosts.
 * Origin:    seed S3's layout, "DON'T DO IT" of two primaries included: each instance has one.
 */
import type { CyrusInstanceTopology } from "../../../components/cyrus/topology";
import type { ConfigChange } from "../../../lab/pair";
import type { LabCyrusPair } from "../../../lab/pair/cyrus";
import { Load } from "../cyrus/load";
import { expectEqual, inSync } from "../cyrus/pair";
import { Promises, type Drill } from "../drill";

const MAILS = 40;

/** Settings of the stack: who is the primary of which instance. */
export function crossed(mail: string, work: string) {
    return [
        { name: "mail", members: ["a", "b"], primary: mail, domains: ["example.test"] },
        { name: "work", members: ["b", "a"], primary: work, domains: ["work.example.test"] },
    ];
}

export const SETTINGS: ConfigChange = {
    endpoint: "proxy",
    instances: crossed("a", "b"),
    users: ["anna@example.test", "ben@example.test", "carl@work.example.test", "dora@work.example.test"].map(
        (name) => ({
            name,
            password: `Lab-${name.split("@")[0]}-Eeghai7u`,
        }),
    ),
};

export const drill: Drill<LabCyrusPair> = {
    name: "cross-lost",
    situation: "of two hosts that are each the primary of one instance, one loses its power under load",
    promise: "the other serves both; 0 acknowledged mails of either lost once it is back",
    origin: "two instances on two hosts",

    async run(pair, tell) {
        const promises = new Promises();
        const [mail, work] = [pair.instance("mail"), pair.instance("work")];
        const loads = new Map<CyrusInstanceTopology, Load>();
        for (const instance of [mail, work]) {
            loads.set(instance, await Load.on(pair, instance, `cross-${instance.name}`));
            await inSync(pair, instance);
        }
        const all = [...loads.values()];
        for (const load of all) load.start();
        await Promise.all(all.map((load) => load.more(MAILS)));
        const [gone, heir] = [pair.a, pair.b];
        await gone.crash();
        const fault = Date.now();
        const override = ["recent-failover"];
        const failover = await pair.up({ instances: crossed("b", "b"), lost: gone.member, override });
        if (failover.code !== 0) throw new Error(`the failover failed: ${failover.stdout.slice(-1500)}`);
        await Promise.all(all.map((load) => load.more(MAILS)));
        const gaps = all.map((load) => load.gapSince("append", fault));
        for (const instance of loads.keys()) {
            const serving = (await pair.serving(instance)).join();
            promises.expect(serving === heir.member, `${heir.member} serves ${instance.name}`, serving);
        }
        tell(`${heir.member} serves both; gap of mail ${gaps[0]} ms, of work, whose primary it was, ${gaps[1]} ms`);
        await Promise.all(all.map((load) => load.stop()));

        await gone.start();
        const back = await pair.up({ lost: undefined, rejoin: gone.member, override: [] });
        promises.expect(back.code === 0, "the rejoin succeeds", back.stdout.slice(-800));
        for (const instance of loads.keys()) await inSync(pair, instance, 240);
        const home = await pair.up({ instances: crossed("a", "b"), rejoin: undefined, override });
        promises.expect(home.code === 0, "mail is moved back", home.stdout.slice(-800));
        await pair.up({ override: [] });
        const numbers: Record<string, number> = { "mail gap ms": gaps[0], "work gap ms": gaps[1] };
        for (const [instance, load] of loads) {
            const { acknowledged, lost } = await load.count(promises, { merged: instance === mail });
            numbers[`${instance.name} acknowledged`] = acknowledged;
            numbers[`${instance.name} lost`] = lost;
            await expectEqual(pair, instance, promises);
        }
        return { numbers, broken: promises.broken };
    },
};
