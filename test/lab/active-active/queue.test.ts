import assert from "node:assert/strict";
import { RuntimeLab } from "../../helpers/runtime";
import { ANNA, BEN, QueueHost } from "./queue-host";

const NEW = "/srv/mail/v/example.com/ben/Maildir/new";
/** So many mails of this subject are stored. */
const stored = (subject: string, count: number) =>
    `[ $(grep -rlx 'Subject: ${subject}' --exclude-dir=tmp /srv/mail/v | wc -l) = ${count} ]`;

/** Loss of power between what Dovecot writes and what Postfix writes down. */
describe("a queue that a lost member has left", function () {
    this.timeout(240_000);
    let lab: RuntimeLab;
    let host: QueueHost;

    before(async () => {
        lab = await RuntimeLab.start("test-queue");
        host = await QueueHost.up(lab);
    });
    after(() => lab?.end());

    const counts = async (subject: string) => [await host.count(subject, ANNA), await host.count(subject, BEN)];
    const dies = (subject: string) =>
        host.diesWhileStoring(
            async () => {
                await host.send(subject, ANNA);
                await host.sendBoth(subject);
            },
            stored(subject, 3),
        );

    it("delivers again what was stored, where nobody looks into the mailboxes", async () => {
        await dies("nobody looks");
        await host.goesOn();
        // How many, depends on the moment: 2 and 1 were sent.
        const [anna, ben] = await counts("nobody looks");
        assert.ok(anna + ben > 3, `${anna} and ${ben}`);
    });

    it("delivers each mail once after a look, and what was not stored yet", async () => {
        await host.run("systemctl stop dovecot");
        await host.sendBoth("waits");
        await host.until("postqueue -p | grep -q ben@");
        await host.hold();
        await host.run("systemctl start dovecot");
        await dies("stored");
        await host.settle();
        await host.goesOn();
        assert.deepEqual(await counts("stored"), [2, 1]);
        assert.deepEqual(await counts("waits"), [1, 1]);
        assert.equal(await host.settled(), `${ANNA}\n${ANNA}\n${BEN}\n`);
    });

    it("delivers to those alone who have not got it", async () => {
        await host.diesWhileStoring(() => host.sendBoth("one of two"), stored("one of two", 2));
        await host.run(`grep -lrx 'Subject: one of two' ${NEW} | xargs rm`);
        await host.settle();
        await host.goesOn();
        assert.deepEqual(await counts("one of two"), [1, 1]);
        assert.equal(await host.settled(), `${ANNA}\n`);
    });

    it("delivers what a mailbox has another mail of, under the same id", async () => {
        await host.diesWhileStoring(() => host.send("cut off", BEN), stored("cut off", 1));
        await host.run(`sed -i '/its end/d' $(grep -lrx 'Subject: cut off' ${NEW})`);
        await host.settle();
        await host.goesOn();
        assert.deepEqual(await counts("cut off"), [0, 1]);
        assert.equal(await host.settled(), "");
    });
});
