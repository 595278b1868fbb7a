import { succeeded } from "../lab/engine/pulumi";
import type { LabMySqlPair } from "../lab/pair/mysql";
import { failover, inSync, ROUNDS, seeding, tellRatios, withPair } from "./database";

const SECONDS = 15;
const LOAD = "--db-driver=mysql --mysql-socket=/run/mysqld/mysqld.sock --mysql-user=root --mysql-db=bench";
const SYSBENCH = `sysbench oltp_write_only ${LOAD} --tables=4 --table-size=20000 --threads=8`;

/** One thing after the other: two measurements at once would be one of each other. */
async function measure(pair: LabMySqlPair): Promise<void> {
    const install = "DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install sysbench";
    for (const { machine } of pair.members) await machine.run(install, { seconds: 300 });
    await pair.sql(pair.a, "create database bench");
    await pair.a.machine.run(`${SYSBENCH} prepare`, { seconds: 300 });
    await throughput(pair);
    await seeding(pair, "/var/lib/mysql");
    await failover(pair);
}

/** Transactions a second of the primary. */
async function transactions(pair: LabMySqlPair): Promise<number> {
    const { stdout } = await pair.a.machine.run(`${SYSBENCH} --time=${SECONDS} run`, { seconds: SECONDS + 60 });
    const found = /transactions:.*\(([\d.]+) per sec/.exec(stdout)?.[1];
    if (!found) throw new Error(`sysbench said: ${stdout.slice(-500)}`);
    return Number(found);
}

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
    tellRatios("sysbench oltp_write_only, 8 threads", found);
    succeeded(await pair.up({ durability: "semisync" }));
    await inSync(pair);
}

withPair("mysql", measure).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
});
