/*
 * Situation: two MXs stand in front of a Cyrus pair, and strangers send mail by both of them all the time. Meanwhile the role
 *            moves to the other Cyrus host by a change of the program; then the primary MX loses its power and comes back; a user
 *            is added to Cyrus.
 * Promise:   every acknowledged mail is in Cyrus, none is refused. The new user is known at both MXs within 60 s.
 *            Strangers reach the mailboxes by the MXs alone.
 * Origin:    pairs are made to stand together; a list of users that only one of them knows bounces mail.
 */
import assert from "node:assert/strict";
import { askRecipient } from "../../../lab/client/smtp-dialog";
import type { MailWriter } from "../../../lab/client/mail-writer";
import { stopAllWriters } from "../../../lab/client/numbered-writer";
import { budget, budgetMs } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import { inSync } from "../cyrus/pair";
import { bounced, greets } from "../mail";
import { MailSite } from "./site";

const KNOWN_WITHIN = 60;
/** Mails that are acknowledged before, during and after what happens. */
const SHARE = 60;
const CARL = { name: "carl@example.test", password: "Lab-carl-oh6Ooy9e" };

describe("A backup-MX pair in front of a Cyrus pair", function () {
    this.timeout(budgetMs("drill"));
    let site: MailSite;
    const more = (writer: MailWriter) => writer.reached(writer.acknowledged + SHARE, budget("sending"));
    const ask = async (address: string, user: string) => askRecipient(address, `<${user}@example.test>`);

    /** Every acknowledged mail is there, and nobody was refused or written to. */
    const allThere = async (writer: MailWriter, since: number) => {
        await writer.stop();
        const count = await site.count(writer);
        const refused = writer.numbers("refused").length;
        const unanswered = writer.numbers("unanswered").length;
        const back = await bounced(site.mx, since);
        console.log(
            `        acknowledged ${writer.acknowledged}, there ${count.there}, unanswered ${unanswered}, ` +
                `lost ${count.missing.length}, twice ${count.doubled.length}, gap ${writer.longestGap()} ms`,
        );
        // One whose answer was lost when the role moved is handed over again, by the mail servers themselves.
        assert.deepEqual([count.missing, count.neverSent], [[], []], writer.troubleText());
        const handed = await site.mx.a.machine.succeed(
            "journalctl -q -o cat -t postfix/relay/smtp -g 'TLS connection'",
        );
        assert.match(handed, /^Verified TLS connection established to \S*\[/m);
        assert.doesNotMatch(
            handed,
            /^(Trusted|Untrusted|Anonymous)/m,
            "each hand-over is to a host whose name is proved",
        );
        assert.deepEqual({ refused, back }, { refused: 0, back: 0 }, writer.troubleText());
    };

    before("bring up the site", async function () {
        this.timeout(budgetMs("coldLab") * 2);
        site = await MailSite.up(process.env.STANDBY_TEST_LAB ?? `site-${process.pid}`);
        await inSync(site.imap, site.instance);
        for (const { address } of site.mx.members)
            await eventually("users are known", KNOWN_WITHIN, async () => (await ask(address, "anna")).code === 250);
    });

    after("take it down", async function () {
        this.timeout(budgetMs("destroy"));
        if (process.env.STANDBY_TEST_LAB === undefined) await site?.down();
    });

    afterEach(stopAllWriters);

    it("takes mail for users of Cyrus at both MXs, and for nobody else", async () => {
        for (const { name, address } of site.mx.members) {
            assert.equal((await ask(address, "ben")).code, 250, name);
            assert.equal((await ask(address, "nobody")).code, 550, name);
        }
    });

    it("lets nobody hand mail to the mailboxes but the primary MX and their own members", async () => {
        for (const { name, address } of site.imap.members) {
            const { code, reply } = await ask(address, "anna");
            assert.equal(code, 450, `${name}: ${reply}`);
            assert.match(reply, /mail for these domains comes by their MX/);
        }
    });

    it("loses nothing when the role of Cyrus moves in the midst of it", async () => {
        const began = Date.now();
        const writer = await site.strangers("moved");
        writer.start();
        await more(writer);
        await site.change({ primary: "b" });
        assert.equal((await site.imap.primaryNow(site.instance)).member, "b");
        await more(writer);
        await allThere(writer, began);
        await inSync(site.imap, site.instance);
    });

    it("loses nothing when the primary MX loses its power in the midst of it", async () => {
        const began = Date.now();
        const writer = await site.strangers("cut");
        writer.start();
        await more(writer);
        await site.mx.a.crash();
        await more(writer);
        await site.mx.a.start();
        await greets(site.mx.a);
        await more(writer);
        await allThere(writer, began);
    });

    it(`knows a user who is added to Cyrus at both MXs within ${KNOWN_WITHIN} s, without a session to them`, async () => {
        const users = [...(site.imap.settings.users as object[]), CARL] as unknown as string[];
        const sessions = site.mx.sshSessions().length;
        await site.change({ users });
        const added = Date.now();
        const opened = site.mx.sshSessions().slice(sessions);
        assert.deepEqual(
            opened.filter((one) => site.mx.members.some(({ address }) => one.includes(address))),
            [],
        );
        const known = site.mx.members.map(async ({ address }) => {
            await eventually("carl is known", KNOWN_WITHIN, async () => (await ask(address, "carl")).code === 250);
            return (Date.now() - added) / 1000;
        });
        console.log(`        known after ${(await Promise.all(known)).map((one) => one.toFixed(1)).join(" and ")} s`);
    });
});
