/*
 * Situation: the engine, with all that it started, is killed at a random moment of an `up` that changes things; again
 *            and again, each time with another change.
 * Promise:   the next `up` always ends in the right state: what was asked for is in place, nothing is left to do, each
 *            host is there once, nothing is left over.
 * Origin:    laptops are closed and CI jobs are cancelled.
 * STANDBY_KILLS: how often (10). STANDBY_SEED: repeats the moments of an earlier run.
 */
import type { LabBackupMxPair } from "../../../lab/pair/backup-mx";
import { Promises, type Drill } from "../drill";
import { randomNumbers } from "../random-numbers";

const seed = Number(process.env.STANDBY_SEED ?? Date.now() % 1_000_000);

/** The settings of round `round`: each round changes a file and a table on both hosts. */
function settings(pair: LabBackupMxPair, round: number) {
    return { queueLifetimeDays: 10 + round, recipients: [...pair.recipients, `round${round}@${pair.domain}`] };
}

async function wrongAfter(pair: LabBackupMxPair, round: number): Promise<string[]> {
    const promises = new Promises();
    const { code, changed, summary, errors } = await pair.preview();
    promises.expect(code === 0 && changed === 0, "nothing is left to do", [summary, ...errors]);
    const lifetime = (await pair.b.machine.succeed("postconf -hx maximal_queue_lifetime")).trim();
    promises.expect(lifetime === `${10 + round}d`, "the backup has the new queue lifetime", lifetime);
    for (const { name, machine } of pair.members) {
        const table = name === pair.b.name ? "relay_recipients" : "mailboxes";
        const found = await machine.run(`postmap -q round${round}@${pair.domain} hash:/etc/postfix/${table}`);
        promises.expect(found.code === 0, `${name} knows the new recipient`);
    }
    const { instances } = await pair.client.state();
    const labels = instances.map(({ label }) => label).sort();
    promises.expect(new Set(labels).size === labels.length, "each host is there once", labels);
    promises.expect(
        instances.every(({ running }) => running),
        "both hosts run",
        instances,
    );
    const { deployment } = (await pair.pulumi.export()) as { deployment: { pending_operations?: unknown[] } };
    promises.expect(!deployment.pending_operations?.length, "no operation is pending", deployment.pending_operations);
    return promises.broken.map((sentence) => `round ${round}: ${sentence}`);
}

export const killedUp = (kills: number): Drill<LabBackupMxPair> => ({
    name: "killed-up",
    situation: `the engine is killed at ${kills} random moments, each in an \`up\` that changes things`,
    promise: "the next `up` always ends in the right state",
    origin: "laptops are closed and CI jobs are cancelled",

    async run(pair: LabBackupMxPair, tell) {
        const random = randomNumbers(seed);
        const machines = (await pair.client.state()).instances.map(({ id }) => id).join();
        const whole = await pair.up(settings(pair, 0));
        const broken = whole.code === 0 ? [] : [`the up without a kill fails: ${whole.errors.join("; ")}`];
        tell(`an up with such a change takes ${whole.seconds.toFixed(1)} s; seed ${seed}`);
        let killed = 0;
        let slowest = 0;
        for (let round = 1; round <= kills; round++) {
            const moment = random() * whole.seconds;
            if (await pair.killUp(settings(pair, round), moment)) killed++;
            const next = await pair.up();
            slowest = Math.max(slowest, next.seconds);
            tell(`round ${round}: killed at ${moment.toFixed(2)} s; the next up: ${next.summary}`);
            if (next.code !== 0) broken.push(`round ${round}: the next up fails: ${next.errors.join("; ")}`);
            broken.push(...(await wrongAfter(pair, round)));
        }
        const { queueLifetimeDays, recipients } = pair.settings;
        const restored = await pair.up({ queueLifetimeDays, recipients });
        if (restored.code !== 0)
            broken.push(`the settings of before cannot be restored: ${restored.errors.join("; ")}`);
        const same = machines === (await pair.client.state()).instances.map(({ id }) => id).join();
        if (!same) broken.push("the machines are not those of before");
        return { numbers: { rounds: kills, killed, seed, "up s": whole.seconds, "next up s": slowest }, broken };
    },
});

export const drill = killedUp(Number(process.env.STANDBY_KILLS ?? "10"));
