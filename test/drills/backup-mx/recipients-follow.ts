/*
 * Situation: a user is added at the primary, and nobody tells the backup. Then, while its Postfix is down, the primary's list
 *            is empty, has lost most of its users, cannot be read for hours, and the backup's own table is damaged.
 * Promise:   the backup knows the new user within 60 s. An empty or shrunk list is refused and alarmed, who was known is
 *            taken all the time, and a list that is out of date refuses nobody for good. No mail is lost or bounced.
 * Origin:    an empty map makes Postfix answer 550 to everybody: mail is lost, and the primary is down meanwhile.
 */
import { askRecipient } from "../../../lab/client/smtp-dialog";
import type { LabBackupMxPair } from "../../../lab/pair/backup-mx";
import { budget } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { bounced, runName, settledCount } from "../mail";

const KNOWN_WITHIN = 60;
const MAILS = 30;
const MAP = "/etc/postfix/mailboxes";
const MANY = Array.from({ length: 20 }, (_, index) => `many${index}`);
const EXPORT = "standby-recipients-export.service";

export const drill: Drill<LabBackupMxPair> = {
    name: "recipients-follow",
    situation:
        "a user is added at the primary; then its list is empty, shrunk, out of date; the backup's table is damaged",
    promise: `known at the backup within ${KNOWN_WITHIN} s; bad lists are refused and alarmed; no known user is refused`,
    origin: "an empty map answers 550 to everybody; drill 11 of the reference",

    async run(pair: LabBackupMxPair, tell) {
        const promises = new Promises();
        const { a, b, domain } = pair;
        const started = Date.now();
        const run = runName("recipients");
        const sender = pair.sender(run, { only: b.name });
        const ask = async (user: string) => (await askRecipient(b.address, `<${user}@${domain}>`)).code;
        /** The primary's own table; its service is asked at once, unless the clock is what is tried. */
        const users = async (names: string[], atOnce = true) => {
            const lines = names.map((name) => `${name}@${domain} ${domain}/${name}/`).join("\\n");
            await a.machine.succeed(`printf '${lines}${names.length > 0 ? "\\n" : ""}' >${MAP} && postmap ${MAP}`);
            if (!atOnce) return "";
            await a.machine.succeed(`rm -f /var/lib/standby-export/made && systemctl restart ${EXPORT}`);
            await a.machine.eventually("test -e /var/lib/standby-export/made", 20);
            return (await b.standby("recipients pull")).stdout;
        };
        const taken = async (what: string) => {
            const sent = sender.outcomes.size;
            await sender.send(sent + 1, sent + MAILS);
            const codes = await Promise.all(["anna", "ben", "postmaster"].map(ask));
            promises.expect(
                codes.every((code) => code === 250),
                `who was known is taken ${what}`,
                codes,
            );
        };
        const alarms = async (word: RegExp, what: string) => {
            const { code, stdout } = await b.standby("status");
            promises.expect(code === 1 && word.test(stdout), `status alarms of a list that ${what}`, stdout);
        };
        await a.machine.succeed(`mkdir -p /root/kept && cp -a ${MAP} ${MAP}.db /root/kept/`);
        const restore = async () => {
            await a.machine.succeed(
                `cp -a /root/kept/* /etc/postfix/ && systemctl restart ${EXPORT} postfix@-.service`,
            );
            await b.machine.succeed("systemctl start standby-recipients.timer");
            await b.standby("recipients accept");
        };
        const all = ["anna", "ben", "postmaster"];
        try {
            // A list of a host that has just been set up, or started, is to come first.
            await eventually("a stranger is refused", budget("delivery"), async () => (await ask("new")) === 550);
            const added = Date.now();
            await users([...all, "new"], false);
            await eventually("the new user is known", budget("delivery") * 2, async () => (await ask("new")) === 250);
            const knownAfter = (Date.now() - added) / 1000;
            tell(`a user added at the primary is known at the backup after ${knownAfter.toFixed(1)} s`);
            promises.expect(knownAfter <= KNOWN_WITHIN, `known within ${KNOWN_WITHIN} s`, knownAfter);

            await users([...all, "new", ...MANY]);
            // What the backup takes now waits: the primary would refuse what its own emptied table does not know.
            await a.machine.succeed("systemctl stop postfix@-.service");
            tell((await users([])).trim());
            await alarms(/^RECIPIENTS REFUSED.*empty/m, "is empty");
            await taken("while the primary's list is empty");
            promises.expect((await ask("many7")) === 250, "all of the former list stay known");
            tell((await users([...all, "many1"])).trim());
            await alarms(/^RECIPIENTS REFUSED.*shrank from 24 to 4/m, "shrank");
            promises.expect((await ask("many7")) === 250, "a list that shrank too much is not taken");
            await b.standby("recipients accept");
            promises.expect((await ask("many7")) === 550, "it is once an operator accepts it");

            await a.machine.succeed(`systemctl stop ${EXPORT}`);
            await b.machine.succeed("systemctl stop standby-recipients.timer");
            await a.machine.succeed("touch -d '2 hours ago' /var/lib/standby-export/made");
            await b.standby("recipients pull");
            await alarms(/^RECIPIENTS OUT OF DATE/m, "is out of date");
            promises.expect(
                (await ask("many7")) === 450,
                "then strangers are put off, not refused",
                await ask("many7"),
            );
            await taken("by a list that is out of date");

            await b.machine.succeed("head -c 9000 /dev/urandom >/var/lib/standby-recipients/pulled.db");
            await users([...all, "many1"]);
            await b.standby("recipients pull");
            await taken("after the backup's table was damaged");
            promises.expect((await ask("many7")) === 550, "and strangers are refused again", await ask("many7"));
            await restore();
            const { missing, duplicates } = await settledCount(pair, sender, run);
            const acknowledged = sender.those("acknowledged").length;
            const lost = missing.length;
            const back = await bounced(pair, started);
            promises.expect(acknowledged === 3 * MAILS, "every mail is acknowledged", sender.those("refused"));
            promises.expect(lost === 0 && back === 0, "no mail is lost or bounced", { missing, back });
            const numbers = { acknowledged, lost, duplicates, bounced: back, "known after s": knownAfter };
            return { numbers, broken: promises.broken };
        } finally {
            await restore();
        }
    },
};
