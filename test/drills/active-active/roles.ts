import type { LabActiveActivePair } from "../../../lab/pair/active-active";
import type { LabMember } from "../../../lab/pair/member";
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

/** This member serves, and no other one. */
export async function servesAlone(pair: LabActiveActivePair, promises: Promises, member: LabMember): Promise<void> {
    const serving = await pair.serving();
    const names = serving.map((one) => one.member);
    promises.expect(serving.length === 1 && serving[0] === member, `${member.member} alone serves`, names);
}

/** The lost member is let in by the one that serves; ends when it has all mail. */
export async function letIn(
    pair: LabActiveActivePair,
    promises: Promises,
    serving: LabMember,
    seconds: number,
): Promise<void> {
    // The hour in which no member is booted twice is over: other drills were before.
    await pair.witness.machine.succeed(`rm -f /var/lib/standby-fence/${pair.topology.name}/booted-*`);
    const { code, stderr } = await serving.standby(`unfence ${Math.round(seconds)}`, seconds + 60);
    promises.expect(code === 0, "the lost member is let in, and has all mail", stderr.slice(-400));
}
