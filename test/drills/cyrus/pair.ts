import type { CyrusInstanceTopology } from "../../../components/cyrus/topology";
import type { LabCyrusPair } from "../../../lab/pair/cyrus";
import type { LabMember } from "../../../lab/pair/member";
import { budget } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import type { Promises } from "../drill";

/**
 * Where Postfix keeps mails that it has accepted, which it makes executable once they are whole: others were cut off by a
 * loss of power. The command that lists them takes long when there are many.
 */
const QUEUES = "maildrop incoming active deferred hold";

/** Waits until `standby verify` finds the two members of an instance alike, and the standby counts as one that follows. */
export async function inSync(
    pair: LabCyrusPair,
    instance: CyrusInstanceTopology,
    seconds = budget("inSync"),
): Promise<void> {
    await eventually(`both members of ${instance.name} are alike`, seconds, async () => {
        const primary = await pair.primaryNow(instance);
        const { code, stdout, stderr } = await pair.say(primary, instance, "verify");
        if (code !== 0) throw new Error(`standby verify: exit code ${code}: ${(stdout + stderr).slice(-600)}`);
        const status = await pair.say(pair.otherOf(instance, primary), instance, "status");
        if (!/^link .*: takes what/m.test(status.stdout))
            throw new Error(`standby status: ${status.stdout.slice(-600)}`);
        return true;
    });
}

/** Exactly one member serves the instance, the one that the witness names, and the other has the same mailboxes. */
export async function expectEqual(
    pair: LabCyrusPair,
    instance: CyrusInstanceTopology,
    promises: Promises,
): Promise<void> {
    const serving = await pair.serving(instance);
    promises.expect(serving.length === 1, "exactly one member serves", serving);
    if (serving.length !== 1) return;
    const named = /^primary (.*)$/m.exec(await pair.record(instance))?.[1];
    promises.expect(named === serving[0], "the witness names who serves", named);
    await inSync(pair, instance).catch((error) =>
        promises.expect(false, "the standby has what the primary has", (error as Error).message),
    );
}

/** Waits until exactly one member serves; returns its short name. */
export async function oneServes(
    pair: LabCyrusPair,
    instance: CyrusInstanceTopology,
    seconds = budget("serviceBack"),
): Promise<string> {
    return eventually(`exactly one member serves ${instance.name}`, seconds, async () => {
        const names = await pair.serving(instance);
        if (names.length !== 1) throw new Error(`these do: ${names.join(", ") || "none"}`);
        return names[0];
    });
}

/** Has every mail that Postfix accepted been handed over? Hosts without power keep theirs. */
export async function drained(pair: LabCyrusPair): Promise<boolean> {
    for (const { name, machine } of pair.holders.filter((one) => one.machine.running())) {
        const waiting = await machine.succeed(`cd /var/spool/postfix && find ${QUEUES} -type f -perm -u+x | wc -l`);
        if (Number(waiting) > 0) throw new Error(`${name}: ${waiting.trim()} mails wait`);
    }
    return true;
}

/** How often one host took the same mail of a run at most: members that each believe in the other hand it to and fro. */
export async function mostTaken({ machine }: LabMember, run: string): Promise<number> {
    const ids = `journalctl -q -o cat -t postfix/cleanup -g 'message-id=<${run}\\.' | grep -o '<[^>]*>'`;
    return Number(
        await machine.succeed(`${ids} | sort | uniq -c | sort -rn | awk 'NR == 1 { n = $1 } END { print n + 0 }'`),
    );
}

/** A switchover to this member by hand; what it said goes into the promise that it succeeds. */
export async function promote(
    pair: LabCyrusPair,
    instance: CyrusInstanceTopology,
    to: LabMember,
    promises: Promises,
    words = "",
): Promise<void> {
    const { code, stderr } = await pair.say(to, instance, `promote ${words}`.trim());
    promises.expect(code === 0, `${to.member} is promoted`, stderr.slice(-600));
}

/** The other member takes over by hand from this one, which has lost its power. */
export function failOver(
    pair: LabCyrusPair,
    instance: CyrusInstanceTopology,
    gone: LabMember,
    promises: Promises,
): Promise<void> {
    const words = `--fenced '${gone.name} has no power' --override recent-failover`;
    return promote(pair, instance, pair.otherOf(instance, gone), promises, words);
}

/** Moves the role to the member that the program says: an `up` can then move it on. */
export async function home(
    pair: LabCyrusPair,
    instance: CyrusInstanceTopology,
    promises: Promises,
    words = "--override recent-failover",
): Promise<void> {
    const wanted = pair.primaryOf(instance);
    if ((await pair.primaryNow(instance)) === wanted) return;
    await inSync(pair, instance);
    await promote(pair, instance, wanted, promises, words);
    await inSync(pair, instance);
}

/** What the report of a returned member says of the messages that only it had. */
export async function recovered({ machine }: LabMember, { name }: CyrusInstanceTopology): Promise<number> {
    const report = await machine.succeed(`cat /var/lib/standby/role-${name}/recovered`);
    return Number(/^recovered (\d+)$/m.exec(report)?.[1] ?? Number.NaN);
}
