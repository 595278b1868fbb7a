import { ImapLine } from "../lab/client/imap-line";
import type { MailWriter } from "../lab/client/mail-writer";
import type { LabCyrusPair, MailWay } from "../lab/pair/cyrus";
import { succeeded } from "../lab/engine/pulumi";
import { inSync } from "../test/drills/cyrus/pair";
import { ROUNDS, tellRatios, withPair } from "./database";
import { median } from "./rounds";

const SECONDS = 10;
/** Clients at a time. */
const CLIENTS = 4;
const LAG_SAMPLES = 100;
/** For the proof of equality: the aim is at most 10 s. */
const MAILBOXES = 1000;

/** One thing after the other: two measurements at once would be one of each other. */
async function measure(pair: LabCyrusPair): Promise<void> {
    await throughput(pair, "lmtp", "LMTP");
    await throughput(pair, "append", "APPEND");
    await lag(pair);
    await equality(pair);
}

/** Mails a second that the primary acknowledges in one way. */
async function rate(pair: LabCyrusPair, way: MailWay): Promise<number> {
    const run = `bench-${way}-${Date.now().toString(36)}`;
    const writer = await pair.writer(pair.instance(), way, run, { connections: CLIENTS, restMs: 0 });
    writer.start();
    await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
    await writer.stop();
    return perSecond(writer);
}

function perSecond(writer: MailWriter): number {
    if (writer.numbers("refused").length > 0) throw new Error(writer.troubleText());
    return writer.acknowledged / SECONDS;
}

/** The same host with replication in both durabilities, and alone: its standby fenced, nothing sent. Interleaved. */
async function throughput(pair: LabCyrusPair, way: MailWay, title: string): Promise<void> {
    const found = { rolling: [] as number[], rightnow: [] as number[], alone: [] as number[] };
    const instance = pair.instance();
    for (let round = 0; round < ROUNDS; round++) {
        for (const durability of ["rolling", "rightnow"] as const) {
            succeeded(await pair.up({ durability }));
            await inSync(pair, instance, 300);
            found[durability].push(await rate(pair, way));
        }
        succeeded(await pair.up({ durability: "rolling" }));
        await inSync(pair, instance, 300);
        found.alone.push(await alone(pair, way));
    }
    tellRatios(`${title}, ${CLIENTS} clients`, found);
}

/** The standby is off and the replication may not start: the primary writes for itself. */
async function alone(pair: LabCyrusPair, way: MailWay): Promise<number> {
    const instance = pair.instance();
    const unit = `standby-cyrus-sync@${instance.name}.service`;
    const { machine } = await pair.primaryNow(instance);
    const standby = await pair.standbyNow(instance);
    await machine.succeed(`systemctl mask --runtime -q --now ${unit}`);
    await standby.machine.succeed(`systemctl stop standby-cyrus@${instance.name}.service`);
    try {
        return await rate(pair, way);
    } finally {
        await standby.machine.succeed(`systemctl start --no-block standby-cyrus@${instance.name}.service`);
        await machine.succeed(`systemctl unmask --runtime -q ${unit}`);
        await inSync(pair, instance, 300);
    }
}

/** From the acknowledgement of a mail on the primary to its file on the standby's disk. */
async function lag(pair: LabCyrusPair): Promise<void> {
    const instance = pair.instance();
    const [user] = pair.usersOf(instance);
    const [primary, standby] = [await pair.primaryNow(instance), await pair.standbyNow(instance)];
    const login = { user: user.name, password: user.password, ca: pair.ca };
    const line = await ImapLine.open(pair.serverAt(instance, primary), login);
    const folder = `lag-${Date.now().toString(36)}`;
    await line.create(folder);
    await inSync(pair, instance, 300);
    const found: number[] = [];
    for (let sample = 0; sample < LAG_SAMPLES; sample++) {
        const mark = `${folder}/${sample}`;
        await line.append(folder, `From: <a@outside.test>\r\nX-Standby-Number: ${mark}\r\n\r\n${mark}\r\n`);
        const since = Date.now();
        const search = `until [ "$(find /srv/cyrus -type f -newermt @${since / 1000 - 2} -name '${sample + 1}.' -exec grep -lF '${mark}' {} + | wc -l)" -gt 0 ]; do sleep 0.02; done`;
        const { code } = await standby.machine.run(search, { seconds: 60 });
        if (code !== 0) throw new Error(`${mark} has not arrived`);
        found.push(Date.now() - since);
    }
    line.close();
    const sorted = found.sort((one, other) => one - other);
    const p99 = sorted[Math.ceil(sorted.length * 0.99) - 1];
    console.log(`lag of replication, ${LAG_SAMPLES} mails: p50 ${median(sorted).toFixed(0)} ms, p99 ${p99} ms`);
}

/** How long the proof takes that both members are alike, mailbox by mailbox. */
async function equality(pair: LabCyrusPair): Promise<void> {
    const instance = pair.instance();
    const [user] = pair.usersOf(instance);
    const primary = await pair.primaryNow(instance);
    const boxes = `/usr/local/lib/standby/cyrus/imap ${instance.name} count`;
    const count = async () => Number(await primary.machine.succeed(boxes));
    const missing = MAILBOXES - (await count());
    await pair.inside(pair.serverAt(instance, primary), user, async (line) => {
        for (let number = 1; number <= missing; number++) await line.create(`of-many-${number}`);
    });
    await inSync(pair, instance, 300);
    const found: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
        const since = Date.now();
        const { code, stderr } = await pair.say(primary, instance, "verify");
        if (code !== 0) throw new Error(`standby verify: ${stderr}`);
        found.push((Date.now() - since) / 1000);
    }
    console.log(`standby verify of ${await count()} mailboxes: ${median(found).toFixed(1)} s`);
}

withPair("cyrus", measure).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
});
