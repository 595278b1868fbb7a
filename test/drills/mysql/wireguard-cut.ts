/*
 * Situation: under load the link is changed to WireGuard in place; its packets are dropped again and again, its interface is
 *            taken down and its process killed, and once nothing at all passes; then the link is changed back.
 * Promise:   one `up` for each change; replication goes on by itself each time; no acknowledged row is lost; members reach
 *            MariaDB of each other inside of WireGuard alone, and strangers find its port closed.
 * Origin:    reference section 4 (one UDP port, silent to strangers) and reference drill 11.
 */
import { answeringUdpPorts, openTcpPorts } from "../../../lab/client/port-scan";
import type { LabMySqlPair } from "../../../lab/pair/mysql";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { count, expectEqual, inSync, runName } from "../rows";

const ROWS = 50;
/** No packet of the link comes in for a second and a half: longer than a row takes, shorter than anybody gives up. */
const DROP =
    "nft 'table inet cut { chain input { type filter hook input priority -10; udp dport 51820 drop; }; }' && " +
    "sleep 1.5; nft delete table inet cut";
/** Other ways in which the link goes away; where the kernel knows WireGuard there is no process to kill. */
const OTHERS = [
    "ip link set standby down; sleep 1.5; ip link set standby up",
    "pkill -KILL -x wireguard-go || true",
    "systemctl restart standby-wireguard",
];

/** Whom the standby has connections with at MariaDB's port: the primary, at its address inside. */
async function expectInside(pair: LabMySqlPair, promises: Promises): Promise<void> {
    const [primary, standby] = [await pair.primaryNow(), await pair.standbyNow()];
    const found = await standby.machine.succeed("ss -Htn state established '( dport = :3306 )' | awk '{ print $4 }'");
    const peers = found.trim().split("\n");
    const inside = peers.length === 1 && /^10\..*:3306$/.test(peers[0]) && !peers[0].startsWith(`${primary.address}:`);
    promises.expect(inside, "members reach MariaDB of each other by WireGuard alone", peers);
    const source = await pair.sql(standby, "show all slaves status\\G");
    promises.expect(source.includes(peers[0].split(":")[0]), "rows come that way");
}

/** What strangers find open on the members: clients are shut out by one `up`, and let in by another. */
async function scan(pair: LabMySqlPair, promises: Promises): Promise<void> {
    const { clientsFrom } = pair.settings;
    const closed = await pair.up({ clientsFrom: [] });
    promises.expect(closed.code === 0, "clients are shut out", closed.stderr.slice(-500));
    for (const { name, address } of pair.members) {
        const open = await openTcpPorts(address, [22, 2345, 3306, 3307, 51820]);
        promises.expect(open.join() === "22", `${name} shows strangers SSH alone`, open);
        const answers = await answeringUdpPorts(address, [3306, 51820]);
        promises.expect(answers.length === 0, `${name} is silent to strangers by UDP`, answers);
    }
    const opened = await pair.up({ clientsFrom });
    promises.expect(opened.code === 0, "clients are let in again", opened.stderr.slice(-500));
}

/** The drill with so many cuts of packets, beside the others. */
export function wireguardCut(times: number): Drill<LabMySqlPair> {
    return {
        name: "wireguard-cut",
        situation: `under load the link becomes WireGuard, is cut ${times} times and more, and becomes what it was`,
        promise: "replication goes on by itself, 0 acknowledged rows lost, 3306 is closed to strangers",
        origin: "reference section 4: tunnels",

        async run(pair, tell) {
            const promises = new Promises();
            const link = String(pair.settings.link ?? "tls");
            const change = async (to: string) => {
                const up = await pair.up({ link: to });
                promises.expect(up.code === 0, `the link is changed to ${to} in place`, up.stderr.slice(-500));
                await writer.reached(writer.acknowledged + ROWS, 60);
                await inSync(pair);
                tell(`link ${to}; longest gap ${writer.longestGap()} ms`);
            };
            await inSync(pair);
            const writer = await pair.writer(runName("wireguard-cut"));
            writer.start();
            await change("wireguard");
            await expectInside(pair, promises);
            const [primary, standby] = [await pair.primaryNow(), await pair.standbyNow()];
            const cuts = [...Array.from({ length: times }, () => DROP), ...OTHERS];
            for (const cut of cuts) {
                await writer.reached(writer.acknowledged + ROWS, 60);
                await standby.machine.succeed(cut);
            }
            await inSync(pair);
            tell(`cut ${cuts.length} times; longest gap ${writer.longestGap()} ms`);
            await primary.cutFrom(standby);
            await writer.reached(writer.acknowledged + ROWS, 90);
            await primary.heal(standby);
            const since = Date.now();
            await eventually("all is well again", 90, async () => (await primary.standby("status")).code === 0);
            const healed = (Date.now() - since) / 1000;
            await writer.pause();
            await scan(pair, promises);
            writer.resume();
            await change(link);
            await writer.stop();
            const numbers = { ...(await count(pair, writer, promises)), cuts: cuts.length, "healed s": healed };
            await expectEqual(pair, promises);
            const left = await primary.machine.run("ip link show standby || systemctl is-active standby-wireguard");
            promises.expect(left.code !== 0, "nothing of WireGuard is left", left.stdout);
            return { numbers, broken: promises.broken };
        },
    };
}

export const drill = wireguardCut(20);
