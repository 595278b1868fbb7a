/*
 * Situation: the primary is cut off and loses its power with changes that it never sent. On the new primary a user renames a
 *            folder, deletes one, makes one and subscribes. Then the old primary comes back as it was, cut off from nobody,
 *            and somebody starts its replication by hand.
 * Promise:   it does not serve and sends not one byte: what was renamed, deleted, made and subscribed stays so; what only it
 *            had acknowledged comes back.
 * Origin:    reference drill 8: on plain Cyrus the deleted folder revives, the rename is undone, subscriptions are reset.
 */
import type { CyrusInstanceTopology } from "../../../components/cyrus/topology";
import type { LabCyrusPair } from "../../../lab/pair/cyrus";
import type { LabMember } from "../../../lab/pair/member";
import { Promises, type Drill, type DrillResult } from "../drill";
import { Load } from "./load";
import { expectEqual, home, inSync, oneServes } from "./pair";

const MAILS = 40;
/** A line of a primary's Cyrus when another one's replication has come in. */
const REPLICATION_LOGIN = /login: .*standby_repl/;

export const drill: Drill<LabCyrusPair> = {
    name: "split-brain",
    situation: "an old primary with changes that it never sent comes back in its old role",
    promise: "it serves nobody and sends nothing; what users did on the new primary stays done",
    origin: "a host that returns by itself",

    run: (pair, tell) => runSplit(pair, tell).finally(() => Promise.all(pair.hosts.map((host) => host.heal()))),
};

async function runSplit(pair: LabCyrusPair, tell: (line: string) => void): Promise<DrillResult> {
    const promises = new Promises();
    const instance = pair.instance();
    const [user] = pair.usersOf(instance);
    const [old, heir] = [await pair.primaryNow(instance), await pair.standbyNow(instance)];
    const word = `split${Date.now().toString(36)}`;
    const on = <T>(host: LabMember, work: Parameters<typeof pair.inside<T>>[2]) =>
        pair.inside(pair.serverAt(instance, host), user, work);
    await on(old, async ({ raw }) => {
        for (const name of ["moves", "goes", "kept"]) await raw.mailboxCreate(`${word}-${name}`);
        await raw.mailboxSubscribe(`${word}-kept`);
    });
    const load = await Load.on(pair, instance, "split-brain", ["append"]);
    await inSync(pair, instance);

    await old.cutFrom(heir);
    load.start();
    await load.more(MAILS);
    // A change of the user as a whole: it is what makes a late replication put back everything of the user.
    await on(old, ({ raw }) => raw.mailboxSubscribe(`${word}-goes`));
    await old.crash();
    await load.stop();
    await old.heal();
    const fenced = `promote --fenced '${old.name} has no power' --override recent-failover`;
    const { code, stderr } = await pair.say(heir, instance, fenced);
    promises.expect(code === 0, "the failover succeeds", stderr.slice(-600));
    await on(heir, async ({ raw }) => {
        await raw.mailboxRename(`${word}-moves`, `${word}-moved`);
        await raw.mailboxDelete(`${word}-goes`);
        await raw.mailboxCreate(`${word}-made`);
        await raw.mailboxSubscribe(`${word}-made`);
        await raw.mailboxUnsubscribe(`${word}-kept`);
    });
    const wanted = await foldersOf(pair, instance, heir, word);
    const since = Date.now();
    await old.start();
    await attempt(old, instance);
    await old.machine.eventually(`test ! -e /run/cyrus-${instance.name}/primary && standby status`, 180);
    promises.expect((await oneServes(pair, instance)) === heir.member, "the new primary alone serves");
    const logins = (await heir.logSince(since)).split("\n").filter((line) => REPLICATION_LOGIN.test(line));
    promises.expect(logins.length === 0, "nobody's replication came in at the new primary", logins);
    tell(`${old.member} came back: it serves nobody, its replication did not come in`);
    await inSync(pair, instance);
    const found = await foldersOf(pair, instance, heir, word);
    promises.expect(found === wanted, "folders and subscriptions are as the user left them", { wanted, found });
    const numbers = await load.count(promises, { merged: true });
    await expectEqual(pair, instance, promises);
    await on(heir, async ({ raw }) => {
        for (const name of ["moved", "made", "kept"]) await raw.mailboxDelete(`${word}-${name}`);
    });
    await home(pair, instance, promises);
    return { numbers: { ...numbers, "replication logins": logins.length }, broken: promises.broken };
}

/** Again and again, what somebody may try on a host that boots: to start the replication, as a service and by hand. */
async function attempt({ machine }: LabMember, { name }: CyrusInstanceTopology): Promise<void> {
    const client = `timeout 5 setpriv --reuid=cyrus --regid=mail --init-groups /usr/lib/cyrus/bin/sync_client -C /etc/imapd_${name}.conf`;
    await machine.eventually("systemctl is-system-running | grep -qE 'running|degraded'", 120);
    await machine.run(
        `systemctl start --no-block standby-cyrus-sync@${name}.service; ${client} -R -1 -o; ${client} -A`,
    );
}

/** Folders of the drill and subscriptions to them, in one line. */
function foldersOf(pair: LabCyrusPair, instance: CyrusInstanceTopology, host: LabMember, word: string) {
    return pair.inside(pair.serverAt(instance, host), pair.usersOf(instance)[0], async ({ raw }) => {
        const all = (await raw.list()).filter(({ path }) => path.startsWith(word));
        return all.map(({ path, subscribed }) => `${path}${subscribed ? " subscribed" : ""}`).join(", ");
    });
}
