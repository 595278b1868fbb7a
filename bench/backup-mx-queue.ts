import * as fs from "node:fs";
import * as path from "node:path";
import type { LabMember } from "../lab/pair";
import type { LabBackupMxPair } from "../lab/pair/backup-mx";
import { repoRoot } from "../lab/paths";
import { greets } from "../test/drills/mail";
import { ROUNDS, withPair } from "./database";
import { Rounds, table } from "./rounds";

/** The issue's own number. */
const MAILS = Number(process.env.MAILS ?? 10_000);
/** Clients at a time. */
const SESSIONS = 10;
const MOST_SECONDS = 1800;

/** A Postfix on the backup: what a mail waits in, and how all of it is sent. */
interface Relay {
    port: number;
    queue: string;
    /** Undefined: it sends by itself. */
    flush?: string;
}

const OURS: Relay = { port: 25, queue: "/var/spool/postfix" };
const PLAIN: Relay = {
    port: 2525,
    queue: "/var/spool/postfix-plain",
    flush: "MAIL_CONFIG=/etc/postfix-plain postqueue -f",
};

/** Both relays on the backup's host take the same mails while the primary is away, and hand them to it when it is back. */
async function measure(pair: LabBackupMxPair): Promise<void> {
    const stdin = fs.readFileSync(path.join(repoRoot, "test/fixtures/backup-mx/plain-postfix"), "utf8");
    await pair.b.machine.run("cat >/root/plain-postfix && chmod 0755 /root/plain-postfix", { stdin });
    await pair.b.machine.succeed(`/root/plain-postfix ${pair.domain} ${pair.a.address}`);
    const rounds = new Rounds();
    for (let round = 0; round < ROUNDS; round++) {
        // Who comes second finds the caches warm: each is the first one in turn.
        const order = round % 2 === 0 ? [OURS, PLAIN] : [PLAIN, OURS];
        const found = new Map<Relay, { intake: number; flush: number }>();
        for (const relay of order) found.set(relay, await leg(pair, relay));
        const [ours, plain] = [found.get(OURS)!, found.get(PLAIN)!];
        rounds.add(`${MAILS} mails taken while the primary is away`, ours.intake, plain.intake);
        rounds.add(`${MAILS} mails flushed when it greets`, ours.flush, plain.flush);
    }
    console.log(table(rounds));
}

/** Seconds for taking all mails, and for handing them over, from the primary's greeting on. */
async function leg({ a, b, recipients }: LabBackupMxPair, relay: Relay): Promise<{ intake: number; flush: number }> {
    await a.machine.succeed("systemctl stop postfix");
    const source = `smtp-source -s ${SESSIONS} -m ${MAILS} -l 2000 -f bench@sender.test -t ${recipients[0]}`;
    const intake = await seconds(done(b, `${source} 127.0.0.1:${relay.port}`));
    await a.machine.succeed("systemctl start postfix");
    await greets(a);
    const empty = `while find ${relay.queue}/incoming ${relay.queue}/active ${relay.queue}/deferred -type f | grep -q .; do sleep 0.2; done`;
    const flush = await seconds(done(b, `${relay.flush ?? ":"}; ${empty}`));
    await a.machine.succeed("find /var/mail/standby -type f -path '*/new/*' -delete");
    return { intake, flush };
}

/** Runs a command that takes its time, and throws unless it succeeds. */
async function done({ name, machine }: LabMember, command: string): Promise<void> {
    const { code, stderr } = await machine.run(command, { seconds: MOST_SECONDS });
    if (code !== 0) throw new Error(`${name}: ${command.slice(0, 80)}: ${stderr.slice(-500)}`);
}

async function seconds(work: Promise<unknown>): Promise<number> {
    const started = Date.now();
    await work;
    return (Date.now() - started) / 1000;
}

withPair("backup-mx", measure).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
});
