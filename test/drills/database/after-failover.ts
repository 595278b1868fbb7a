/*
 * Situation: the primary lives but reaches nobody except its clients, and the program says `lost`. While it is off, somebody
 *            runs `up`, `refresh` and `destroy`.
 * Promise:   the fence by the cloud's API holds, with the watchdog (Lassie) on; `up` and `refresh` change nothing and boot
 *            nothing; `destroy` is refused as a whole while the members are protected; the lost one comes back, if it must by a new copy.
 * Origin:    reference drill 14: Lassie on, `pulumi up`, `refresh` and `destroy` protection after a failover.
 */
import type { LabDatabasePair } from "../../../lab/pair/database";
import type { LabMember } from "../../../lab/pair/member";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill, type DrillResult } from "../drill";
import { count, expectEqual, inSync, other, runName } from "../rows";
import { DIVERGED } from "../postgres/files";
import { wordsOf } from "./words";

const ROWS = 200;
/** The watchdog looks each second. */
const WATCHDOG_MS = 4000;

export const drill: Drill<LabDatabasePair> = {
    name: "after-failover",
    situation: "a living primary is fenced by the program; then up, refresh and destroy are run",
    promise: "it stays off, nothing is changed, destroy is refused; 0 acknowledged rows lost",
    origin: "routine work in the days after a failover",

    async run(pair, tell) {
        return runAfterFailover(pair, tell).finally(async () => {
            for (const host of pair.hosts) await host.heal();
        });
    },
};

async function runAfterFailover(pair: LabDatabasePair, tell: (line: string) => void): Promise<DrillResult> {
    const promises = new Promises();
    await inSync(pair);
    const writer = await pair.writer(runName("after-failover"));
    writer.start();
    await writer.reached(ROWS, 60);
    const gone = await pair.primaryNow();
    const heir = other(pair, gone);
    const status = async () => (await pair.client.instance(gone.id)).status;
    const staysOff = async (after: string) => {
        const since = Date.now();
        await eventually("the watchdog has looked", 30, () => Date.now() - since > WATCHDOG_MS);
        const found = [await status(), gone.machine.running()];
        promises.expect(found.join() === "offline,false", `${after}: the lost member stays off`, found);
        promises.expect((await pair.writable()).join() === heir.member, `${after}: one writer`, await pair.writable());
    };

    for (const host of [pair.witness, heir]) await gone.cutFrom(host);
    const failover = await pair.up({
        ...{ primary: heir.member, lost: gone.member, rejoin: undefined, destroyable: false },
        override: ["recent-failover"],
    });
    promises.expect(failover.code === 0, "the failover succeeds", failover.stdout.slice(-800));
    await staysOff("failover");
    await writer.reached(writer.acknowledged + ROWS, 60);
    tell(`${gone.member} lived, and is powered off by the API; longest gap ${writer.longestGap()} ms`);

    for (const verb of ["up", "refresh", "up"] as const) {
        const { code, changed, summary } = await (verb === "up" ? pair.up() : pair.pulumi.refresh());
        promises.expect(code === 0 && changed === 0, `${verb} changes nothing`, [code, summary]);
        await staysOff(verb);
    }
    const things = async () => {
        const { instances, zones } = await pair.client.state();
        return `${instances.length} machines, ${zones.flatMap(({ records }) => records).length} records`;
    };
    const before = await things();
    // With its preview, as a person runs it: that is where it stops. Without one the engine deletes until it is refused.
    const destroy = await pair.pulumi.command(["destroy", "--yes"]);
    const said = destroy.stdout + destroy.stderr;
    promises.expect(destroy.code !== 0 && /protected/.test(said), "destroy is refused", said.slice(-500));
    promises.expect((await things()) === before, `nothing is deleted of ${before}`, await things());
    await writer.reached(writer.acknowledged + ROWS, 60);
    tell("up and refresh changed nothing, destroy was refused");

    await gone.heal();
    await returns(pair, gone, promises);
    const back = await pair.up();
    promises.expect(back.code === 0, "the same up succeeds then", back.stdout.slice(-800));
    await inSync(pair);
    await writer.stop();
    await gone.machine.eventually("standby status", 120);
    const counted = await count(pair, writer, promises);
    await expectEqual(pair, promises);
    const home = await pair.up({ primary: gone.member, rejoin: undefined });
    promises.expect(home.code === 0, "the switchover back succeeds", home.stdout.slice(-800));
    await inSync(pair);
    return { numbers: { ...counted }, broken: promises.broken };
}

/** It comes back as a standby, where it has more than the other one by a new copy. */
async function returns(pair: LabDatabasePair, gone: LabMember, promises: Promises): Promise<void> {
    const { split, formerData } = wordsOf(pair);
    const { code, stdout, stderr } = await pair.up({
        ...{ lost: undefined, rejoin: gone.member, destroyable: true },
        override: [],
    });
    if (split.rewinds) {
        promises.expect(code === 0, "it is rewound, and stands by", stdout.slice(-800));
        await gone.machine.succeed(`rm -rf ${DIVERGED}`);
        return;
    }
    // Its commits waited for an acknowledgement, and the orderly power-off let them end: nobody was told, but it has them.
    const why = stdout + stderr;
    promises.expect(
        /does not stand by.*1236/s.test(why),
        "it has more, and is not taken for a standby",
        why.slice(-500),
    );
    const copied = await gone.standby("rejoin --reseed");
    promises.expect(copied.code === 0, "a new copy mends it", copied.stderr);
    await gone.machine.succeed(`rm -rf ${formerData}`);
}
