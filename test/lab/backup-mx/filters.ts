import assert from "node:assert/strict";
import { text } from "../../../lab/client/bad-mails";
import { succeeded } from "../../../lab/engine/pulumi";
import type { MailPolicyArgs } from "../../../components/backup-mx/policy/args";
import { budget, budgetMs } from "../../budgets";
import { runName, waiting } from "../../drills/mail";
import { eventually } from "../../helpers/eventually";
import type { BackupMxLab } from "../../helpers/lab";
import { arrived, sent, taken } from "./looked-into";

/** What both hosts say to the same mail once they look into it, for a pair that has every filter. */
export function filtersSuite(at: () => BackupMxLab, policy: () => MailPolicyArgs): void {
    describe("filters on two hosts", function () {
        this.timeout(budgetMs("drill"));

        /** Where a mail server keeps the number of its process. */
        const pidFile = (member: string) =>
            at().pair.mta(member as "a" | "b") === "exim" ? "/run/exim4/exim.pid" : "/var/spool/postfix/pid/master.pid";

        it("put who is suspicious off once, and take it when it comes again", async () => {
            for (const member of at().pair.members) {
                const run = runName(`grey-${member.member}`);
                const mail = text(run, `${run} says this`);
                const from = `${run}@outside.test`;
                assert.match(await sent(at().pair, member, mail, from), /^451 4\.7\.1 Try again later/, member.name);
                await taken(at().pair, member, mail, from);
                assert.match(await arrived(at().pair, run), /^Authentication-Results: /m);
            }
        });

        it("ask nothing about mail of the backup on the primary", async () => {
            const { a, b } = at().pair;
            const logged = () =>
                a.machine.succeed("journalctl -u rspamd -o cat --no-pager | grep -c 'rspamd_task_write_log' || true");
            const before = await logged();
            const run = runName("handed-on");
            await eventually("the backup takes it", budget("delivery"), async () => {
                return /^250 /.test(await sent(at().pair, b, text(run, run), `${run}@outside.test`));
            });
            await arrived(at().pair, run);
            assert.equal(await logged(), before, "the primary's filter looked at it again");
        });

        it("sign what the host itself sends, so that the other one finds it good", async () => {
            const { a, b, domain } = at().pair;
            const run = runName("signed");
            // A name that decodes to what is no address any more.
            const mail = `From: =?utf-8?q?M=C3=BCller=2C_A=2E?= <anna@${domain}>\\nTo: ben@${domain}\\nSubject: ${run}\\n\\nsigned?\\n`;
            await b.machine.succeed(`printf '${mail}' | sendmail -f anna@${domain} ben@${domain}`);
            const found = await arrived(at().pair, run);
            assert.match(found, new RegExp(`^DKIM-Signature: [^]*?d=${domain};\\s+s=standby-b1;`, "m"));
            // Checked by rspamd itself, with the key that DNS gives.
            const file = `$(grep -rl --exclude-dir=tmp '^Subject: ${run}' /var/mail/standby | head -n 1)`;
            assert.match(await a.machine.succeed(`rspamc -i 192.0.2.1 symbols "${file}"`), /R_DKIM_ALLOW/);
        });

        it("check signatures of zones, and take none from a zone that should be signed and is not", async () => {
            const { b } = at().pair;
            assert.match(await b.machine.succeed("host -t A mail.example.test"), /has address/);
            // The lab's root is not that of the world, whose key the resolver has.
            assert.match((await b.machine.run("host -t NS . 127.0.0.1")).stdout, /SERVFAIL/);
            // Postfix asks as its chroot tells it.
            const chroot = at().pair.mta("b") === "postfix" ? "/var/spool/postfix" : "";
            assert.match(await b.machine.succeed(`cat ${chroot}/etc/resolv.conf`), /^nameserver 127\.0\.0\.1$/m);
        });

        it("change nothing the second time, and reload rspamd for one score", async () => {
            const { pair } = at();
            const before = pair.sshSessions().length;
            const second = succeeded(await pair.up());
            assert.equal(second.changed, 0, second.summary);
            assert.deepEqual(pair.sshSessions().slice(before), []);
            const pids = () =>
                Promise.all(
                    pair.members.map(({ machine, member }) =>
                        machine.succeed(`pidof -s clamd; cat /run/rspamd/rspamd.pid; cat ${pidFile(member)}`),
                    ),
                );
            const running = await pids();
            const changed = { ...policy(), spamFilter: { ...policy().spamFilter, rejectScore: 20 } };
            succeeded(await pair.up({ policy: changed as never }));
            assert.deepEqual(await pids(), running, "something was restarted");
            for (const { machine } of pair.members) {
                assert.match(await machine.succeed("rspamadm configdump actions"), /reject = 20;/);
            }
            succeeded(await pair.up({ policy: policy() as never }));
        });

        it("send no mail from nowhere", async () => {
            const { b } = at().pair;
            await eventually("the queue is empty", budget("delivery"), async () => (await waiting(b)) === 0);
            assert.doesNotMatch(await b.logSince(Date.now() - budgetMs("drill")), /from=<>, size=|<= <>/);
        });
    });
}
