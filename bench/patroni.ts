import { succeeded } from "../lab/engine/pulumi";
import { openPair } from "../lab/kinds";
import type { LabPostgresPair } from "../lab/pair/postgres";
import { firstWrite, inSync, ROUNDS } from "./database";

/** One leads, and the other one has all that it acknowledged. */
const WHOLE =
    "patronictl -c /etc/standby/patroni.yml list | awk '/Leader/ { l = 1 } /Sync Standby/ { s = 1 } END { exit !(l && s) }'";

/**
 * Patroni on the hosts of this pair, which move to it first: seconds from the power loss of the leader to the first acknowledged
 * row, with nobody's help; one for each round.
 */
export async function patroniFailovers(pair: LabPostgresPair): Promise<number[]> {
    // The backups of the lab's pair do not go with Patroni yet.
    const primary = (await pair.primaryNow()).member;
    succeeded(await pair.up({ primary, endpoint: "haproxy", backupDirectory: "" }));
    await inSync(pair);
    succeeded(await pair.up({ engine: "patroni" }));
    const cluster = await openPair("postgres", pair.lab, pair.pulumi);
    const found: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
        await cluster.a.machine.eventually(WHOLE, 150);
        const leader = await cluster.primaryNow();
        found.push(await firstWrite(cluster, `patroni-${round}`, () => leader.crash()));
        await leader.start();
    }
    return found;
}
