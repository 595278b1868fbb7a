import assert from "node:assert/strict";
import type { LabMember } from "../../../lab/pair/member";
import type { CyrusLab } from "../../helpers/lab";
import { asAdministrator } from "../cyrus/admin";
import { inSync } from "../cyrus/pair";

/** Older than `archiveAfterDays`. */
const OLD = new Date(Date.now() - 30 * 86_400_000);
const TEXT = "From: <a@outside.test>\r\nSubject: old\r\nMessage-ID: <old@outside.test>\r\n\r\nFrom long ago.\r\n";

/** Where things are kept, and what Cyrus does by its clock. */
export function maintenanceSuite(at: () => CyrusLab): void {
    const lines = async ({ machine }: LabMember, command: string) =>
        (await machine.succeed(`${command} || true`)).split("\n").filter((line) => line !== "");

    describe("maintenance", () => {
        it("puts headers on the fast disk, and a mailbox on the partition that it is made for, on both hosts", async () => {
            const { pair } = at();
            const instance = pair.instance();
            const [, ben] = pair.usersOf(instance);
            const primary = await pair.primaryNow(instance);
            await asAdministrator(primary, instance, ["CREATE user/ben/projects second"]);
            const server = pair.serverAt(instance, primary);
            await pair.inside(server, ben, (line) => line.append("projects", TEXT.replace("old@", "new@")));
            await inSync(pair, instance);
            for (const member of pair.members) {
                const mails = await lines(member, "find /srv/cyrus/mail/second -type f -name '[0-9]*.'");
                assert.equal(mails.length, 1, `${member.name}: ${mails.join()}`);
                const headers = await lines(member, "find /srv/fast/mail/second -type f -name cyrus.index");
                assert.equal(headers.length, 1, `${member.name}: ${headers.join()}`);
                assert.deepEqual(
                    await lines(member, "find /srv/cyrus/mail -type f -name cyrus.index"),
                    [],
                    member.name,
                );
            }
        });

        it("runs on both hosts whatever cyrus.conf plans, moves old mails to the large disk, and leaves both alike", async () => {
            const { pair } = at();
            const instance = pair.instance();
            const [anna] = pair.usersOf(instance);
            const server = pair.serverAt(instance, await pair.primaryNow(instance));
            await pair.inside(server, anna, ({ raw }) => raw.append("INBOX", TEXT, [], OLD));
            await inSync(pair, instance);
            for (const member of pair.members) {
                const planned = await lines(
                    member,
                    `sed -n '/^EVENTS/,/^}/s/.*cmd="\\([^"]*\\)".*/\\1/p' /etc/cyrus_${instance.name}.conf`,
                );
                assert.equal(planned.length, 5, planned.join("; "));
                for (const command of planned) {
                    const as = "cd / && setpriv --reuid=cyrus --regid=mail --init-groups";
                    const { code, stderr } = await member.machine.run(`${as} ${command}`, { seconds: 60 });
                    assert.equal(code, 0, `${member.name}: ${command}: ${stderr}`);
                }
                const archived = await lines(member, "find /srv/large/mail -type f -name '[0-9]*.'");
                assert.equal(archived.length, 1, `${member.name}: ${archived.join()}`);
            }
            await inSync(pair, instance);
            const found = await pair.inside(server, anna, (line) => line.headers("INBOX", "subject"));
            assert.equal(found.filter(({ value }) => value === "old").length, 1, "users find it where it was");
        });
    });
}
