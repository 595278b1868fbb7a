import assert from "node:assert/strict";
import { compareServers, countRows, ROWS } from "../../../lab/client/rows";
import { RowWriter, type WriterOptions } from "../../../lab/client/row-writer";
import { budgetMs } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import { LOGIN, TwoServers } from "./two-servers";

const KEPT = { missing: [], missingInDoubt: [], refusedThere: [], neverSent: [] };

/** The client that all promises about rows are measured with must itself notice when one is broken. */
describe("the writer of acknowledged rows, on real servers", function () {
    this.timeout(budgetMs("up"));
    const test = new TwoServers();
    const writer = (run: string, options: Partial<WriterOptions> = {}) =>
        new RowWriter({ ...LOGIN, ca: test.ca, servers: test.servers(0), run, ...options });
    const written = async (one: RowWriter, count: number) => {
        one.start();
        await one.reached(count, 20);
        await one.stop();
        return one;
    };

    before("start two servers", () => test.up());
    after("take them away", () => test.down());

    it("writes rows by TLS that are all there, once each", async () => {
        const one = await written(writer("plain", { connectMs: 3000 }), 200);
        const { there, ...rest } = await countRows(test.sql(0), one);
        assert.deepEqual(rest, KEPT);
        assert.equal(there, one.numbers("acknowledged").length);
        assert.equal(there, one.sent);
        assert.equal(one.troubleText(), "no trouble");
    });

    it("reports a row that somebody has taken away, and one that nobody has sent", async () => {
        const one = await written(writer("robbed"), 50);
        await test.sql(0)(`delete from ${ROWS} where run = 'robbed' and n in (7, 11)`);
        await test.sql(0)(`insert into ${ROWS} (run, n, writer) values ('robbed', 900000, 1)`);
        const { missing, neverSent } = await countRows(test.sql(0), one);
        assert.deepEqual([missing, neverSent], [[7, 11], [900000]]);
    });

    it("goes past a server that is read-only and one that is not there", async () => {
        const nobody = { address: test.machine.spec.ipv4, port: 3999 };
        const one = await written(writer("multi", { servers: [nobody, ...test.servers(1, 0)] }), 100);
        assert.match(one.troubleText(), /ECONNREFUSED/);
        assert.match(one.troubleText(), /read-only/);
        assert.deepEqual(one.numbers("refused"), []);
        assert.deepEqual((await countRows(test.sql(0), one)).missing, []);
    });

    it("loses no acknowledged row over kill -9, and tells the gap", async () => {
        const one = writer("killed");
        one.start();
        await one.reached(100, 20);
        const killed = Date.now();
        await test.systemctl("kill -s KILL", 0);
        await eventually("nobody answers", 5, () => /ECONNREFUSED|lost/.test(one.troubleText()));
        const away = Date.now();
        await test.systemctl("restart", 0);
        await one.reached(one.acknowledged + 100, 20);
        await one.stop();
        assert.deepEqual({ ...(await countRows(test.sql(0), one)), there: 0 }, { ...KEPT, there: 0 });
        const [gap] = one.gaps(100).sort((some, other) => other.ms - some.ms);
        assert.ok(gap.ms >= away - killed - 100 && gap.from >= killed - 100, JSON.stringify({ gap, killed, away }));
        assert.equal(one.longestGap(), gap.ms);
    });

    it("sends a row whose answer was lost again under its number, and does not count it twice", async () => {
        const one = writer("stuck", { answerMs: 400, connections: 2 });
        one.start();
        await one.reached(50, 20);
        // The rows get in, and no answer gets out.
        await test.lab.client.cut("rows", test.lab.net.hostSide, { oneWay: true });
        await eventually("answers are missing", 10, () => /imeout/.test(one.troubleText()));
        await test.lab.client.heal();
        const then = one.acknowledged;
        await one.reached(then + 50, 20);
        await one.stop();
        const { there, ...rest } = await countRows(test.sql(0), one);
        assert.deepEqual(rest, KEPT);
        assert.equal(there, one.sent);
        assert.ok(one.numbers("in doubt").length > 0, one.troubleText());
    });

    it("does not take a pause for an outage, nor an outage that goes on for none", async () => {
        const one = writer("paused");
        one.start();
        await one.reached(20, 20);
        await one.pause();
        const count = one.acknowledged;
        const since = Date.now();
        await eventually("a second is over", 5, () => Date.now() - since > 1000);
        assert.equal(one.acknowledged, count);
        one.resume();
        await one.reached(count + 20, 20);
        assert.deepEqual(one.gaps(950), []);
        await test.sql(0)("set global read_only = 1");
        const closed = Date.now();
        await eventually("a second is over", 5, () => Date.now() - closed > 1000);
        await one.stop(0);
        await test.sql(0)("set global read_only = 0");
        assert.ok(one.longestGap() >= 900, `${one.longestGap()}`);
        assert.ok(one.numbers("unanswered").length > 0);
    });

    it("takes no certificate of another authority or for another name", async () => {
        const other = { ...test.servers(0)[0], name: "other.example.test" };
        const one = writer("names", { servers: [other] });
        one.start();
        await eventually("it is refused", 10, () => /does not match certificate/.test(one.troubleText()));
        await one.stop(0);
        assert.deepEqual([one.acknowledged, (await countRows(test.sql(0), one)).there], [0, 0]);
    });

    it("finds a copy that is the same, and what is different in one that is not", async () => {
        assert.deepEqual(await compareServers(test.sql(0), test.sql(1)), []);
        await test.sql(1)(`set sql_log_bin = 0; delete from ${ROWS} where run = 'plain' limit 1`);
        const [wrong, ...more] = await compareServers(test.sql(0), test.sql(1));
        assert.match(wrong, /^checksums differ: /);
        await test.sql(1)(`create database errant`);
        const errant = await compareServers(test.sql(0), test.sql(1), { tables: [], seconds: 1 });
        assert.match(errant[0], /^the copy is at \d+ of domain 0, the source at \d+$/);
        assert.deepEqual(more, []);
    });
});
