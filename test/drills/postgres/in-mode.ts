import type { ConfigChange } from "../../../lab/pair";
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { wordsOf } from "../database/words";
import type { Promises } from "../drill";
import { inSync } from "../rows";

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

async function changed(pair: LabPostgresPair, change: ConfigChange, promises: Promises): Promise<void> {
    const pids = () => Promise.all(pair.members.map(({ machine }) => machine.succeed(asked)));
    const asked = `systemctl show -p MainPID --value ${wordsOf(pair).unit}`;
    const before = await pids();
    const up = await pair.up(change);
    if (up.code !== 0) throw new Error(`the mode could not be changed: ${up.stdout.slice(-1500)}`);
    await inSync(pair);
    promises.expect((await pids()).join() === before.join(), "a change of the mode restarts no server");
    const copies = await Promise.all(
        pair.members.map(({ machine }) => machine.run(`ls -d ${wordsOf(pair).formerData}`)),
    );
    promises.expect(
        copies.every(({ code }) => code !== 0),
        "a change of the mode makes no new copy",
    );
}
