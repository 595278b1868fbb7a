import type { ConfigChange } from "../../../lab/pair";
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { wordsOf } from "../database/words";
import { Promises, type Drill, type DrillResult } from "../drill";
import { expectNoCopy, inSync } from "../rows";

/** Segments of a quiet primary are not waited for. */
export const SHIP = { mode: "ship", archiveTimeoutSeconds: 5 };
export const STREAM = { mode: "stream" };

/** Changes the pair in place by one `up`, without a restart of a server, does the work, and changes it back. */
export async function inMode<R>(
    pair: LabPostgresPair,
    change: ConfigChange,
    promises: Promises,
    work: () => Promise<R>,
): Promise<R> {
    const before = Object.fromEntries(Object.keys(change).map((key) => [key, pair.settings[key]]));
    await inSync(pair);
    await changed(pair, change, promises);
    const result = await work();
    await changed(pair, before, promises);
    return result;
}

/** A drill whose work is done in a mode. */
export function drillIn(
    change: ConfigChange,
    texts: Omit<Drill, "run">,
    work: (pair: LabPostgresPair, promises: Promises, tell: (line: string) => void) => Promise<DrillResult["numbers"]>,
): Drill<LabPostgresPair> {
    return {
        ...texts,
        async run(pair, tell) {
            const promises = new Promises();
            const numbers = await inMode(pair, change, promises, () => work(pair, promises, tell));
            return { numbers, broken: promises.broken };
        },
    };
}

async function changed(pair: LabPostgresPair, change: ConfigChange, promises: Promises): Promise<void> {
    const pids = () => Promise.all(pair.members.map(({ machine }) => machine.succeed(asked)));
    const asked = `systemctl show -p MainPID --value ${wordsOf(pair).unit}`;
    const before = await pids();
    const up = await pair.up(change);
    if (up.code !== 0) throw new Error(`the mode could not be changed: ${up.stdout.slice(-1500)}`);
    await inSync(pair);
    promises.expect((await pids()).join() === before.join(), "a change of the mode restarts no server");
    for (const member of pair.members) {
        await expectNoCopy(pair, member, promises, "a change of the mode makes no new copy");
    }
}
