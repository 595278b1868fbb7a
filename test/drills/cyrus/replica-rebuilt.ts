/*
 * Situation: the standby has lost all mailboxes, while users go on storing mail; somebody says `standby rejoin --reseed`.
 * Promise:   it gets everything anew from the primary, and both are alike. The rate is told: the aim is 1,000 messages a second on a
 *            machine with nothing else to do.
 * Origin:    reference drill 16: about 3,500 messages a second in memory.
 */
import type { LabCyrusPair } from "../../../lab/pair/cyrus";
import { Promises, type Drill } from "../drill";
import { Load } from "./load";
import { expectEqual, inSync } from "./pair";

/** Messages that there are at least: what is done once, whatever their number, must not be most of the time. */
const MESSAGES = 10_000;

export const drill: Drill<LabCyrusPair> = {
    name: "replica-rebuilt",
    situation: "the standby has lost all mailboxes and gets them anew, while users store mail",
    promise: "both are alike afterwards, 0 acknowledged mails lost",
    origin: "a new disk",

    async run(pair, tell) {
        const promises = new Promises();
        const instance = pair.instance();
        await inSync(pair, instance);
        const [primary, standby] = [await pair.primaryNow(instance), await pair.standbyNow(instance)];
        const spool = `/srv/cyrus/${instance.name}`;
        const messages = async () =>
            Number(await primary.machine.succeed(`find ${spool} -type f -name '[0-9]*.' | wc -l`));
        const users = pair.usersOf(instance);
        const doors = { connections: 2 * users.length, restMs: 0 };
        const filler = await pair.writer(instance, "lmtp", `fill-${Date.now().toString(36)}`, doors);
        filler.start();
        await filler.reached(Math.max(0, MESSAGES - (await messages())), 600);
        await filler.stop();
        await inSync(pair, instance, 240);
        const load = await Load.on(pair, instance, "replica-rebuilt", ["append"]);
        load.start();
        await load.more(20);

        const cyrus = `standby-cyrus@${instance.name}.service`;
        await standby.machine.succeed(`systemctl stop ${cyrus} && rm -rf ${spool} /var/lib/cyrus-${instance.name}`);
        const total = await messages();
        const since = Date.now();
        const { code, stderr } = await pair.say(standby, instance, "rejoin --reseed");
        promises.expect(code === 0, "the standby gets everything anew", stderr.slice(-600));
        const seconds = (Date.now() - since) / 1000;
        await load.more(20);
        await load.stop();
        const rate = total / seconds;
        const copies = [...(stderr + (await standby.logSince(since))).matchAll(/copied from \w+ in (\d+) ms/g)];
        const copying = total / (Math.max(...copies.map(([, ms]) => Number(ms))) / 1000);
        tell(
            `${total} messages in ${seconds.toFixed(1)} s: ${rate.toFixed(0)} a second with stop, start and proof; ` +
                `${copying.toFixed(0)} a second while they were copied`,
        );
        const copied = `find ${spool} -type f -name '[0-9]*.' | wc -l`;
        const there = Number(await standby.machine.succeed(copied));
        promises.expect(there >= total, "every message is on the standby's disk", { there, total });
        const numbers = {
            ...(await load.count(promises)),
            messages: total,
            seconds,
            "messages/s": rate,
            "copied/s": copying,
        };
        await expectEqual(pair, instance, promises);
        await standby.machine.succeed("rm -rf /srv/cyrus/.aside-*");
        return { numbers, broken: promises.broken };
    },
};
