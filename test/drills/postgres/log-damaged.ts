/*
 * Situation: in `mode: "ship"` the primary dies while the standby is behind, and of the segments that were shipped one is corrupt,
 *            one cut short and one gone.
 * Promise:   the standby is not promoted over any of them, and names each; once they are whole, it has all that was shipped.
 * Origin:    reference drill 10: PostgreSQL ends its recovery at a damaged segment, as if nothing came after it.
 */
import type { LabMember } from "../../../lab/pair";
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { eventually } from "../../helpers/eventually";
import type { DrillResult, Promises } from "../drill";
import { inSync, other, runName } from "../rows";
import { DIVERGED } from "./files";
import { drillIn, SHIP } from "./in-mode";

const ROWS = 50;
export const FOLDER = "/var/lib/standby-wal";
/** What becomes of a segment, by its place among those that wait; $f is the file. */
export const DAMAGES: [number, string, string][] = [
    [2, "corrupt", 'printf damage | dd of="$f" bs=1 seek=8300 conv=notrunc status=none'],
    [4, "cut short", 'truncate -s 8M "$f"'],
    [6, "gone", 'rm "$f"'],
];
export const SEGMENTS = 8;

export const drill = drillIn(
    SHIP,
    {
        name: "log-damaged",
        situation: "the primary dies, and shipped segments are corrupt, cut short and gone",
        promise: "no promotion over any of them; mended, nothing that was shipped is lost",
        origin: "a disk that lies, a hand that slips",
    },
    damage,
);

/** Ends the segment that is being written, and waits until it was shipped. Returns its name. */
export async function shipSegment(pair: LabPostgresPair, from: LabMember, to: LabMember): Promise<string> {
    const name = await pair.sql(from, "select pg_walfile_name(pg_switch_wal())");
    await to.machine.eventually(`[ -e ${FOLDER}/${name} ]`, 60);
    return name;
}

async function damage(
    pair: LabPostgresPair,
    promises: Promises,
    tell: (line: string) => void,
): Promise<DrillResult["numbers"]> {
    const gone = await pair.primaryNow();
    const heir = other(pair, gone);
    const writer = await pair.writer(runName("log-damaged"));
    await inSync(pair);
    await pair.sql(heir, "select pg_wal_replay_pause()");
    writer.start();
    const names: string[] = [];
    for (let segment = 0; segment < SEGMENTS; segment++) {
        await writer.reached(writer.acknowledged + ROWS, 60);
        if (segment === SEGMENTS - 1) await writer.pause();
        names.push(await shipSegment(pair, gone, heir));
    }
    await gone.crash();
    const promote = () => heir.standby(`promote --fenced '${gone.name} has no power' --override recent-failover`);
    for (const [at, , how] of DAMAGES) {
        await heir.machine.succeed(`f=${FOLDER}/${names[at]}; cp -a "$f" /root/; ${how}`);
    }
    await pair.sql(heir, "select pg_wal_replay_resume()");
    for (const [at, what] of DAMAGES) {
        const { code, stderr } = await eventually(`it comes to ${names[at]}`, 60, async () => {
            const found = await promote();
            if (found.code !== 0 && !found.stderr.includes(names[at])) throw new Error(found.stderr);
            return found;
        });
        promises.expect(
            code === 75 && stderr.includes("refused [log-broken]"),
            `not promoted, a segment is ${what}`,
            stderr,
        );
        tell(`${what}: ${stderr.trim().split("\n").pop()?.slice(0, 200)}`);
        await heir.machine.succeed(`cp -a /root/${names[at]} ${FOLDER}/ && rm /root/${names[at]}`);
    }
    const mended = await promote();
    promises.expect(mended.code === 0, "mended, it is promoted", mended.stderr);
    writer.resume();
    await writer.reached(writer.acknowledged + ROWS, 60);
    await writer.stop();
    const found = await pair.count(heir, writer);
    promises.expect(found.missing.length === 0, "all that was shipped is there", found.missing.slice(0, 10));
    await gone.start();
    await inSync(pair);
    await gone.machine.run(`rm -rf ${DIVERGED}`);
    const back = await gone.standby("promote");
    promises.expect(back.code === 0, "the switchover back succeeds", back.stderr);
    await inSync(pair);
    return { acknowledged: writer.acknowledged, lost: found.missing.length, damages: DAMAGES.length };
}
