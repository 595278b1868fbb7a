import { ensureEngine } from "../lab/engine/find";
import { succeeded } from "../lab/engine/pulumi";
import { openPair, settingsIn, stackOf, type LabPairs } from "../lab/kinds";
import { labDown, labUp } from "../lab/lab";
import type { LabDatabasePair } from "../lab/pair/database";
import { median } from "./rounds";

export const ROUNDS = Number(process.env.ROUNDS ?? 3);
/** Killed without the host: Patroni with its defaults, from the kill to the first write; measured on Debian 12's packages. */
const PATRONI_SECONDS = 23.9;

/** Brings up a pair in a lab of its own, measures, and takes all of it down. */
export async function withPair<K extends "backup-mx" | "mysql" | "postgres" | "cyrus">(
    kind: K,
    measure: (pair: LabPairs[K]) => Promise<void>,
): Promise<void> {
    const name = `bench-${process.pid}`;
    const engine = await ensureEngine(console.error);
    const lab = await labUp(name, console.error, { zones: ["example.test"] });
    try {
        const pulumi = await lab.pulumi(engine, { stack: stackOf(kind) });
        pulumi.config(settingsIn(kind, lab.net));
        succeeded(await pulumi.up());
        await measure(await openPair(kind, lab, pulumi));
    } finally {
        await labDown(name, console.error);
    }
}

/** Waits until the witness's record says that the standby has everything. */
export function inSync(pair: LabDatabasePair): Promise<unknown> {
    return pair.witness.machine.eventually(
        `grep -qx 'sync yes' /var/lib/standby-witness/${pair.topology.name}/record`,
        120,
    );
}

/** Prints what was found in each round, as parts of what the server alone did in the same round. */
export function tellRatios(title: string, found: Record<string, number[]> & { alone: number[] }): void {
    console.log(`| ${title} | per second | of the server alone | spread | rounds |`);
    console.log("|---|---|---|---|---|");
    for (const [what, numbers] of Object.entries(found)) {
        const ratios = numbers.map((value, round) => value / found.alone[round]);
        const spread = `${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)}`;
        console.log(
            `| ${what} | ${median(numbers).toFixed(0)} | ${median(ratios).toFixed(2)} | ${spread} | ${ROUNDS} |`,
        );
    }
}

/** A new copy of the standby, against a plain copy of the same bytes on the same disk. */
export async function seeding(pair: LabDatabasePair, folder: string): Promise<void> {
    const bytes = Number((await pair.a.machine.succeed(`du -sb ${folder} | cut -f1`)).trim());
    const plain = `sync; s=$(date +%s%N); cp -a ${folder} /var/lib/copy; sync; echo $(($(date +%s%N) - s)); rm -r /var/lib/copy`;
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

/** Seconds without an acknowledged row, around what is done to a pair under load. */
export async function firstWrite(pair: LabDatabasePair, run: string, happens: () => Promise<unknown>): Promise<number> {
    const writer = await pair.writer(run);
    writer.start();
    try {
        await writer.reached(200, 60);
        await happens();
        await writer.reached(writer.acknowledged + 100, 90);
    } finally {
        await writer.stop();
    }
    return writer.longestGap() / 1000;
}

/**
 * From the power loss of the primary to the first acknowledged row, by hand on the standby; and beside it what an engine needs that
 * does it by itself.
 * @param patroni its seconds on the same hosts. @default those that were measured elsewhere, with its defaults
 */
export async function failover(pair: LabDatabasePair, patroni?: () => Promise<number[]>): Promise<void> {
    const found: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
        await inSync(pair);
        const [primary, standby] = [await pair.primaryNow(), await pair.standbyNow()];
        const dies = async () => {
            await primary.crash();
            const done = await standby.standby("promote --fenced 'it has no power' --override recent-failover");
            if (done.code !== 0) throw new Error(`promote: ${done.stderr}`);
        };
        found.push(await firstWrite(pair, `bench-${round}`, dies));
        await primary.start();
    }
    const seconds = median(found);
    console.log(`failover by hand: ${seconds.toFixed(1)} s from power loss to the first write, ${ROUNDS} rounds;`);
    const peer = patroni ? median(await patroni()) : PATRONI_SECONDS;
    const where = patroni ? "on the same hosts" : "with its defaults";
    console.log(`  Patroni by itself, ${where}: ${peer.toFixed(1)} s; ratio ${(seconds / peer).toFixed(2)}`);
}
