/*
 * Situation: the host of a Patroni cluster's leader hangs under load until the other one leads, and goes on as if no time had passed.
 * Promise:   it never takes the lead back from the one that has it, and what it took in while it hung counts for nobody.
 * Origin:    Patroni before 3.0.3 wrote its name over that of the new leader (its pull requests 2689 and 2693); seen here after a
 *            cut, with 10 s of acknowledged rows on the member that lost the lead.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { repoRoot } from "../../../lab/paths";
import type { Promises } from "../drill";
import { count, expectEqual, other, runName } from "../rows";
import { fault, whole } from "./patroni";

const OWN_LEAD = path.join(repoRoot, "test/drills/postgres-patroni/own-lead.py");
const OWN_LEAD_SAYS = [
    "another one leads: we do not True",
    "we led: we lead True",
    "we led, by a lease that has run out: we lead True",
];

/** Asks Patroni's own code on each member, against the real etcd; then hangs the leader. */
export async function hungLeader(pair: LabPostgresPair, promises: Promises): Promise<Record<string, number>> {
    await whole(pair);
    for (const { name, machine } of pair.members) {
        const { stdout, stderr } = await machine.run("cd / && exec timeout 60 python3 -B -", {
            stdin: fs.readFileSync(OWN_LEAD, "utf8"),
        });
        const right = stdout.trim() === OWN_LEAD_SAYS.join("\n");
        promises.expect(right, `${name} leaves the lead to whoever has it`, stdout + stderr);
    }
    const writer = await pair.writer(runName("hung"), { servers: pair.proxies() });
    writer.start();
    try {
        const hung = await pair.primaryNow();
        const numbers = await fault(pair, writer, promises, "hang", () => hung.hang());
        promises.expect((await pair.primaryNow()) === other(pair, hung), "the other one leads while the first hangs");
        await hung.resume();
        await whole(pair);
        promises.expect((await pair.primaryNow()) === other(pair, hung), "and leads on when it hangs no more");
        await writer.reached(writer.acknowledged + 100, 60);
        await writer.stop();
        const { acknowledged, lost } = await count(pair, writer, promises);
        await expectEqual(pair, promises);
        return { ...numbers, "hang: acknowledged": acknowledged, "hang: lost": lost };
    } finally {
        await writer.stop();
    }
}
