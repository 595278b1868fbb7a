/*
 * Situation: the standby is fenced while clients write more than the primary keeps for it; once all of it was shipped to the
 *            standby's disk, and once that is gone, too.
 * Promise:   the primary's disk is not filled: the slot is given up within its bound; the standby fills the gap from what was shipped,
 *            without a copy; without that it says what is wrong and is not promoted, and a new copy mends it under load.
 * Origin:    reference drill 5: slot `lost`.
 */
import type { LabMember } from "../../../lab/pair";
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { wordsOf } from "../database/words";
import { Promises, type Drill } from "../drill";
import { count, expectEqual, expectNoCopy, inSync, runName } from "../rows";
import { inMode } from "./in-mode";

/** MiB */
export const KEEP = 256;
const SEGMENTS = KEEP / 16 + 4;

export const drill: Drill<LabPostgresPair> = {
    name: "fell-behind",
    situation: "the standby was away for longer than the primary keeps its log",
    promise:
        "what was shipped fills the gap; without it no promotion, and a new copy mends it; 0 acknowledged rows lost",
    origin: "a standby that was away for too long",

    async run(pair, tell) {
        const promises = new Promises();
        const numbers = await inMode(pair, { walKeepMiB: KEEP }, promises, async () => {
            const [primary, standby] = [await pair.primaryNow(), await pair.standbyNow()];
            const writer = await pair.writer(runName("fell-behind"));
            writer.start();
            await away(pair, primary, standby, promises);
            await standby.standby("unfence");
            await inSync(pair, 180);
            await expectNoCopy(pair, standby, promises, "what was shipped fills the gap, without a copy");
            tell("the slot was lost, and what was shipped filled the gap");

            await away(pair, primary, standby, promises);
            await standby.machine.succeed("find /var/lib/standby-wal -type f -name '0*' -delete");
            await standby.standby("unfence");
            await standby.machine.eventually("standby status | grep -q 'ALARM this member does not follow'", 60);
            const refused = await standby.standby("promote");
            promises.expect(/refused \[not-following\]/.test(refused.stderr), "it is not promoted", refused.stderr);
            tell(`refused: ${refused.stderr.trim().split("\n").pop()?.slice(0, 200)}`);
            const mended = await standby.standby("rejoin --reseed");
            promises.expect(mended.code === 0, "a new copy mends it", mended.stderr);
            await standby.machine.succeed(`rm -rf ${wordsOf(pair).formerData}`);
            await inSync(pair);
            await writer.stop();
            const counted = { ...(await count(pair, writer, promises)) };
            await expectEqual(pair, promises);
            return counted;
        });
        return { numbers, broken: promises.broken };
    },
};

/** Fences the standby until the primary has thrown away what it needs. */
export async function away(
    pair: LabPostgresPair,
    primary: LabMember,
    standby: LabMember,
    promises: Promises,
): Promise<void> {
    const since = Date.now();
    const fenced = await primary.standby(`fence ${standby.member}`);
    promises.expect(fenced.code === 0, "the standby is fenced", fenced.stderr);
    for (let segment = 0; segment < SEGMENTS; segment++) {
        await pair.sql(primary, "select pg_logical_emit_message(false, 'drill', 'a record'); select pg_switch_wal()");
    }
    const shipped = "! ls /var/lib/postgresql/15/main/pg_wal/archive_status/*.ready 2>/dev/null";
    await primary.machine.eventually(shipped, 180);
    await pair.sql(primary, "checkpoint");
    const lost = `journalctl -q --since @${Math.floor(since / 1000)} -o cat | grep 'the slot standby_. lost its place'`;
    await primary.machine.eventually(lost, 60);
}
