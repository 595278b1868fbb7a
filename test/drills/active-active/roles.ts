import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import type { LabMember } from "../../../lab/pair/member";
import { eventually } from "../../helpers/eventually";
import type { Promises } from "../drill";

export async function mounted({ machine }: LabMember): Promise<boolean> {
    return (await machine.run("mountpoint -q /srv/mail && test -s /run/standby-pair/serving")).code === 0;
}

/** A word that changes with each boot of its kernel. */
export async function bootOf({ machine }: LabMember): Promise<string> {
    return (await machine.succeed("cat /proc/sys/kernel/random/boot_id")).trim();
}

/** The witness names this member, one epoch on, and shuts out whom it must. */
export async function named(
    pair: LabActiveActivePair,
    promises: Promises,
    wanted: { holder: string; shut: string; epoch: number },
): Promise<void> {
    const { holder, shut, epoch } = await pair.lock();
    const holds = holder === wanted.holder && shut === wanted.shut && epoch === String(wanted.epoch);
    promises.expect(holds, `the lock is ${JSON.stringify(wanted)}`, { holder, shut, epoch });
}

/** A member serves everybody: where both may serve, the users of the other one too. */
export async function servesAll(pair: LabActiveActivePair, member: LabMember): Promise<boolean> {
    return (await mounted(member)) && (!pair.bothServe || (await serves(member, "alone")));
}

/** Dovecot and Postfix run, and this member serves these users: "alone" all, "shared" its own. */
async function serves({ machine }: LabMember, users: "alone" | "shared"): Promise<boolean> {
    const is = `[ "$(cat /run/standby-pair/affinity)" = ${users} ]`;
    return (await machine.run(`${is} && systemctl is-active dovecot.service postfix@-.service`)).code === 0;
}

/** All users can log in at this member. */
export async function allLogIn(pair: LabActiveActivePair, member: LabMember): Promise<boolean> {
    for (const user of pair.users) if (!(await pair.logsIn(member, [user]))) return false;
    return true;
}

/** With both members whole again: this one serves alone, or, where both may serve, each serves its own users. */
export async function inOrder(
    pair: LabActiveActivePair,
    promises: Promises,
    member: LabMember,
    seconds: number,
): Promise<void> {
    if (!pair.bothServe) return servesAlone(pair, promises, member);
    for (const one of pair.members) {
        const both = async () => (await mounted(one)) && (await serves(one, "shared"));
        await eventually(`${one.member} serves its own users`, seconds, both);
        await eventually(`all users log in at ${one.member}`, seconds, () => allLogIn(pair, one));
    }
}

/** This member serves, and no other one. */
export async function servesAlone(pair: LabActiveActivePair, promises: Promises, member: LabMember): Promise<void> {
    const serving = await pair.serving();
    const names = serving.map((one) => one.member);
    promises.expect(serving.length === 1 && serving[0] === member, `${member.member} alone serves`, names);
}

/** The lost member is let in by the one that serves; ends when it has all mail. Returns whether it was. */
export async function letIn(
    pair: LabActiveActivePair,
    promises: Promises,
    serving: LabMember,
    seconds: number,
): Promise<boolean> {
    // The hour in which no member is booted twice is over: other drills were before.
    await pair.witness.machine.succeed(`rm -f /var/lib/standby-fence/${pair.topology.name}/booted-*`);
    const { code, stderr } = await serving.standby(`unfence ${Math.round(seconds)}`, seconds + 60);
    promises.expect(code === 0, "the lost member is let in, and has all mail", stderr.slice(-400));
    return code === 0;
}
