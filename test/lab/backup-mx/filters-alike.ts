import assert from "node:assert/strict";
import type { MailPolicyArgs } from "../../../components/backup-mx/policy/args";
import { infected, spam } from "../../../lab/client/bad-content";
import { text } from "../../../lab/client/bad-mails";
import { succeeded } from "../../../lab/engine/pulumi";
import { budgetMs } from "../../budgets";
import { runName } from "../../drills/mail";
import type { BackupMxLab } from "../../helpers/lab";
import { arrived, sent, taken } from "./looked-into";

/** What filters do on both hosts, whichever way the mail server asks them. */
export function filtersAlikeSuite(at: () => BackupMxLab, policy: () => MailPolicyArgs): void {
    describe("filters alike on two hosts", function () {
        this.timeout(budgetMs("drill"));

        it("let no stranger say what they have found, and mark alike what is suspicious on either", async () => {
            const levels: (string | undefined)[] = [];
            for (const member of at().pair.members) {
                const run = runName(`forged-${member.member}`);
                const forged = [
                    `Authentication-Results: ${member.name}; dkim=pass header.d=forged.test`,
                    "X-Virus-Status: Clean, says forged.test",
                    "X-Spam-Level: *forged",
                    "X-Spam: No",
                ];
                const mail = text(run, `${run} says this`).replace("\r\n\r\n", `\r\n${forged.join("\r\n")}\r\n\r\n`);
                await taken(at().pair, member, mail, `${run}@outside.test`);
                const found = await arrived(at().pair, run);
                assert.doesNotMatch(found, /forged\.test|\*forged/, member.name);
                assert.match(
                    found,
                    new RegExp(`^Authentication-Results: ${member.name};(?=[^]*?\\sdkim=none)[^]*?\\sspf=none`, "m"),
                );
                assert.deepEqual(found.match(/^X-Spam:.*$/gm), ["X-Spam: Yes"], member.name);
                levels.push(/^X-Spam-Level: (\*+)$/m.exec(found)?.[1]);
            }
            assert.ok(levels[0], "it has no score");
            assert.equal(levels[0], levels[1], "the same mail has another score");
        });

        /** rspamd may call such a mail spam; where it is taken, the domain that is told is that of the address. */
        async function names(): Promise<void> {
            for (const member of at().pair.members) {
                const run = runName(`names-${member.member}`);
                const from = "From: =?utf-8?q?a=40bank=2Etest_=28?= <x@outside.test>";
                const mail = text(run, `${run} says this`).replace(/^From: .*$/m, from);
                await taken(at().pair, member, mail, `${run}@outside.test`);
                const found = await arrived(at().pair, run);
                assert.match(found, /^Authentication-Results: /m);
                assert.doesNotMatch(found, /header\.from=bank\.test/, member.name);
            }
        }

        it("let mail by unseen while one is dead, where the policy says so, and the other one still looks", async () => {
            const { pair } = at();
            // To rspamd a program that comes by mail is spam, whoever has looked at it.
            const spamFilter = { ...policy().spamFilter, rejectScore: 100 };
            succeeded(await pair.up({ policy: { ...policy(), spamFilter, filterFailure: "accept" } as never }));
            await names();
            // The socket, too: it would start the scanner again.
            const deaths = [
                { units: "rspamd", unseen: spam, refused: infected, code: 550 },
                { units: "clamav-daemon.socket clamav-daemon", unseen: infected, refused: spam, code: 554 },
            ];
            for (const { units, unseen, refused, code } of deaths) {
                for (const member of pair.members) {
                    const { machine, name } = member;
                    const run = runName(`unseen-${member.member}`);
                    await machine.succeed(`systemctl stop ${units}`);
                    try {
                        // Put off once where rspamd looks.
                        await taken(pair, member, unseen(run), `${run}@outside.test`);
                        assert.match(await sent(at().pair, member, refused(run)), new RegExp(`^${code} `), name);
                    } finally {
                        await machine.succeed(`systemctl start ${units}`);
                    }
                }
            }
            succeeded(await pair.up({ policy: policy() as never }));
        });
    });
}
