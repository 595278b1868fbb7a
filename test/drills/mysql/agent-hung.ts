/*
 * Situation: the primary's agent hangs while an operator promotes the other member, and goes on afterwards; first the agent
 *            alone, then with all that it has started, its connections to the others among it. At last it hangs for good.
 * Promise:   the promotion succeeds or changes nothing; never two writers, also when the agent goes on with what it knew before.
 *            An agent that hangs for good is started anew.
 * Origin:    reference drill 14 and rule 5 (Patroni's hung agent).
 */
import type { LabMember } from "../../../lab/pair/member";
import type { LabMySqlPair } from "../../../lab/pair/mysql";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill, type DrillResult } from "../drill";
import { count, expectEqual, inSync, other, runName } from "../rows";

const ROWS = 200;
/** What hangs: as systemctl calls it, and in words. */
const HANGS = [
    ["main", "the agent alone"],
    ["all", "the agent and its connections"],
];
/** Several times: it hangs at another moment each time. */
const ROUNDS = 3;

export const drill: Drill<LabMySqlPair> = {
    name: "agent-hung",
    situation: "the primary's agent hangs while the other member is promoted",
    promise: "the promotion succeeds or changes nothing, never two writers; 0 acknowledged rows lost",
    origin: "an agent that hangs",

    async run(pair, tell) {
        return runAgentHung(pair, tell).finally(async () => {
            for (const { machine } of pair.members) await machine.run("systemctl kill -s CONT standby-role");
        });
    },
};

async function runAgentHung(pair: LabMySqlPair, tell: (line: string) => void): Promise<DrillResult> {
    const promises = new Promises();
    const writer = await pair.writer(runName("agent-hung"));
    writer.start();
    const home = await pair.primaryNow();
    let moved = 0;
    for (const [whom, what] of [...Array(ROUNDS).keys()].flatMap(() => HANGS)) {
        await inSync(pair);
        const from = await pair.primaryNow();
        const to = other(pair, from);
        // Received is not applied yet: a switchover that waited too long for that would be undone for another reason.
        await writer.pause();
        await to.machine.eventually("standby status", 120);
        writer.resume();
        await from.machine.succeed(`systemctl kill --kill-whom=${whom} -s STOP standby-role`);
        const { code, stderr } = await to.standby("promote");
        const during = await pair.writable();
        promises.expect(during.length <= 1, `${what} hangs: never two writers`, during);
        await from.machine.succeed(`systemctl kill --kill-whom=${whom} -s CONT standby-role`);
        const expected = code === 0 ? to : from;
        await eventually(`${expected.member} alone takes writes`, 90, async () => {
            const names = await pair.writable();
            promises.expect(names.length <= 1, `${what} goes on: never two writers`, names);
            return names.join() === expected.member;
        });
        await writer.reached(writer.acknowledged + ROWS, 60);
        moved += Number(code === 0);
        const said = stderr.trim().split("\n").pop()?.slice(0, 120);
        tell(`${what} hangs: ${expected.member} takes writes; ${said}; longest gap ${writer.longestGap()} ms`);
    }
    tell(`a hung agent is started anew after ${await restarted(home)} s`);
    if ((await pair.primaryNow()) !== home) {
        await inSync(pair);
        await writer.pause();
        await home.machine.eventually("standby status", 120);
        writer.resume();
        const back = await home.standby("promote");
        promises.expect(back.code === 0, "the switchover back succeeds", back.stderr);
    }
    await writer.stop();
    const counted = await count(pair, writer, promises);
    await inSync(pair);
    await expectEqual(pair, promises);
    return { numbers: { ...counted, hangs: ROUNDS * HANGS.length, moved }, broken: promises.broken };
}

/** How long it takes until an agent that hangs for good has a successor. */
async function restarted({ machine }: LabMember): Promise<number> {
    const agent = () => machine.succeed("systemctl show -P MainPID standby-role");
    const before = await agent();
    const since = Date.now();
    await machine.succeed("systemctl kill -s STOP standby-role");
    await eventually("another agent", 180, async () => !["0", before].includes(await agent()));
    return Math.round((Date.now() - since) / 1000);
}
