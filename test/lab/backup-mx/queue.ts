import assert from "node:assert/strict";
import { mailsOf } from "../../../lab/client/mailbox";
import { budget } from "../../budgets";
import { primaryAsks, runName, serverOf, waiting } from "../../drills/mail";
import { eventually } from "../../helpers/eventually";
import type { BackupMxLab } from "../../helpers/lab";

/** The queue in the operator's hands, and what empties it when the primary is back. */
export function queueSuite(at: () => BackupMxLab): void {
    describe("the queue of the backup", () => {
        const server = (verb: "start" | "stop") =>
            at().pair.a.machine.succeed(`systemctl ${verb} ${serverOf(at().pair, "a")}`);
        const watcher = (verb: "start" | "stop") => at().pair.b.machine.succeed(`systemctl ${verb} standby-flush`);
        const etrn = (what: "off" | "on") => primaryAsks(at().pair, what === "on");

        /** Gives the backup so many mails while the primary does not answer. */
        async function queued(count: number, recipients = at().pair.recipients): Promise<string> {
            const { pair } = at();
            const run = runName("queue");
            const before = await waiting(pair.b);
            const sender = pair.sender(run, { only: pair.b.name, recipients });
            await sender.send(1, count);
            assert.equal(sender.those("acknowledged").length, count, JSON.stringify([...sender.outcomes.values()]));
            await eventually(`${count} more wait`, budget("delivery"), async () => {
                const { stdout } = await pair.b.standby("queue list");
                return (await waiting(pair.b)) === before + count && !/to [^:]*$/m.test(stdout);
            });
            return run;
        }

        const arrived = (run: string, count: number) =>
            eventually(`${count} mails arrive`, budget("flush"), async () => {
                return (await mailsOf(at().pair.a.machine, run)).size === count;
            });

        const ids = async () => {
            const { stdout } = await at().pair.b.standby("queue list");
            return [...stdout.matchAll(/^([A-Za-z0-9-]+) {2}/gm)].map(([, id]) => id);
        };

        before("the primary's mail server stops", () => server("stop"));

        after("all is as before", async () => {
            await etrn("on");
            await watcher("start");
            await server("start");
        });

        it("is listed with age, size, sender, recipient and reason", async () => {
            await queued(4, ["anna@example.test"]);
            const { stdout } = await at().pair.b.standby("queue list");
            const lines = stdout.trimEnd().split("\n");
            assert.equal(lines.length, 8, stdout);
            assert.match(lines[0], /^[A-Za-z0-9-]{10,} {2}\d+m {2}[\d.]+K? {2}<sender@outside\.test>$/);
            // Exim knows after the first mail that the host is away, and does not try for each.
            assert.match(lines[1], /^ {4}to anna@example\.test: .*(refused|retry time not reached)/i);
        });

        it("shows a mail without its text, and with it when asked", async () => {
            const [id] = await ids();
            const { stdout } = await at().pair.b.standby(`queue show ${id}`);
            assert.match(stdout, /sender@outside\.test/);
            assert.match(stdout, /^(\d+\w* +)?Subject: queue-/im);
            assert.doesNotMatch(stdout, /This is mail/);
            assert.match((await at().pair.b.standby(`queue show --body ${id}`)).stdout, /This is mail/);
        });

        it("deletes nothing without the word for it", async () => {
            const [id] = await ids();
            for (const words of [
                `delete ${id}`,
                "delete",
                "delete --allow-data-loss",
                "delete --allow-data-loss ALL",
            ]) {
                assert.notEqual((await at().pair.b.standby(`queue ${words}`)).code, 0, words);
            }
            assert.equal(await waiting(at().pair.b), 4);
        });

        it("deletes one mail by its id, and all that are frozen", async () => {
            const { b } = at().pair;
            const [first, second] = await ids();
            await b.machine.succeed(`standby queue delete --allow-data-loss ${first}`);
            assert.equal(await waiting(b), 3);
            await b.machine.succeed(at().pair.mta("b") === "exim" ? `exim4 -Mf ${second}` : `postsuper -h ${second}`);
            assert.match((await b.standby("queue list")).stdout, new RegExp(`^${second}  .*  frozen$`, "m"));
            await b.machine.succeed("standby queue delete --allow-data-loss frozen");
            assert.deepEqual((await ids()).sort(), (await ids()).filter((id) => id !== second).sort());
            assert.equal(await waiting(b), 2);
        });

        it("is handed over when the primary asks, without the watcher", async () => {
            const run = await queued(5);
            await watcher("stop");
            await server("start");
            await arrived(run, 5);
            await eventually("nothing waits", budget("flush"), async () => (await waiting(at().pair.b)) === 0);
        });

        it("is handed over by the watcher, when the primary does not ask", async () => {
            await etrn("off");
            await server("stop");
            const run = await queued(5);
            await watcher("start");
            await server("start");
            await arrived(run, 5);
        });
    });
}
