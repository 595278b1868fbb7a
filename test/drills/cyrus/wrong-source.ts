/*
 * Situation: the primary's disk is replaced by an empty one, while the standby has everything. Somebody tells the standby to get
 *            its mailboxes anew; then the primary is made to forget that it ever had some, and starts with none.
 * Promise:   it serves nobody before; either order is refused, and the standby keeps every message; the disk put back, all goes on.
 * Origin:    reference drill 17: the wrong host as the source of a resync empties the right one.
 */
import type { LabCyrusPair } from "../../../lab/pair/cyrus";
import { Promises, type Drill } from "../drill";
import { Load } from "./load";
import { expectEqual, inSync, oneServes } from "./pair";

const MAILS = 40;

export const drill: Drill<LabCyrusPair> = {
    name: "wrong-source",
    situation: "the primary comes up with an empty disk, and the standby is told to copy that",
    promise: "refused; the standby keeps every message",
    origin: "a disk that was replaced, and an order in a hurry",

    async run(pair, tell) {
        const promises = new Promises();
        const instance = pair.instance();
        const load = await Load.on(pair, instance, "wrong-source", ["append"]);
        load.start();
        await load.more(MAILS);
        await load.stop();
        await inSync(pair, instance);
        const [primary, standby] = [await pair.primaryNow(instance), await pair.standbyNow(instance)];
        const unit = `standby-cyrus@${instance.name}.service`;
        const folders = [`/srv/cyrus/${instance.name}`, `/var/lib/cyrus-${instance.name}`];
        const move = (one: string, other: string) =>
            folders.map((folder) => `mv ${folder}${one} ${folder}${other}`).join(" && ");
        const messages = async () =>
            Number(await standby.machine.succeed(`find ${folders[0]} -type f -name '[0-9]*.' | wc -l`));
        const before = await messages();
        await primary.machine.succeed(
            `systemctl stop ${unit} && ${move("", ".kept")} && systemctl start --no-block ${unit}`,
        );
        await primary.machine.eventually(`journalctl -q -u ${unit} -n 200 | grep 'has no mailboxes'`, 60);
        promises.expect((await pair.serving(instance)).length === 0, "a primary without its mailboxes serves nobody");
        const early = await pair.say(standby, instance, "rejoin --reseed");
        promises.expect(
            early.code !== 0,
            "a copy of a primary that does not serve is refused",
            early.stderr.slice(-400),
        );
        await primary.machine.succeed(`rm -f /var/lib/standby/role-${instance.name}/users`);
        await primary.machine.eventually(`/usr/local/lib/standby/cyrus/imap ${instance.name} ping`, 60);
        const { code, stderr } = await pair.say(standby, instance, "rejoin --reseed");
        promises.expect(
            code !== 0 && /wrong-source/.test(stderr),
            "a copy of an empty one is refused",
            stderr.slice(-400),
        );
        // This one has nothing to do for a member that follows; it may say so, or refuse.
        await pair.say(standby, instance, "rejoin");
        const kept = await messages();
        promises.expect(kept >= before, "the standby keeps every message", { before, kept });
        tell(`an empty primary: refused as a source; the standby had ${before} messages, and has ${kept}`);
        await primary.machine.succeed(`systemctl stop ${unit} && rm -rf ${folders.join(" ")} && ${move(".kept", "")}`);
        await primary.machine.succeed(`systemctl start --no-block ${unit}`);
        promises.expect((await oneServes(pair, instance)) === primary.member, "the same member serves again");
        await inSync(pair, instance, 180);
        const numbers = { ...(await load.count(promises)), messages: before, kept };
        await expectEqual(pair, instance, promises);
        await standby.machine.succeed("rm -rf /srv/cyrus/.aside-*");
        return { numbers, broken: promises.broken };
    },
};
