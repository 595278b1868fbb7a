/*
 * Situation: the standby is to be copied anew while it has other settings than the primary; then its data is replaced by that of
 *            another database system, with segments of another size.
 * Promise:   the copy is refused with both values, before a byte is copied; the other system is not started, and an `up` would
 *            refuse its segments; writes go on; a copy mends it.
 * Origin:    reference 1b: preflight of version, machine, order of letters, system identifier, segment size.
 */
import type { LabMember } from "../../../lab/pair";
import type { LabPostgresPair } from "../../../lab/pair/postgres";
import { wordsOf } from "../database/words";
import { Promises, type Drill } from "../drill";
import { count, expectEqual, inSync, runName } from "../rows";
import { DATA } from "./files";

const ROWS = 200;
const MORE = "/etc/postgresql/15/main/conf.d/99-drill.conf";
const INITDB = `cd / && runuser -u postgres -- /usr/lib/postgresql/15/bin/initdb --wal-segsize=32 -D ${DATA}`;
/** What an `up` asks before it touches anything; the files that are there are those that are staged. */
const CHECK = "sh /usr/local/lib/standby/check-postgres ''";

export const drill: Drill<LabPostgresPair> = {
    name: "not-alike",
    situation: "a standby with other settings is to be copied anew; then its data is another system's",
    promise: "both are refused, by name; writes go on; a copy mends it",
    origin: "two hosts that only look alike",

    async run(pair, tell) {
        const promises = new Promises();
        await inSync(pair);
        const [primary, standby] = [await pair.primaryNow(), await pair.standbyNow()];
        const { unit, formerData } = wordsOf(pair);
        const writer = await pair.writer(runName("not-alike"));
        writer.start();
        await writer.reached(ROWS, 60);
        await refusesSettings(pair, standby, promises, tell);

        await standby.machine.succeed(`systemctl stop standby-role ${unit}; mv ${DATA} ${DATA}.mine; ${INITDB}`);
        const size = await standby.machine.run(CHECK);
        promises.expect(size.code !== 0 && /33554432/.test(size.stderr), "segments of another size", size.stderr);
        await standby.machine.succeed(`systemctl start standby-role; systemctl start --no-block ${unit}`);
        await standby.machine.eventually("standby status | grep -q 'ALARM.*another database system'", 60);
        const writable = await pair.writable();
        promises.expect(writable.join() === primary.member, "one writer", writable);
        await writer.reached(writer.acknowledged + ROWS, 60);
        tell("another database system: its server does not start");
        const mended = await standby.standby("rejoin --reseed");
        promises.expect(mended.code === 0, "a copy mends it", mended.stderr);
        await standby.machine.succeed(`rm -rf ${formerData} ${DATA}.mine`);
        await inSync(pair);
        const whole = await standby.machine.run(CHECK);
        promises.expect(whole.code === 0, "what an up asks is answered with yes", whole.stderr);
        await writer.stop();
        const numbers = { ...(await count(pair, writer, promises)) };
        await expectEqual(pair, promises);
        return { numbers, broken: promises.broken };
    },
};

/** More room for sessions than the primary has: a standby starts with it, and would be refused as a primary of the other one. */
async function refusesSettings(
    pair: LabPostgresPair,
    standby: LabMember,
    promises: Promises,
    tell: (line: string) => void,
): Promise<void> {
    const { unit, maxConnections, formerData } = wordsOf(pair);
    await standby.machine.succeed(`echo 'max_connections = 321' >${MORE}; systemctl restart ${unit}`);
    await standby.machine.eventually(`runuser -u postgres -- psql -Atqc '${maxConnections}' | grep -qx 321`, 60);
    const refused = await standby.standby("rejoin --reseed");
    promises.expect(
        refused.code === 75 && /refused \[not-alike\].* 100 .* 321/.test(refused.stderr.replaceAll("\n", " ")),
        "the copy is refused with both values",
        refused.stderr,
    );
    const copied = await standby.machine.run(`ls -d ${formerData} ${DATA}.seed`);
    promises.expect(copied.stdout === "", "nothing was copied", copied.stdout);
    await standby.machine.succeed(`rm ${MORE}; systemctl restart ${unit}`);
    tell(`refused: ${refused.stderr.trim().split("\n").pop()?.slice(0, 200)}`);
}
