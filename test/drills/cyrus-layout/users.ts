import assert from "node:assert/strict";
import { SmtpLine } from "../../../lab/client/smtp-line";
import type { LabCyrusPair } from "../../../lab/pair/cyrus";
import { eventually } from "../../helpers/eventually";
import type { CyrusLab } from "../../helpers/lab";
import { home, inSync, promote } from "../cyrus/pair";
import { Promises } from "../drill";
import { popCount, putScript } from "./doors";

const SCRIPT = 'require ["fileinto"];\r\nif header :contains "subject" "[list]" { fileinto "lists"; }\r\n';

/** What users have beside IMAP. */
export function usersSuite(at: () => CyrusLab): void {
    const send = async (pair: LabCyrusPair, id: string, subject: string) => {
        const { name, address } = await pair.primaryNow(pair.instance());
        const line = await SmtpLine.open({ name, address, preference: 10 }, 30);
        const header = `From: <a@outside.test>\r\nTo: <anna@example.test>\r\nMessage-ID: <${id}@outside.test>`;
        const text = `${header}\r\nDate: Mon, 30 Nov 2026 10:00:00 +0000\r\nSubject: ${subject}\r\n\r\nHello.\r\n`;
        await line.deliver({ from: "a@outside.test", to: "anna@example.test", text });
        line.close();
    };
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
