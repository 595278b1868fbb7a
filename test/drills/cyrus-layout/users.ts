import assert from "node:assert/strict";
import { succeeded } from "../../../lab/engine/pulumi";
import { NotTaken, SmtpLine } from "../../../lab/client/smtp-line";
import type { LabCyrusPair } from "../../../lab/pair/cyrus";
import { eventually } from "../../helpers/eventually";
import type { CyrusLab } from "../../helpers/lab";
import { home, inSync, promote } from "../cyrus/pair";
import { Promises } from "../drill";
import { popCount, putScript } from "./doors";

const SCRIPT = 'require ["fileinto"];\r\nif header :contains "subject" "[list]" { fileinto "lists"; }\r\n';

/** Sends one mail to one host. */
async function mailTo(to: string, { name, address }: { name: string; address: string }, id: string, subject: string) {
    const line = await SmtpLine.open({ name, address, preference: 10 }, 30);
    const header = `From: <a@outside.test>\r\nTo: <${to}>\r\nMessage-ID: <${id}@outside.test>`;
    const text = `${header}\r\nDate: Mon, 30 Nov 2026 10:00:00 +0000\r\nSubject: ${subject}\r\n\r\nHello.\r\n`;
    try {
        await line.deliver({ from: "a@outside.test", to, text });
    } finally {
        line.close();
    }
}

/** What users have beside IMAP. */
export function usersSuite(at: () => CyrusLab): void {
    const send = async (pair: LabCyrusPair, id: string, subject: string) =>
        mailTo("anna@example.test", await pair.primaryNow(pair.instance()), id, subject);
    /** How many mails of a folder of anna's have this subject. */
    const having = async (pair: LabCyrusPair, folder: string, subject: string) => {
        const server = pair.serverAt(pair.instance(), await pair.primaryNow(pair.instance()));
        const [anna] = pair.usersOf(pair.instance());
        const found = await pair.inside(server, anna, (line) => line.headers(folder, "subject"));
        return found.filter(({ value }) => value === subject).length;
    };
    const arrived = (pair: LabCyrusPair, folder: string, subject: string) =>
        eventually(`${subject} is in ${folder}`, 60, async () => (await having(pair, folder, subject)) > 0);

    describe("users", () => {
        it("get a mail once that is sent three times", async () => {
            const { pair } = at();
            for (const time of ["first", "second", "third"]) await send(pair, "thrice", `thrice ${time}`);
            await send(pair, "after-thrice", "after thrice");
            await arrived(pair, "INBOX", "after thrice");
            const each = ["first", "second", "third"].map((time) => having(pair, "INBOX", `thrice ${time}`));
            assert.equal(
                (await Promise.all(each)).reduce((sum, one) => sum + one, 0),
                1,
            );
        });

        it("who are new get all mail that either host has taken for them, from the first one on", async () => {
            const { pair } = at();
            const instance = pair.instance();
            const added = { name: "carol@example.test", password: "Lab-carol-Oovie6ah" };
            const taken: string[] = [];
            let sending = true;
            const senders = pair.members.map(async ({ name, address, member }) => {
                for (let mail = 1; sending; mail++) {
                    const subject = `for carol ${member} ${mail}`;
                    const sent = mailTo(added.name, { name, address }, `carol-${member}-${mail}`, subject);
                    await sent
                        .then(() => taken.push(subject))
                        .catch((error) => assert.ok(error instanceof NotTaken, error));
                }
            });
            const users = [...pair.usersOf(instance), added].map((user) => ({ ...user }));
            succeeded(await pair.up({ users }).finally(() => (sending = false)));
            await Promise.all(senders);
            assert.ok(taken.length > 0);
            const there = async () => {
                const server = pair.serverAt(instance, await pair.primaryNow(instance));
                const found = await pair.inside(server, added, (line) => line.headers("INBOX", "subject"));
                const missing = taken.filter((subject) => !found.some(({ value }) => value === subject));
                if (missing.length > 0)
                    throw new Error(`${missing.length} of ${taken.length}: ${missing.slice(0, 5).join()}`);
                return true;
            };
            await eventually("all mail that was taken is in the new mailbox", 90, there);
        });

        it("fetch their mail by POP3 from the primary", async () => {
            const { pair } = at();
            const instance = pair.instance();
            const [anna] = pair.usersOf(instance);
            const primary = await pair.primaryNow(instance);
            assert.ok((await popCount(pair, primary.address, anna)) >= 2);
            await assert.rejects(
                popCount(pair, primary.address, { ...anna, password: "wrong-password" }),
                /POP3: .*-ERR/s,
            );
        });

        it("have their mail sorted by a Sieve script, on the other host too once the role has moved", async () => {
            const { pair } = at();
            const instance = pair.instance();
            const [anna] = pair.usersOf(instance);
            const [primary, standby] = [await pair.primaryNow(instance), await pair.standbyNow(instance)];
            await pair.inside(pair.serverAt(instance, primary), anna, (line) => line.create("lists"));
            await putScript(pair, primary.address, anna, SCRIPT);
            await send(pair, "list-1", "[list] one");
            await arrived(pair, "lists", "[list] one");
            await inSync(pair, instance);
            const promises = new Promises();
            await promote(pair, instance, standby, promises);
            await send(pair, "list-2", "[list] two");
            await arrived(pair, "lists", "[list] two");
            assert.equal(await having(pair, "INBOX", "[list] two"), 0);
            await home(pair, instance, promises);
            assert.deepEqual(promises.broken, []);
        });

        it("have their quota, on the other host too once the role has moved", async () => {
            const { pair } = at();
            const instance = pair.instance();
            const [anna] = pair.usersOf(instance);
            const limit = async () => {
                const server = pair.serverAt(instance, await pair.primaryNow(instance));
                const quota = await pair.inside(server, anna, ({ raw }) => raw.getQuota("INBOX"));
                return quota && quota.storage?.limit;
            };
            assert.equal(await limit(), 64 * 1024 * 1024);
            await inSync(pair, instance);
            const promises = new Promises();
            await promote(pair, instance, await pair.standbyNow(instance), promises);
            assert.equal(await limit(), 64 * 1024 * 1024);
            await home(pair, instance, promises);
            assert.deepEqual(promises.broken, []);
        });
    });
}
