import { ensureEngine } from "../lab/engine/find";
import { succeeded } from "../lab/engine/pulumi";
import { openPair, settingsIn, stackOf } from "../lab/kinds";
import { labDown, labUp } from "../lab/lab";
import type { LabMySqlPair } from "../lab/pair/mysql";
import { median } from "./rounds";

const LAB = `bench-${process.pid}`;
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const SECONDS = 15;
const LOAD = "--db-driver=mysql --mysql-socket=/run/mysqld/mysqld.sock --mysql-user=root --mysql-db=bench";
const SYSBENCH = `sysbench oltp_write_only ${LOAD} --tables=4 --table-size=20000 --threads=8`;
/** Killed without the host: Patroni with its defaults, from the kill to the first write; measured on Debian 12's packages. */
const PATRONI_SECONDS = 23.9;

/** One thing after the other: two measurements at once would be one of each other. */
async function main(): Promise<void> {
    const engine = await ensureEngine(console.error);
    const lab = await labUp(LAB, console.error, { zones: ["example.test"] });
    try {
        const pulumi = await lab.pulumi(engine, { stack: stackOf("mysql") });
        pulumi.config(settingsIn("mysql", lab.net));
        succeeded(await pulumi.up());
        const pair = await openPair("mysql", lab, pulumi);
        await prepare(pair);
        await throughput(pair);
        await seeding(pair);
        await failover(pair);
    } finally {
        await labDown(LAB, console.error);
    }
}

async function prepare(pair: LabMySqlPair): Promise<void> {
    const install = "DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install sysbench";
    for (const { machine } of pair.members) await machine.run(install, { seconds: 300 });
    await pair.sql(pair.a, "create database bench");
    await pair.a.machine.run(`${SYSBENCH} prepare`, { seconds: 300 });
}

/** Transactions a second of the primary. */
async function transactions(pair: LabMySqlPair): Promise<number> {
    const { stdout } = await pair.a.machine.run(`${SYSBENCH} --time=${SECONDS} run`, { seconds: SECONDS + 60 });
    const found = /transactions:.*\(([\d.]+) per sec/.exec(stdout)?.[1];
    if (!found) throw new Error(`sysbench said: ${stdout.slice(-500)}`);
    return Number(found);
}

const inSync = (pair: LabMySqlPair) =>
    pair.witness.machine.eventually(`grep -qx 'sync yes' /var/lib/standby-witness/${pair.topology.name}/record`, 120);

/** The same server with a standby that it waits for, with one that it does not wait for, and alone; interleaved. */
async function throughput(pair: LabMySqlPair): Promise<void> {
    const found = { semisync: [] as number[], async: [] as number[], alone: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
        succeeded(await pair.up({ durability: "semisync" }));
        await inSync(pair);
        found.semisync.push(await transactions(pair));
        succeeded(await pair.up({ durability: "async" }));
        await pair.a.machine.eventually("mariadb -NBe 'select @@rpl_semi_sync_master_enabled' | grep -qx 0", 60);
        found.async.push(await transactions(pair));
        await pair.a.standby("fence b");
        found.alone.push(await transactions(pair));
        await pair.b.standby("unfence");
        await pair.b.machine.eventually("standby status >/dev/null", 120);
    }
    console.log("| sysbench oltp_write_only, 8 threads | per second | of the server alone | spread | rounds |");
    console.log("|---|---|---|---|---|");
    for (const [what, numbers] of Object.entries(found)) {
        const ratios = numbers.map((value, round) => value / found.alone[round]);
        const spread = `${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)}`;
        console.log(
            `| ${what} | ${median(numbers).toFixed(0)} | ${median(ratios).toFixed(2)} | ${spread} | ${ROUNDS} |`,
        );
    }
    succeeded(await pair.up({ durability: "semisync" }));
    await inSync(pair);
}

/** A new copy of the standby, against a plain copy of the same bytes on the same disk. */
async function seeding(pair: LabMySqlPair): Promise<void> {
    const bytes = Number((await pair.a.machine.succeed("du -sb /var/lib/mysql | cut -f1")).trim());
    const plain =
        "sync; s=$(date +%s%N); cp -a /var/lib/mysql /var/lib/copy; sync; echo $(($(date +%s%N) - s)); rm -r /var/lib/copy";
    const floor = Number((await pair.a.machine.succeed(plain)).trim()) / 1e9;
    const started = Date.now();
    const { code, stderr } = await pair.b.standby("rejoin --reseed");
    if (code !== 0) throw new Error(`rejoin: ${stderr}`);
    const seconds = (Date.now() - started) / 1000;
    const rate = bytes / 1e6 / seconds;
    console.log(`seeding: ${(bytes / 1e6).toFixed(0)} MB in ${seconds.toFixed(1)} s, ${rate.toFixed(0)} MB/s; `);
    console.log(`  a plain copy on one disk takes ${floor.toFixed(1)} s: ratio ${(seconds / floor).toFixed(1)}`);
    await inSync(pair);
}

/** From the power loss of the primary to the first acknowledged row, by hand on the standby. */
async function failover(pair: LabMySqlPair): Promise<void> {
    const found: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
        await inSync(pair);
        const [primary, standby] = [await pair.primaryNow(), await pair.standbyNow()];
        const writer = await pair.writer(`bench-${round}`);
        writer.start();
        await writer.reached(200, 60);
        await primary.crash();
        const done = await standby.standby("promote --fenced 'it has no power' --override recent-failover");
        if (done.code !== 0) throw new Error(`promote: ${done.stderr}`);
        await writer.reached(writer.acknowledged + 100, 60);
        await writer.stop();
        found.push(writer.longestGap() / 1000);
        await primary.start();
    }
    const seconds = median(found);
    console.log(`failover by hand: ${seconds.toFixed(1)} s from power loss to the first write, ${ROUNDS} rounds;`);
    console.log(
        `  Patroni by itself, with its defaults: ${PATRONI_SECONDS} s; ratio ${(seconds / PATRONI_SECONDS).toFixed(2)}`,
    );
}

main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
});
