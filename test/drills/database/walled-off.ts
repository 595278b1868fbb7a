/*
 * Situation: the primary hangs under load, and the cloud cannot power it off. It is put alone behind a firewall that drops
 *            everything, and the other member is promoted. Then the old primary goes on where it was, its connections open.
 * Promise:   who still answers is not taken for fenced; never two members whose commits are acknowledged; the old primary
 *            closes itself; 0 acknowledged rows lost.
 * Origin:    reference 2.8, third rung. The lab's firewall lets known connections pass, which is the worse case.
 */
import type { LabMember } from "../../../lab/pair/member";
import type { LabDatabasePair } from "../../../lab/pair/database";
import { linodeApi } from "../../helpers/bare-linode";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill, type DrillResult } from "../drill";
import { count, expectEqual, inSync, other, runName } from "../rows";
import { wordsOf } from "./words";

const ROWS = 200;
const NOTHING = { inbound: [], inbound_policy: "DROP", outbound: [], outbound_policy: "DROP" };

export const drill: Drill<LabDatabasePair> = {
    name: "walled-off",
    situation: "the primary hangs, the cloud cannot power it off and walls it off; after the failover it goes on",
    promise: "the old primary closes itself, one history; 0 acknowledged rows lost",
    origin: "a cloud whose power switch does not work",

    async run(pair, tell) {
        const member = await pair.primaryNow();
        const wall = await Wall.around(pair, member);
        return runWalledOff(pair, member, wall, tell).finally(async () => {
            await member.resume();
            await wall.end();
        });
    },
};

/** The runbook's calls of the cloud's API. */
class Wall {
    private constructor(
        private readonly pair: LabDatabasePair,
        private readonly path: string,
        private readonly before: number[],
        private readonly id: number,
    ) {}

    /** A firewall that lets nothing pass, not in force yet. */
    static async around(pair: LabDatabasePair, { id }: LabMember): Promise<Wall> {
        const path = `/linode/instances/${id}/firewalls`;
        const { data } = await call<{ data: { id: number }[] }>(pair, "GET", path);
        const made = { label: runName("wall"), rules: NOTHING };
        const wall = await call<{ id: number }>(pair, "POST", "/networking/firewalls", made);
        return new Wall(
            pair,
            path,
            data.map((one) => one.id),
            wall.id,
        );
    }

    async close(): Promise<void> {
        await call(this.pair, "PUT", this.path, { firewall_ids: [this.id] });
    }

    async open(): Promise<void> {
        await call(this.pair, "PUT", this.path, { firewall_ids: this.before });
    }

    async end(): Promise<void> {
        await this.open();
        await call(this.pair, "DELETE", `/networking/firewalls/${this.id}`);
    }
}

async function call<T>(pair: LabDatabasePair, method: string, path: string, body?: unknown): Promise<T> {
    const answer = await linodeApi(pair.lab, method, path, body);
    if (answer.status === 200) return answer.body as T;
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
}

async function runWalledOff(
    pair: LabDatabasePair,
    old: LabMember,
    wall: Wall,
    tell: (line: string) => void,
): Promise<DrillResult> {
    const promises = new Promises();
    await inSync(pair);
    const heir = other(pair, old);
    const writer = await pair.writer(runName("walled-off"));
    writer.start();
    await writer.reached(ROWS, 60);
    const failover = "promote --fenced 'the cloud cannot power it off; it is behind a wall' --override recent-failover";
    await wall.close();
    const early = await heir.standby(failover);
    promises.expect(/fence-unproven/.test(early.stderr), "who answers is not fenced", early.stderr);
    promises.expect((await pair.writable()).join() === old.member, "the primary goes on", await pair.writable());

    await old.hang();
    const promoted = await heir.standby(failover);
    promises.expect(promoted.code === 0, "the failover succeeds", promoted.stderr);
    await writer.reached(writer.acknowledged + ROWS, 60);
    tell(`${old.member} hung behind a wall, ${heir.member} takes writes; longest gap ${writer.longestGap()} ms`);

    await old.resume();
    await eventually("the old primary closes itself", 90, async () => (await pair.writable()).join() === heir.member);
    await writer.reached(writer.acknowledged + ROWS, 60);
    tell("the old primary went on, and closed itself");

    await wall.open();
    const back = await old.standby("rejoin --reseed");
    promises.expect(back.code === 0, "a new copy brings it back", back.stderr);
    await old.machine.succeed(`rm -rf ${wordsOf(pair).formerData}`);
    await inSync(pair);
    await writer.stop();
    await old.machine.eventually("standby status", 120);
    const counted = await count(pair, writer, promises);
    await expectEqual(pair, promises);
    const home = await old.standby("promote --override recent-failover");
    promises.expect(home.code === 0, "the switchover back succeeds", home.stderr);
    await inSync(pair);
    return { numbers: { ...counted }, broken: promises.broken };
}
