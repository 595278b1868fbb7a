/*
 * Situation: what a host asks about mail dies on both MXs, one after the other: rspamd, ClamAV, the resolver, Redis.
 * Promise:   without rspamd or ClamAV every mail waits at its sender; without the resolver or Redis all of it goes on, and
 *            without Redis nobody is put off. What was acknowledged is delivered, what was not is not.
 * Origin:    a milter that is dead and means "accept" on one MX is the hole in both.
 */
import { dialog } from "../../../lab/client/smtp-dialog";
import { text } from "../../../lab/client/bad-mails";
import { count, mailsOf } from "../../../lab/client/mailbox";
import type { LabMember } from "../../../lab/pair";
import type { LabBackupMxPair } from "../../../lab/pair/backup-mx";
import { budget } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { runName, waiting } from "../mail";
import { GREYLIST_SECONDS, withFilters } from "./with-filters";

/** Mails by each MX while one thing is dead. */
const MAILS = 10;
/** A filter that asks what is dead answers late. */
const PATIENCE_MS = 150_000;

interface Death {
    /** What dies. */
    readonly what: string;
    readonly units: string;
    /** Mails of each run that are taken meanwhile. */
    readonly taken: number;
    /** Whether who is suspicious is put off meanwhile, where mail is taken at all. */
    readonly putsOff: boolean;
}

const DEATHS: Death[] = [
    { what: "nothing", units: "", taken: MAILS, putsOff: true },
    { what: "rspamd", units: "rspamd", taken: 0, putsOff: true },
    // The socket, too: it would start the scanner again.
    { what: "ClamAV", units: "clamav-daemon.socket clamav-daemon", taken: 0, putsOff: true },
    { what: "the resolver", units: "unbound", taken: MAILS, putsOff: true },
    { what: "Redis", units: "redis-server", taken: MAILS, putsOff: false },
];

export const drill: Drill<LabBackupMxPair> = {
    name: "filters-dead",
    situation: "rspamd, ClamAV, the resolver and Redis die on both MXs, one after the other",
    promise:
        "mail waits without rspamd or ClamAV, and goes on without the resolver or Redis; none is lost or taken unseen",
    origin: "the result of a dead filter is chosen, not found out",

    run: (pair, tell) =>
        withFilters(pair, async () => {
            const promises = new Promises();
            const numbers: Record<string, number> = {};
            for (const death of DEATHS) {
                const all = async (command: string) => {
                    if (death.units === "") return;
                    await Promise.all(
                        pair.members.map(({ machine }) => machine.succeed(`systemctl ${command} ${death.units}`)),
                    );
                };
                await all("stop");
                try {
                    for (const member of pair.members) {
                        const taken = await sendTo(pair, member, death, promises);
                        numbers[`without ${death.what}, by ${member.member}`] = taken;
                        tell(`without ${death.what} ${member.name} takes ${taken} of ${MAILS}`);
                    }
                } finally {
                    await all("start");
                    await all("is-active --quiet");
                }
            }
            return { numbers, broken: promises.broken };
        }),
};

/** Sends the mails of one death by one MX, and counts them in the mailboxes. Returns how many were taken. */
async function sendTo(pair: LabBackupMxPair, member: LabMember, death: Death, promises: Promises): Promise<number> {
    const { what, taken, putsOff } = death;
    const run = runName(`without-${what.replace(/\W/g, "")}-${member.member}`);
    const sender = pair.sender(run, { only: member.name, patienceSeconds: 4 * GREYLIST_SECONDS, replySeconds: 150 });
    await sender.send(1, MAILS);
    const acknowledged = sender.those("acknowledged").map(({ number }) => number);
    const [other] = [...sender.those("refused"), ...sender.those("given up")];
    promises.expect(
        acknowledged.length === taken && sender.those("refused").length === 0,
        `${member.name} takes ${taken} of ${MAILS} without ${what}, and refuses none for good`,
        other?.reply,
    );
    if (taken > 0) {
        const code = await suspicious(member, pair.domain);
        const wanted = putsOff ? 451 : 250;
        promises.expect(code === wanted, `${member.name} gives who is suspicious ${wanted} without ${what}`, code);
    }
    // The backup's first: what it hands on waits at the primary next.
    for (const host of [pair.b, pair.a]) {
        await eventually(
            `the queue of ${host.name} is empty`,
            budget("delivery"),
            async () => (await waiting(host)) === 0,
        );
    }
    const found = await mailsOf(pair.a.machine, run);
    const { missing, duplicates } = count(acknowledged, found);
    promises.expect(
        missing.length === 0 && duplicates === 0 && found.size === acknowledged.length,
        `what ${member.name} took without ${what} is delivered once, and nothing else is`,
        { acknowledged: acknowledged.length, delivered: found.size, duplicates },
    );
    return acknowledged.length;
}

/** What the mail of a suspicious sender is told; each has an address and a text of his own. */
async function suspicious(member: LabMember, domain: string): Promise<number> {
    const word = runName("suspicious");
    const from = `MAIL FROM:<${word}@outside.test>`;
    const says = ["EHLO sender.lab.test", from, `RCPT TO:<ben@${domain}>`, "DATA", text(word, `${word} says this`)];
    return (await dialog(member.address, says, 25, PATIENCE_MS)).at(-1)?.code ?? 0;
}
