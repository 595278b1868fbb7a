import assert from "node:assert/strict";
import { askRecipient } from "../../../lab/client/smtp-dialog";
import { asAdministrator } from "../../drills/cyrus/admin";
import { inSync } from "../../drills/cyrus/pair";
import { eventually } from "../../helpers/eventually";
import type { CyrusLab } from "../../helpers/lab";

/** What strangers and users are to either host. */
export function cyrusMailSuite(at: () => CyrusLab): void {
    describe("mail", () => {
        it("is taken by either host for those who exist, and for nobody else", async () => {
            const { pair } = at();
            for (const { address, name } of pair.members) {
                const known = await askRecipient(address, "<anna@example.test>");
                assert.equal(known.code, 250, `${name}: ${known.reply}`);
                for (const stranger of [
                    "<nobody@example.test>",
                    "<someone@other.org>",
                    "<someone%other.org@example.test>",
                ]) {
                    const { code, reply } = await askRecipient(address, stranger);
                    assert.ok(code >= 500, `${name}: ${stranger}: ${reply}`);
                }
            }
        });

        it("is in the mailbox, whichever host took it, and at the standby within moments", async () => {
            const { pair } = at();
            const instance = pair.instance();
            const writer = await pair.writer(instance, "smtp", `arrives-${Date.now().toString(36)}`);
            writer.start();
            await writer.reached(40, 60);
            await writer.stop();
            const primary = await pair.primaryNow(instance);
            const count = () => pair.count(instance, primary, "smtp", writer);
            await eventually("all mail is there", 60, async () => (await count()).missing.length === 0);
            const by = new Set([...writer.outcomes.values()].map((outcome) => outcome.by));
            assert.equal(by.size, 2, "both hosts took some");
            assert.deepEqual((await count()).doubled, []);
            await inSync(pair, instance);
        });

        it("names a mailbox that differs, and says so until it is alike", async () => {
            const { pair } = at();
            const instance = pair.instance();
            const [primary, standby] = [await pair.primaryNow(instance), await pair.standbyNow(instance)];
            await inSync(pair, instance);
            // One flag, changed where nobody may: the administrator's own door on the standby.
            await asAdministrator(standby, instance, [
                "SETACL user/anna standby_admin lrswipkxtea",
                "SELECT user/anna",
                "STORE 1 +FLAGS (\\Flagged)",
            ]);
            const said = await pair.say(primary, instance, "verify");
            assert.notEqual(said.code, 0);
            assert.match(said.stdout + said.stderr, /user\.anna/);
            const again = await pair.say(standby, instance, "rejoin --reseed");
            assert.equal(again.code, 0, again.stderr);
            await inSync(pair, instance);
            await standby.machine.succeed("rm -rf /srv/cyrus/.aside-*");
            for (const { machine } of pair.members) await machine.eventually("standby status", 60);
        });
    });
}
