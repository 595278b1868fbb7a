import assert from "node:assert/strict";
import { NotTaken, SmtpLine } from "../../../lab/client/smtp-line";
import type { MailUser } from "../../../lab/client/mail-writer";
import type { LabMember } from "../../../lab/pair";
import { budgetMs } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import { inLab } from "../../helpers/in-lab";
import { home, inSync, promote } from "../cyrus/pair";
import { Promises } from "../drill";

const LOGIN = { user: "cyrus_directory", password: "Lab-directory-Ohn6ahxu" };
/** Nobody but the database knows her. */
const DORA: MailUser = { name: "dora@example.test", password: "Lab-dora-ieY4aeng" };
const TABLES = `create role ${LOGIN.user} login password '${LOGIN.password}';
create table logins (name text primary key, password text not null);
grant select on logins to ${LOGIN.user};
insert into logins values ('${DORA.name}', '${DORA.password}');`;

/** An administrator's own table of users. Here each host asks one of its own; they could as well ask a pair of databases. */
describe("an instance of Cyrus whose users are in a database", function () {
    this.timeout(budgetMs("up"));
    const at = inLab("cyrus", {
        instances: [
            {
                name: "mail",
                directory: {
                    ...{ engine: "pgsql", hosts: ["127.0.0.1"], database: "postgres", ...LOGIN },
                    select: "SELECT password FROM logins WHERE name = '%u@example.test'",
                },
            },
        ],
    });
    /** How many mails she has in her inbox, over the primary. */
    const count = async (user = DORA) => {
        const { pair } = at();
        const server = pair.serverAt(pair.instance(), await pair.primaryNow(pair.instance()));
        return (await pair.inside(server, user, (line) => line.headers("INBOX", "subject"))).length;
    };
    const mailTo = async ({ name, address }: LabMember, to: string, id: string) => {
        const line = await SmtpLine.open({ name, address, preference: 10 }, 30);
        const text = `From: <a@outside.test>\r\nTo: <${to}>\r\nMessage-ID: <${id}@outside.test>\r\nDate: Mon, 30 Nov 2026 10:00:00 +0000\r\n\r\nHello.\r\n`;
        await line.deliver({ from: "a@outside.test", to, text }).finally(() => line.close());
    };

    before("make the table", async () => {
        for (const { machine } of at().pair.members) {
            const install = "apt-get install -qq --yes --no-install-recommends postgresql";
            const { code, stderr } = await machine.run(`DEBIAN_FRONTEND=noninteractive ${install}`, { seconds: 300 });
            assert.equal(code, 0, stderr);
            await machine.eventually("pg_isready -q", 60);
            const made = await machine.run("cd / && runuser -u postgres -- psql -v ON_ERROR_STOP=1", { stdin: TABLES });
            assert.equal(made.code, 0, made.stderr);
        }
    });

    it("refuses mail for a user who was never there, and takes it from her first login on", async () => {
        const { pair } = at();
        const primary = await pair.primaryNow(pair.instance());
        await assert.rejects(mailTo(primary, DORA.name, "early"), NotTaken);
        assert.equal(await count(), 0);
        for (const member of pair.members) {
            await eventually(`${member.member} takes mail for her`, 60, async () => {
                await mailTo(member, DORA.name, `first-${member.member}`);
                return true;
            });
        }
        await eventually("both mails arrive", 60, async () => (await count()) === 2);
    });

    it("lets nobody in with another password, or without a name in the table", async () => {
        await assert.rejects(count({ ...DORA, password: "wrong-password" }), /authentication|AUTHENTICATIONFAILED/i);
        await assert.rejects(count({ ...DORA, name: "nobody@example.test" }), /authentication|AUTHENTICATIONFAILED/i);
    });

    it("has her mail on the other host, too, where she logs in once the role has moved", async () => {
        const { pair } = at();
        const instance = pair.instance();
        await inSync(pair, instance);
        const promises = new Promises();
        await promote(pair, instance, await pair.standbyNow(instance), promises);
        assert.equal(await count(), 2);
        await home(pair, instance, promises);
        assert.deepEqual(promises.broken, []);
    });

    it("replicates on while the database is down: only logins are refused", async () => {
        const { pair } = at();
        const instance = pair.instance();
        const primary = await pair.primaryNow(instance);
        await primary.machine.succeed("systemctl stop postgresql");
        try {
            await assert.rejects(count());
            await mailTo(primary, DORA.name, "while-down");
            await inSync(pair, instance);
            await primary.machine.eventually("standby status", 60);
        } finally {
            await primary.machine.succeed("systemctl start postgresql");
        }
        await eventually("she is let in again, and has the mail", 60, async () => (await count()) === 3);
    });
});
