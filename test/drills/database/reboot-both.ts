/*
 * Situation: both members are rebooted at once under load. Then the standby is fenced, is rebooted by hand, and turns itself off,
 *            whereupon the cloud's watchdog (Lassie) boots it.
 * Promise:   the same primary goes on in the same epoch; a fence outlasts every boot until `standby unfence`.
 * Origin:    reference drill 14: reboot both at once, reboot the fenced node by hand, Lassie on.
 */
import type { LabMember } from "../../../lab/pair/member";
import type { LabDatabasePair } from "../../../lab/pair/database";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { count, expectEqual, inSync, other, record, runName } from "../rows";
import { wordsOf } from "./words";

const ROWS = 200;
const BOOT = "stat -c %Y /proc/1";

/** Waits for the agent of a new boot, and tells what it says of itself. */
async function rebooted({ machine }: LabMember, how: () => Promise<unknown>): Promise<string> {
    const before = await machine.succeed(BOOT);
    await how();
    await eventually("it is booted", 90, async () => (await machine.succeed(BOOT)) !== before);
    return machine.eventually("journalctl -u standby-role -b -o cat | grep '^standby: role: '", 60);
}

export const drill: Drill<LabDatabasePair> = {
    name: "reboot-both",
    situation: "both are rebooted at once; later the fenced standby is rebooted by hand and by the watchdog",
    promise: "the same primary in the same epoch; a fence outlasts boots; 0 acknowledged rows lost",
    origin: "maintenance of a site",

    async run(pair, tell) {
        const promises = new Promises();
        await inSync(pair);
        const epoch = /^epoch .*$/m.exec(await record(pair))?.[0];
        const writer = await pair.writer(runName("reboot-both"));
        writer.start();
        await writer.reached(ROWS, 60);
        const primary = await pair.primaryNow();
        const standby = other(pair, primary);
        await Promise.all(pair.members.map((member) => rebooted(member, () => member.machine.reboot())));
        await writer.reached(writer.acknowledged + ROWS, 120);
        promises.expect((await pair.writable()).join() === primary.member, "the same primary", await pair.writable());
        const now = /^epoch .*$/m.exec(await record(pair))?.[0];
        promises.expect(now === epoch, "the same epoch", now);
        tell(`both rebooted at once: ${primary.member} goes on, longest gap ${writer.longestGap()} ms`);
        await inSync(pair);

        const fenced = await primary.standby(`fence ${standby.member}`);
        promises.expect(fenced.code === 0, "the standby is fenced", fenced.stderr);
        const boots: [string, () => Promise<unknown>][] = [
            ["a reboot by hand", () => standby.machine.reboot()],
            ["the watchdog", () => standby.machine.run("systemctl --no-block poweroff")],
        ];
        for (const [what, how] of boots) {
            const said = await rebooted(standby, how);
            promises.expect(/role: fenced/.test(said), `${what}: it is still fenced`, said);
            const started = await standby.machine.run(`systemctl start ${wordsOf(pair).unit}`);
            promises.expect(started.code !== 0, `${what}: its server does not start`);
            const { code, stdout } = await standby.standby("status");
            promises.expect(
                code === 1 && /ALARM this member is fenced/.test(stdout),
                `${what}: the status says so`,
                stdout,
            );
            await writer.reached(writer.acknowledged + ROWS, 60);
            tell(`${what}: still fenced, the primary goes on`);
        }
        const unfenced = await standby.standby("unfence");
        promises.expect(unfenced.code === 0, "the fence is ended", unfenced.stderr);
        await inSync(pair);
        await writer.stop();
        // In sync means received; what it missed it applies one by one, as fast as its disk is.
        await standby.machine.eventually("standby status", 120);
        const numbers = { ...(await count(pair, writer, promises)) };
        await expectEqual(pair, promises);
        return { numbers, broken: promises.broken };
    },
};
