import assert from "node:assert/strict";
import { PROGRAMS } from "../../../components/active-active/places";
import { RuntimeLab } from "../../helpers/runtime";
import { ANNA, BEN, QueueHost } from "./queue-host";

const MERGE = `${PROGRAMS}/merge`;
const HERE = "/srv/mail";
/** What the other member has: a copy of what is here, of the time when both were one, and what came there since. */
const THERE = "/root/there";
const MAILDIR = "v/example.com/anna/Maildir";
const FOLDERS = "active incoming deferred hold maildrop";

/** The programs that bring two sides together, with a real Dovecot and Postfix; DRBD and SSH are not asked here. */
describe("mail of two sides of a split brain", function () {
    this.timeout(240_000);
    let lab: RuntimeLab;
    let host: QueueHost;

    before(async () => {
        lab = await RuntimeLab.start("test-merge");
        host = await QueueHost.up(lab);
        await host.send("both", ANNA);
        await host.until("postqueue -p | grep -q 'is empty'");
        // Delivered here since, and waiting there.
        await host.run("systemctl stop dovecot");
        await host.send("stored here", ANNA);
        await host.until("postqueue -p | grep -q anna@");
        await host.hold();
        await host.run("systemctl stop postfix@-");
        await host.run(`rm -rf ${THERE} && mkdir ${THERE} && cp -a ${HERE}/v ${HERE}/.spool ${THERE}/`);
        await host.goesOn();
    });
    after(() => lab?.end());

    const put = (path: string, text: string) =>
        host.run(`install -D -o vmail -g vmail -m 0600 /dev/stdin '${path}' <<'END'\nSubject: ${text}\n\n${text}\nEND`);
    const lacking = async () => {
        const said = await host.run(`${MERGE} list ${THERE} | ${MERGE} lacks`);
        return said.split("\n").filter(Boolean).sort();
    };
    const take = () =>
        host.run(`${MERGE} list ${THERE} | ${MERGE} lacks | cut -f 3 | tar -C ${THERE} -c --verbatim-files-from -T - |
            ${MERGE} take && ${MERGE} place`);

    it("is all here where it was before, whatever its flags", async () => {
        await host.run(`cd ${HERE}/${MAILDIR} && one=$(ls new | head -n 1) && mv new/$one cur/$one:2,S`);
        assert.deepEqual(await lacking(), []);
    });

    it("comes here with its folder, as its user sees it", async () => {
        await put(`${THERE}/${MAILDIR}/new/1.there`, "new there");
        await put(`${THERE}/${MAILDIR}/.Old letters/cur/2.there:2,FS`, "kept there");
        await put(`${THERE}/${MAILDIR}/tmp/3.there`, "not a mail yet");
        assert.deepEqual(
            (await lacking()).map((line) => line.split("\t")[0]),
            ["example.com/anna/1.there", "example.com/anna/2.there"],
        );
        await take();
        assert.deepEqual(await lacking(), []);
        const seen = await host.run(`doveadm search -u ${ANNA} mailbox 'Old letters' flagged seen | wc -l`);
        assert.equal(seen.trim(), "1");
        const owners = await host.run(`find ${HERE}/v ! -user vmail; ls ${HERE}/${MAILDIR} | grep -c there || true`);
        assert.equal(owners.trim(), "0");
    });

    it("is never written over: what is another mail of the same name goes on lacking", async () => {
        await put(`${HERE}/${MAILDIR}/new/4.same`, "one of here");
        await put(`${THERE}/${MAILDIR}/new/4.same`, "another one, of there");
        await take();
        assert.equal((await lacking()).length, 1);
        assert.match(await host.run(`cat ${HERE}/${MAILDIR}/new/4.same`), /one of here/);
        await host.run(`rm ${HERE}/${MAILDIR}/new/4.same ${THERE}/${MAILDIR}/new/4.same`);
    });

    it("that waits there is delivered to those who have not got it", async () => {
        await host.waitsThere("only there", BEN, THERE);
        const came = await host.run(
            `tar -C ${THERE}/.spool/queue -c ${FOLDERS} | ${MERGE} take && ${MERGE} place-queue 2>/dev/null`,
        );
        assert.equal(came.trim(), "2");
        await host.run("postsuper -H ALL 2>&1; postqueue -f");
        await host.until("postqueue -p | grep -q 'is empty'");
        assert.equal(await host.count("only there", BEN), 1);
        assert.equal(await host.count("stored here", ANNA), 1);
        assert.equal(await host.count("both", ANNA), 1);
    });

    it("is taken by nobody who does not serve", async () => {
        await host.run("rm /run/standby-pair/serving");
        assert.equal((await host.run(`true | ${MERGE} take || echo $?`)).trim(), "75");
        assert.equal((await host.run(`${MERGE} place || echo $?`)).trim(), "75");
    });
});
