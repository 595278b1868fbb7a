/*
 * Situation: the link is changed to the SSH tunnel in place; then its connection is killed again and again under load, and at
 *            last dropped without a word.
 * Promise:   replication goes on by itself each time; the standby has the same rows; the server is reached on the loopback alone; the
 *            tunnel's key can do nothing else.
 * Origin:    seed 000 (user mysql_tunnel, port 2345, 4406) and reference drill 11.
 */
import type { LabDatabasePair } from "../../../lab/pair/database";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { count, expectEqual, inSync, runName } from "../rows";
import { wordsOf } from "./words";

const ROWS = 50;
const SSH = "timeout 10 ssh -F /etc/standby/tunnel/config";
/** What the key must not do, and what is said to it. */
const FORBIDDEN: [string, string][] = [
    ["a command", `${SSH} standby-PEER id`],
    [
        "another port",
        `${SSH} -N -L 127.0.0.1:5555:127.0.0.1:22 standby-PEER & sleep 1; timeout 3 nc -w 2 127.0.0.1 5555 </dev/null | grep -q SSH`,
    ],
    ["a port of its own there", `${SSH} -N -R 127.0.0.1:5556:127.0.0.1:22 standby-PEER`],
];

/** The drill with so many cuts. */
export function tunnelCut(times: number): Drill<LabDatabasePair> {
    return {
        name: "tunnel-cut",
        situation: `the SSH tunnel is cut ${times} times under load, and once silently`,
        promise: "replication goes on by itself, both members have the same rows",
        origin: "seed 000: tunnels break",
        long: times >= 100,

        async run(pair, tell) {
            const promises = new Promises();
            const words = wordsOf(pair);
            const link = String(pair.settings.link ?? "tls");
            const up = await pair.up({ link: "ssh-tunnel" });
            promises.expect(up.code === 0, "the link is changed in place", up.stderr.slice(-500));
            await inSync(pair);
            const [primary, standby] = [await pair.primaryNow(), await pair.standbyNow()];
            const source = await pair.sql(standby, words.link);
            const by = source.includes("127.0.0.1") && source.includes(String(words.tunnel.port));
            promises.expect(by, "replication comes by the tunnel", source);
            for (const [what, attempt] of FORBIDDEN) {
                const { code } = await standby.machine.run(attempt.replaceAll("PEER", primary.member));
                promises.expect(code !== 0, `the tunnel's key cannot do this: ${what}`, code);
            }
            const writer = await pair.writer(runName("tunnel-cut"));
            writer.start();
            for (let cut = 1; cut <= times; cut++) {
                await writer.reached(writer.acknowledged + ROWS, 60);
                await standby.machine.succeed(`pkill -u ${words.tunnel.user} -x ssh || true`);
            }
            await inSync(pair);
            tell(`cut ${times} times; longest gap ${writer.longestGap()} ms`);
            await primary.cutFrom(standby);
            await writer.reached(writer.acknowledged + ROWS, 90);
            await primary.heal(standby);
            const since = Date.now();
            await inSync(pair, 90);
            const healed = (Date.now() - since) / 1000;
            await eventually("the standby follows", 60, async () =>
                words.follows.test(await pair.sql(standby, words.link)),
            );
            await writer.stop();
            const numbers = { ...(await count(pair, writer, promises)), cuts: times, "healed s": healed };
            await expectEqual(pair, promises);
            const back = await pair.up({ link });
            promises.expect(back.code === 0, "the link is changed back", back.stderr.slice(-500));
            await inSync(pair);
            return { numbers, broken: promises.broken };
        },
    };
}
