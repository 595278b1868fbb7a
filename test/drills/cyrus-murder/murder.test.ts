import assert from "node:assert/strict";
import { budget, budgetMs } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import { MurderLab, type Once } from "./murder-lab";
import { USERS } from "./program";

const fine = { read: "OK", create: "OK" };
const all: Once = { mail: fine, two: fine };
const knows = "/usr/local/lib/standby/cyrus/mupdate knows";
const statusOf = "/usr/local/sbin/standby status || true";

/** The steps build on each other. */
describe("CyrusPair behind a Murder", function () {
    this.timeout(budgetMs("drill"));
    let lab: MurderLab;
    const on = (key: string, command: string) => lab.host(key).machine.succeed(command);
    const active = async (key: string, instance: string) =>
        (await lab.host(key).machine.run(`systemctl -q is-active standby-cyrus-push@${instance}`)).code === 0;
    const works = (what: string) =>
        eventually(what, budget("serviceBack"), async () => {
            assert.deepEqual(await lab.once(), all);
            return true;
        });

    before("bring up two instances behind a Murder", async function () {
        this.timeout(budgetMs("coldLab"));
        lab = await MurderLab.up(process.env.STANDBY_TEST_LAB ?? `murder-${process.pid}`);
        await works("users reach their mailboxes");
    });

    after("take them down", async function () {
        this.timeout(budgetMs("destroy"));
        if (process.env.STANDBY_TEST_LAB === undefined) await lab?.down();
    });

    it("takes users of both instances in at one address, and mail on both frontends", async () => {
        await lab.withAddress();
        const names = [USERS.mail.name, USERS.two.name, "nobody@example.test"];
        for (const front of ["front1", "front2"]) {
            assert.deepEqual(Object.values(await lab.lmtp(front, ...names)), ["250", "250", "550"]);
        }
    });

    it("leaves mupdate as it is when a role moves, and users come back by the same address", async () => {
        const conf = "/etc/standby/cyrus/mupdate.d/imapd.conf";
        const show = `cyr_dbtool -C ${conf} /var/lib/cyrus-mupdate/mailboxes.db twoskip show`;
        const list = `cd / && setpriv --reuid=cyrus --regid=mail --init-groups /usr/lib/cyrus/bin/${show}`;
        // Of a mailbox its place counts. The heartbeat's is told mupdate with each beat.
        const places = async () =>
            (await on("mupdate", list))
                .split("\n")
                .flatMap((line) => (line.includes("standby\t") ? [] : [line.replace(/ M \d+/, "")]));
        const [from, to] = (await active("a", "mail")) ? ["a", "b"] : ["b", "a"];
        const before = await places();
        const [looped] = await Promise.all([lab.loop(25), on(to, "sleep 3; standby --instance mail promote")]);
        console.log(
            `        gap of the one that moved ${looped.mail.gap.toFixed(1)} s, of the other ${looped.two.gap.toFixed(1)} s`,
        );
        assert.ok(looped.mail.gap < 10 && looped.two.gap < 3, JSON.stringify(looped));
        assert.deepEqual(await places(), before, "the list was changed");
        assert.ok(!(await active(from, "mail")) && (await active(to, "mail")), "a standby talks to mupdate");
        await works("all goes on");
    });

    it("moves the address when its frontend loses power, and leaves it there when that comes back", async () => {
        const lost = await lab.withAddress();
        const loop = lab.loop(25);
        await lab.host(lost).machine.run("sleep 3");
        await lab.host(lost).crash();
        const looped = await loop;
        const now = await lab.withAddress();
        assert.notEqual(now, lost);
        console.log(`        gap ${looped.mail.gap.toFixed(1)} s`);
        assert.ok(looped.mail.gap < 15 && looped.two.gap < 15, JSON.stringify(looped));
        await lab.host(lost).start();
        await eventually("the other frontend is whole", budget("serviceBack"), async () =>
            /serves users/.test(await on(lost, statusOf)),
        );
        assert.equal(await lab.withAddress(), now);
    });

    it("reads on without mupdate; new folders and mail by way of frontends wait, and all is back with it", async () => {
        await on("mupdate", "systemctl stop standby-cyrus-mupdate");
        const refused = { read: "OK", create: "NO" };
        assert.deepEqual(await lab.once(), { mail: refused, two: refused });
        const front = await lab.withAddress();
        await eventually(
            "mail waits",
            20,
            async () => (await lab.lmtp(front, "anna@example.test"))["anna@example.test"] === "closed",
        );
        assert.match(await on(front, statusOf), /ALARM mupdate does not answer this frontend/);
        await on("mupdate", "systemctl start standby-cyrus-mupdate");
        await works("folders are made again");
        await eventually(
            "mail is taken",
            30,
            async () => (await lab.lmtp(front, "anna@example.test"))["anna@example.test"] === "250",
        );
    });

    it("tells an empty mupdate what there is, and no frontend hears of the time between", async () => {
        const folder = "/var/lib/cyrus-mupdate";
        await on("mupdate", `systemctl stop standby-cyrus-mupdate; rm -rf ${folder}`);
        const began = Date.now();
        const loop = lab.loop(30);
        await on("mupdate", "systemctl start standby-cyrus-mupdate");
        await eventually("mupdate knows all", 60, () =>
            on("mupdate", `${knows} standby_known_mail standby_known_two user.anna`),
        );
        console.log(`        known again after ${((Date.now() - began) / 1000).toFixed(1)} s`);
        const looped = await loop;
        assert.ok(looped.mail.gap < 3 && looped.two.gap < 3, JSON.stringify(looped));
        await works("folders are made again");
    });

    it("never deletes a mailbox that mupdate knows elsewhere: it is an alarm", async () => {
        const primary = (await active("a", "mail")) ? "a" : "b";
        await on("mupdate", "/usr/local/lib/standby/cyrus/mupdate mark user.anna");
        await on(primary, "systemctl restart standby-cyrus-push@mail");
        await eventually("there is an alarm", 30, async () =>
            /ALARM .*another instance.*user\.anna/.test(await on(primary, statusOf)),
        );
        assert.match(await on(primary, "/usr/local/lib/standby/cyrus/imap mail boxes"), /^mailbox user\.anna\t/m);
        await on("mupdate", "/usr/local/lib/standby/cyrus/mupdate unmark user.anna");
        await on(primary, "systemctl restart standby-cyrus-push@mail");
        await works("it is known again");
    });

    it("lets nobody into a tunnel without a certificate of the pair, and nobody but frontends to the primaries", async () => {
        const { a, b } = lab.topology.members;
        const [here, there] = (await active("a", "mail")) ? [a, b] : [b, a];
        const greeting = (address: string, more: string) =>
            `(sleep 2) | timeout 5 openssl s_client -quiet -connect ${address}:4005 ${more} 2>/dev/null | head -c 4`;
        const own = "-cert /etc/standby/tls/member.crt -key /etc/standby/tls/member.key";
        assert.equal(await on("front1", greeting(here.address, own)), "* OK");
        assert.equal(await on("front1", greeting(here.address, "")), "");
        assert.equal(await on("mupdate", greeting(here.address, own)), "");
        assert.equal(
            await on("front1", greeting(there.address, own)),
            "",
            "the standby of the instance listens to nobody",
        );
    });
});
