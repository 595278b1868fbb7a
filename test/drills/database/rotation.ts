/*
 * Situation: clients write while the replication password is rotated, twice, and while the members' certificates are renewed
 *            by hand.
 * Promise:   one `up` each; replication goes on, the former user is gone, nothing acknowledged is lost.
 * Origin:    reference drill 9 (dropping the old user too early leaves a dead standby).
 */
import type { LabDatabasePair } from "../../../lab/pair/database";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { count, expectEqual, inSync, runName } from "../rows";
import { wordsOf } from "./words";

const ROWS = 200;

export const drill: Drill<LabDatabasePair> = {
    name: "rotation",
    situation: "the replication password is rotated twice, and certificates are renewed, under load",
    promise: "one up each, replication goes on, 0 acknowledged rows lost",
    origin: "a password that leaked",

    async run(pair, tell) {
        const promises = new Promises();
        await inSync(pair);
        const writer = await pair.writer(runName("rotation"));
        writer.start();
        await writer.reached(ROWS, 60);
        const words = wordsOf(pair);
        const first = Number(pair.settings.passwordGeneration ?? 1);
        for (const generation of [first + 1, first + 2]) {
            const up = await pair.up({ passwordGeneration: generation });
            promises.expect(up.code === 0, `generation ${generation} is rolled out`, up.stderr.slice(-300));
            const [primary, standby] = [await pair.primaryNow(), await pair.standbyNow()];
            const user = `standby_repl_${generation}`;
            await eventually(`the standby logs in as ${user}`, 60, async () =>
                (await pair.sql(standby, words.link)).includes(user),
            );
            const wanted = `${user},standby_repl_${generation + 1}`;
            await eventually(
                "the former user is gone",
                60,
                async () => (await pair.sql(primary, words.userNames)) === wanted,
            );
            await writer.reached(writer.acknowledged + ROWS, 60);
            tell(`generation ${generation}: the standby logs in as ${user}, the former user is gone`);
        }
        await inSync(pair);
        for (const { machine } of pair.members) await machine.succeed("/usr/local/lib/standby/certificate renew");
        await writer.reached(writer.acknowledged + ROWS, 60);
        tell("both have new certificates, connections stand");
        await writer.stop();
        const numbers = { ...(await count(pair, writer, promises)) };
        await expectEqual(pair, promises);
        return { numbers, broken: promises.broken };
    },
};
