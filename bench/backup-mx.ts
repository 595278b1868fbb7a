import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { basePlan } from "../components/host/base-plan";
import { packages } from "../components/backup-mx/plan";
import { ensureEngine } from "../lab/engine/find";
import { Pulumi, PulumiResult, succeeded } from "../lab/engine/pulumi";
import { Lab, labDown, labUp } from "../lab/lab";
import { labDir } from "../lab/paths";
import { bareMachines, booted, greets, overSsh, remove } from "./machines";
import { Rounds, table } from "./rounds";

const LAB = `bench-${process.pid}`;
const ZONE = "example.test";
const COLD_ROUNDS = Number(process.env.ROUNDS ?? 3);
const WARM_ROUNDS = 5;
/** What an `up` that only makes the machines has to touch. */
const MACHINES = [
    "**instance:Instance**",
    "**RandomPassword**",
    "**firewall:Firewall**",
    "**BackupMxPair::*",
    "**LinodeHost::*",
];
const FLOOR_INSTALL =
    "export DEBIAN_FRONTEND=noninteractive; apt-get -qq update && apt-get -qq -y --no-install-recommends install " +
    (basePlan({ authorizedKeys: [], tcpPorts: [], packages: packages("postfix") }).packages ?? []).join(" ");

/** One thing after the other: two measurements at once would be one of each other. */
async function main(): Promise<void> {
    const engine = await ensureEngine(console.error);
    const lab = await labUp(LAB, console.error);
    try {
        const key = labDir(LAB, "bench-key");
        execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
        const publicKey = fs.readFileSync(`${key}.pub`, "utf8").trim();
        const pair = await lab.pulumi(engine, { stack: "lab-backup-mx", config: { adminKeys: [publicKey] } });
        const program = path.join(__dirname, "floor-program.js");
        const config = { zone: ZONE, key: publicKey };
        const floor = await lab.pulumi(engine, { stack: "floor", program, projectName: "floor", config });
        const rounds = new Rounds();
        await coldRounds(lab, pair, publicKey, rounds);
        await warmRounds(pair, floor, rounds);
        console.log(table(rounds));
    } finally {
        await labDown(LAB, console.error);
    }
}

/** Machines run already on both sides; the first round only fills the package cache. */
async function coldRounds(lab: Lab, pair: Pulumi, publicKey: string, rounds: Rounds): Promise<void> {
    for (let round = 0; round <= COLD_ROUNDS; round++) {
        const bare = await bareMachines(LAB, `floor-${round}`, publicKey);
        await booted(LAB, bare.addresses);
        const floor = await overSsh(LAB, bare.addresses, FLOOR_INSTALL);
        await remove(LAB, bare);
        succeeded(await pair.up({ args: MACHINES.flatMap((urn) => ["--target", urn]) }));
        const { instances } = await lab.client.state();
        const addresses = instances.filter(({ label }) => label.startsWith("mx-")).map(({ ipv4 }) => ipv4);
        await Promise.all(addresses.map((address) => greets(address)));
        await booted(LAB, addresses);
        const up = succeeded(await pair.up());
        if (round > 0) rounds.add("cold up, machines run", up.seconds, floor);
        if (round < COLD_ROUNDS) succeeded(await pair.destroy());
    }
}

async function warmRounds(pair: Pulumi, floor: Pulumi, rounds: Rounds): Promise<void> {
    const outputs = await pair.output();
    const address = outputs.backupAddress as string;
    succeeded(await floor.up());
    unchanged(await floor.up());
    for (let round = 0; round < WARM_ROUNDS; round++) {
        const least = unchanged(await floor.up()).seconds;
        rounds.add("unchanged up", unchanged(await pair.up()).seconds, least);
        pair.config({ queueLifetimeDays: 20 + round });
        const session = await overSsh(LAB, [address], "true");
        rounds.add("one setting changed", succeeded(await pair.up()).seconds, least + session);
    }
}

function unchanged(result: PulumiResult): PulumiResult {
    if (succeeded(result).changed !== 0) throw new Error(`something changed: ${result.summary}`);
    return result;
}

main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
});
