import assert from "node:assert/strict";
import { ImapLine, type ImapServer } from "../../../lab/client/imap-line";
import { imapDoor, lmtpDoor } from "../../../lab/client/mail-doors";
import { MailWriter, type MailWriterOptions } from "../../../lab/client/mail-writer";
import { compareMails, placesOf } from "../../../lab/client/mails";
import { stopAllWriters } from "../../../lab/client/numbered-writer";
import { budgetMs } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import { BareCyrus, LMTP_SOCKET, USERS } from "./bare-cyrus";

const KEPT = { missing: [], doubled: [], moved: [], refusedThere: [], neverSent: [] };

/** The client that all promises about mail are measured with must itself notice when one is broken. */
describe("the writer of acknowledged mails, on a real Cyrus", function () {
    this.timeout(budgetMs("up"));
    const test = new BareCyrus();
    const login = (user = USERS[0]) => ({ user: user.name, password: user.password, ca: test.ca });
    const line = () => ImapLine.open(test.server, login());
    const found = async (run: string, folder = run) => {
        const each = await Promise.all(USERS.map((user) => placesOf(test.server, login(user), folder, run)));
        return new Map(each.flatMap((places) => [...places]));
    };
    const appender = async (run: string, servers: ImapServer[] = [test.server], answerMs = 3000) => {
        for (const user of USERS) {
            const one = await ImapLine.open(test.server, login(user));
            await one.create(run);
            one.close();
        }
        const doors = async () => servers.map((server) => imapDoor(server, run, { ca: test.ca, answerMs }));
        return new MailWriter({ run, users: USERS, doors });
    };
    const written = async (one: MailWriter, count: number) => {
        one.start();
        await one.reached(count, 30);
        await one.stop();
        return one;
    };

    before("start a server", () => test.up());
    afterEach("stop writers", stopAllWriters);
    after("take it away", () => test.down());

    it("stores mails by IMAP that are all there, once each, where the server said", async () => {
        const one = await written(await appender("plain"), 200);
        const { there, ...rest } = compareMails(one, await found("plain"));
        assert.deepEqual(rest, KEPT);
        assert.equal(there, one.sent);
        assert.equal(one.numbers("acknowledged").length, one.sent);
        assert.ok([...one.outcomes.values()].every(({ place }) => place !== undefined && place.uid > 0));
        assert.equal(one.troubleText(), "no trouble");
    });

    it("delivers mails by LMTP through the server's own socket", async () => {
        const doors = async () => [lmtpDoor("lmtp", () => test.machine.dial(LMTP_SOCKET))];
        const options: MailWriterOptions = { run: "delivered", users: USERS, doors };
        const one = await written(new MailWriter(options), 100);
        const { there, ...rest } = compareMails(one, await found("delivered", "INBOX"));
        assert.deepEqual([rest, there], [KEPT, one.sent]);
    });

    it("reports mails that are gone, there twice, at another place, or that nobody sent", async () => {
        const one = await written(await appender("robbed"), 40);
        const own = [...one.outcomes.values()].filter(({ user }) => user === USERS[0].name);
        const [gone, twice, moved] = own;
        const { raw, close } = await line().then((open) => ({ raw: open.raw, close: () => open.close() }));
        await raw.mailboxOpen("robbed");
        const uid = (outcome: typeof gone) => String(outcome.place?.uid);
        await raw.messageCopy(uid(twice), "robbed", { uid: true });
        await raw.messageCopy(uid(moved), "robbed", { uid: true });
        for (const one of [gone, moved]) await raw.messageDelete(uid(one), { uid: true });
        await raw.append("robbed", "X-Standby-Number: robbed/900000\r\n\r\n");
        close();
        const { there, ...count } = compareMails(one, await found("robbed"));
        assert.deepEqual(count, {
            ...{ missing: [gone.n], doubled: [twice.n], moved: [moved.n], refusedThere: [], neverSent: [900000] },
        });
        assert.equal(there, one.sent);
    });

    it("goes past a server that is not there, and takes no certificate for another name", async () => {
        const nobody = { ...test.server, port: 3999 };
        const other = { ...test.server, name: "other.example.test" };
        const one = await written(await appender("past", [nobody, other, test.server]), 50);
        assert.match(one.troubleText(), /ECONNREFUSED/);
        assert.match(one.troubleText(), /does not match certificate/);
        assert.deepEqual({ ...compareMails(one, await found("past")), there: 0 }, { ...KEPT, there: 0 });
        const alone = await appender("refused", [other]);
        alone.start();
        await eventually("it is refused", 10, () => /does not match certificate/.test(alone.troubleText()));
        await alone.stop(0);
        assert.deepEqual([alone.acknowledged, (await found("refused")).size], [0, 0]);
    });

    it("says what a server that does not know it says", async () => {
        const doors = async () => [imapDoor(test.server, "INBOX", { ca: test.ca })];
        const users = [{ name: USERS[0].name, password: "not this one" }];
        const one = new MailWriter({ run: "stranger", users, doors });
        one.start();
        await eventually("it is refused", 20, () => /authentication failure|Login failed/i.test(one.troubleText()));
        await one.stop(0);
        assert.equal(one.acknowledged, 0);
    });

    it("loses no acknowledged mail over kill -9, and tells the gap", async () => {
        const one = await appender("killed");
        one.start();
        await one.reached(100, 20);
        const killed = Date.now();
        await test.systemctl("kill -s KILL");
        await eventually("nobody answers", 10, () => /ECONNREFUSED/.test(one.troubleText()));
        const away = Date.now();
        await test.systemctl("restart");
        await one.reached(one.acknowledged + 100, 30);
        await one.stop();
        assert.deepEqual({ ...compareMails(one, await found("killed")), there: 0 }, { ...KEPT, there: 0 });
        const [gap] = one.gaps(100).sort((some, other) => other.ms - some.ms);
        assert.ok(gap.ms >= away - killed - 100 && gap.from >= killed - 100, JSON.stringify({ gap, killed, away }));
        assert.equal(one.longestGap(), gap.ms);
    });

    it("never sends a mail again whose answer was lost", async () => {
        const one = await appender("stuck", [test.server], 1000);
        one.start();
        await one.reached(50, 20);
        // The mails get in, and no answer gets out.
        await test.lab.client.cut("mails", test.lab.net.hostSide, { oneWay: true });
        await eventually("answers are missing", 20, () => one.numbers("unanswered").length > 0);
        await test.lab.client.heal();
        await one.reached(one.acknowledged + 50, 60);
        await one.stop();
        assert.deepEqual({ ...compareMails(one, await found("stuck")), there: 0 }, { ...KEPT, there: 0 });
        assert.ok(one.numbers("unanswered").length > 0, one.troubleText());
        assert.equal(one.numbers("acknowledged").length + one.numbers("unanswered").length, one.sent);
    });
});
