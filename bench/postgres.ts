import { succeeded } from "../lab/engine/pulumi";
import type { LabPostgresPair } from "../lab/pair/postgres";
import { failover, inSync, ROUNDS, seeding, tellRatios, withPair } from "./database";
import { patroniFailovers } from "./patroni";

const SECONDS = 15;
const PGBENCH = "cd / && exec runuser -u postgres -- /usr/lib/postgresql/15/bin/pgbench";
/** Simple writes by 8 clients, without the table that all of them would wait for. */
const WRITES = `${PGBENCH} -n -N -c 8 -j 2 -T ${SECONDS} bench`;

/** One thing after the other: two measurements at once would be one of each other. */
async function measure(pair: LabPostgresPair): Promise<void> {
    await pair.sql(pair.a, "create database bench");
    await pair.a.machine.run(`${PGBENCH} -i -q -s 10 bench`, { seconds: 300 });
    await throughput(pair);
    await seeding(pair, "/var/lib/postgresql/15/main");
    await failover(pair, () => patroniFailovers(pair));
}

/** Transactions a second of the primary. */
async function transactions(pair: LabPostgresPair): Promise<number> {
    const { stdout, stderr } = await pair.a.machine.run(WRITES, { seconds: SECONDS + 60 });
    const found = /^tps = ([\d.]+)/m.exec(stdout)?.[1];
    if (!found) throw new Error(`pgbench said: ${stdout.slice(-500)}${stderr.slice(-500)}`);
    return Number(found);
}

/** The same server in each mode of the pair, and alone; interleaved. */
async function throughput(pair: LabPostgresPair): Promise<void> {
    const found = { sync: [] as number[], stream: [] as number[], ship: [] as number[], alone: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
        for (const mode of ["sync", "stream", "ship"] as const) {
            succeeded(await pair.up({ mode }));
            if (mode === "sync") await inSync(pair);
            await pair.b.machine.eventually("standby status >/dev/null", 120);
            found[mode].push(await transactions(pair));
        }
        await pair.a.standby("fence b");
        found.alone.push(await transactions(pair));
        await pair.b.standby("unfence");
        await pair.b.machine.eventually("standby status >/dev/null", 120);
    }
    tellRatios("pgbench -N, 8 clients", found);
    succeeded(await pair.up({ mode: "sync" }));
    await inSync(pair);
}

withPair("postgres", measure).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
});
