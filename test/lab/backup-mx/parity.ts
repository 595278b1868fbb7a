import assert from "node:assert/strict";
import { badContents } from "../../../lab/client/bad-content";
import { type BadMail, badMails, FALSE_ENDS, smuggled, text } from "../../../lab/client/bad-mails";
import { dialog } from "../../../lab/client/smtp-dialog";
import type { LabMember } from "../../../lab/pair";
import { budget, budgetMs } from "../../budgets";
import { runName, waiting } from "../../drills/mail";
import { eventually } from "../../helpers/eventually";
import type { BackupMxLab } from "../../helpers/lab";

const RECIPIENT = "anna@example.test";
/** The pair's default, as the stack leaves it. */
const SIZE_LIMIT = 26214400;
const MAILDIRS = "/var/mail/standby";
const LONG_LINE = 3000;
/** Bytes of a mail beside its lines, at the most: the primary's headroom is above that. */
const BESIDE_LINES = 2000;

/**
 * Bad mail meets the same answer on both hosts, and what the backup took is never refused by the primary. `filtered`: that of a pair
 * with every filter, which looks into mail too.
 */
export function paritySuite(at: () => BackupMxLab, { filtered = false } = {}): void {
    describe("one policy on two hosts", () => {
        let started: number;

        before(() => {
            started = Date.now() - 1000;
        });

        answeredAlike(at, badMails(RECIPIENT, SIZE_LIMIT, "mail2.example.test"));
        if (filtered) answeredAlike(at, badContents(RECIPIENT, runName("content")));
        // Good mail is put off first, where somebody suspicious sends it.
        else takenAlike(at);

        it("sends no mail from nowhere: nobody gets back what he never sent", async () => {
            const { pair } = at();
            await eventually("the queue is empty", budget("delivery"), async () => (await waiting(pair.b)) === 0);
            const log = await pair.b.logSince(started);
            assert.match(log, /NOQUEUE: reject|rejected RCPT/, "the log shows nothing of what was refused");
            assert.doesNotMatch(log, /from=<>, size=|<= <>/);
        });
    });
}

/** One test for each bad mail: both hosts end its session in the same way. */
function answeredAlike(at: () => BackupMxLab, mails: readonly BadMail[]): void {
    for (const { what, says, codes, byExim, reply } of mails) {
        it(`answers ${what} alike`, async () => {
            const { pair } = at();
            const exim = (member: LabMember) => pair.mta(member.member as "a" | "b") === "exim";
            const answers = pair.members.map(async (member) => {
                const turns = await dialog(member.address, [...says], 25, budgetMs("delivery"));
                if (reply) assert.match(turns.at(-1)?.reply ?? "", reply, member.name);
                const found = turns.map(({ code }) => code);
                // Exim refuses the same, at another place of some sessions.
                return exim(member) ? verdict(found) : found;
            });
            const wanted = pair.members.map((member) => (exim(member) ? (byExim ?? verdict(codes)) : codes));
            assert.deepEqual(await Promise.all(answers), wanted);
        });
    }
}

/** Mail at the edge of what is good is taken by both, and arrives as it was sent. */
function takenAlike(at: () => BackupMxLab): void {
    it("takes lines of any length on both, and hands them on unbroken", async () => {
        const { pair } = at();
        const run = runName("long-line");
        for (const { address, name } of pair.members) {
            const body = text(`${run} ${name}`, "x".repeat(LONG_LINE));
            await accepted(address, [to("anna"), "DATA", body]);
        }
        const found = `grep -rl 'Subject: ${run}' ${MAILDIRS} | xargs -r grep -lE '^x{${LONG_LINE}}$'`;
        await delivered(at, found, 2);
    });

    it("takes as large a mail on the primary as the backup took at the limit", async () => {
        const { pair } = at();
        const run = runName("large");
        // Postfix counts a line of 998 bytes as 1001, and a few bytes for the mail itself.
        const line = `${"x".repeat(998)}\r\n`;
        const body = line.repeat(Math.floor((SIZE_LIMIT - BESIDE_LINES) / 1001)).slice(0, -2);
        await accepted(pair.b.address, [to("anna"), "DATA", text(run, body)]);
        await delivered(at, `grep -rl 'Subject: ${run}' ${MAILDIRS}`, 1);
    });

    it("finds one mail where a second is hidden behind a bare line feed", async () => {
        const { pair } = at();
        const run = runName("smuggled");
        for (const { address } of pair.members) {
            for (const end of FALSE_ENDS) await dialog(address, [...smuggled("anna@example.test", run, end), "QUIT"]);
        }
        await eventually("the queue is empty", budget("delivery"), async () => (await waiting(pair.b)) === 0);
        const { stdout } = await pair.a.machine.run(`grep -rlE '^Subject: ${run} outer' ${MAILDIRS} | wc -l`);
        const hidden = await pair.a.machine.run(
            `grep -rl 'Subject: ${run} hidden' ${MAILDIRS} | xargs -r grep -L '^Subject: ${run} outer'`,
        );
        assert.equal(hidden.stdout, "", "a hidden mail was delivered as one of its own");
        assert.ok(Number(stdout) > 0, "no mail was delivered: the test tests nothing");
    });

    it("asks nothing of its backup again on the primary", async () => {
        const { pair } = at();
        const says = ["EHLO localhost", "MAIL FROM:<stranger@outside.test>", "RCPT TO:<anna@example.test>", "QUIT"];
        const speak = says.map((line) => `printf '%s\\r\\n' '${line}' >&3; read -t 5 -r answer <&3; echo "$answer"`);
        const script = `exec 3<>/dev/tcp/${pair.a.address}/25; read -r hello <&3; ${speak[0]}; while [[ $answer == *-* ]]; do read -r answer <&3; done; ${speak.slice(1).join("; ")}`;
        const answers = await pair.b.machine.succeed(`bash -c '${script.replaceAll("'", "'\\''")}'`);
        assert.match(answers, /^250 (2\.1\.5|Accepted)/m, answers);
    });
}

const to = (user: string) => `RCPT TO:<${user}@example.test>`;

async function accepted(address: string, says: string[]): Promise<void> {
    const turns = await dialog(address, ["EHLO sender.lab.test", "MAIL FROM:<stranger@outside.test>", ...says, "QUIT"]);
    assert.deepEqual(
        turns.map(({ code }) => code),
        [220, 250, 250, 250, 354, 250, 221],
        JSON.stringify(turns.map(({ reply }) => reply)),
    );
}

/** How a session ends: with its first refusal, for now or for good; with 2 when all was taken. */
const verdict = (codes: readonly number[]) => Math.floor((codes.find((code) => code >= 400) ?? 200) / 100);

/** Waits until so many files on the primary are found by `command`. */
async function delivered(at: () => BackupMxLab, command: string, count: number): Promise<void> {
    await eventually(`${count} mails are delivered whole`, budget("delivery"), async () => {
        const { stdout } = await at().pair.a.machine.run(command);
        return stdout.split("\n").filter(Boolean).length === count;
    });
}
