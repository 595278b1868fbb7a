import assert from "node:assert/strict";
import { setupScript } from "../../../components/backup-mx/recipients";
import { RecipientsFrom } from "../../../components/recipients/args";
import { exportPart } from "../../../components/recipients/export-part";
import { ImapLine } from "../../../lab/client/imap-line";
import type { Machine } from "../../../lab/machine/machine";
import { budgetMs } from "../../budgets";
import { bareLinode } from "../../helpers/bare-linode";
import { BareCyrus, USERS } from "../../lab/client/bare-cyrus";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGkAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const DOMAIN = "example.test";
const INSTALL =
    "apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 install";
const SQL =
    "CREATE TABLE box (username VARCHAR(99), active INT); " +
    "INSERT INTO box VALUES ('Dora@example.test', 1), ('emil', 1), ('gone@example.test', 0), ('x@other.test', 1);";

/** Every source on a primary that nothing of ours manages: the script is run there, as an administrator does. */
describe("the sources of recipients, on a bare primary", function () {
    this.timeout(budgetMs("drill"));
    const test = new BareCyrus();
    let bare: Machine;

    before("start machines", async () => {
        await test.up();
        bare = await bareLinode(test.lab, "sources");
        await bare.eventually("test -e /var/lib/cloud/instance/boot-finished", 60);
    });
    after("end them", () => test.down());

    /** Sets up the list by the script alone, and returns what the backup would be told. */
    async function told(machine: Machine, source: Partial<RecipientsFrom>): Promise<string[]> {
        const numbers = { everySeconds: 10, maxShrinkPercent: 20, staleAfterSeconds: 60 };
        const from = { source: "passwd", cyrusConfig: "/etc/imapd.conf", ...numbers, ...source } as RecipientsFrom;
        const stdin = setupScript(exportPart(from, [DOMAIN], KEY));
        const { code, stderr } = await machine.run("cat >/root/setup.sh && sh /root/setup.sh", { stdin, seconds: 300 });
        assert.equal(code, 0, stderr);
        await machine.succeed(
            "rm -f /var/lib/standby-export/made && systemctl restart standby-recipients-export.service",
        );
        await machine.eventually(
            "test -e /var/lib/standby-export/made || { cat /var/lib/standby-export/problem >&2; false; }",
            30,
        );
        // As the forced command of the backup's key does.
        const command = machine.succeed("cd / && su standby-list -c /usr/local/lib/standby/recipient-list/answer");
        const [head, ...list] = (await command).trim().split("\n");
        assert.match(head, new RegExp(`^recipients \\d+ ${list.length} [0-9a-f]{64} list `));
        return list;
    }

    it("passwd: users of the host and its aliases", async () => {
        await bare.succeed(
            "useradd -m carl; printf 'postmaster: root\\n\"info desk\": carl\\nInfo: carl\\n# no: x\\n' >/etc/aliases",
        );
        const list = await told(bare, { source: "passwd" });
        assert.deepEqual(
            list,
            ["carl", "info", "postmaster", "root"].map((user) => `${user}@${DOMAIN}`),
        );
    });

    it("dovecot: its users", async () => {
        await install(bare, "dovecot-core");
        assert.deepEqual(await told(bare, { source: "dovecot" }), [`carl@${DOMAIN}`]);
    });

    for (const [engine, wanted, client] of [
        ["mysql", "mariadb-server", "mysql -e 'CREATE DATABASE mail' && mysql mail"],
        ["postgres", "postgresql", "cd / && su postgres -c 'createdb mail' && su postgres -c 'psql -q mail'"],
    ] as const) {
        it(`sql: what ${engine} answers, and the reason where it cannot`, async () => {
            await install(bare, wanted);
            const { code, stderr } = await bare.run(client, { stdin: SQL });
            assert.equal(code, 0, stderr);
            const query = "SELECT username FROM box WHERE active = 1";
            const list = await told(bare, { source: "sql", sql: { engine, database: "mail", query } });
            assert.deepEqual(list, [`dora@${DOMAIN}`, `emil@${DOMAIN}`]);
            await bare.succeed(`systemctl stop ${engine === "mysql" ? "mariadb" : "'postgresql*'"}`);
            await bare.eventually("test -s /var/lib/standby-export/problem", 40);
            const answer = await bare.succeed(
                "cd / && su standby-list -c /usr/local/lib/standby/recipient-list/answer",
            );
            assert.match(answer, /^recipients \d+ 2 [0-9a-f]{64} list .*(socket|server|connect)/i);
        });
    }

    it("cyrus: its mailboxes, without folders and without deleted ones", async () => {
        for (const { name, password } of USERS) {
            const line = await ImapLine.open(test.server, { user: name, password, ca: test.ca });
            await line.create("Work.more");
            line.close();
        }
        const list = await told(test.machine, { source: "cyrus" });
        assert.deepEqual(
            list,
            USERS.map(({ name }) => name),
        );
    });

    it("postfix: its files, and the name of a map that cannot be listed", async () => {
        await install(bare, "postfix");
        await bare.succeed(
            "postconf -e mydestination=localhost,example.test virtual_alias_maps=hash:/etc/postfix/virtual local_recipient_maps='unix:passwd.byname $alias_maps'" +
                " && printf 'fay@example.test carl\\n@other.test carl\\n' >/etc/postfix/virtual && postmap /etc/postfix/virtual && newaliases",
        );
        const users = ["carl", "fay", "info", "info desk", "postmaster", "root"].filter((user) => !user.includes(" "));
        assert.deepEqual(
            await told(bare, { source: "postfix" }),
            users.map((user) => `${user}@${DOMAIN}`),
        );
        await bare.succeed("postconf -e virtual_alias_maps=mysql:/etc/postfix/virtual.cf");
        await bare.eventually(
            "grep -q 'mysql:/etc/postfix/virtual.cf cannot be listed' /var/lib/standby-export/problem",
            40,
        );
    });
});

async function install(machine: Machine, name: string): Promise<void> {
    const { code, stderr } = await machine.run(`${INSTALL} ${name} >/dev/null`, { seconds: 300 });
    assert.equal(code, 0, stderr);
}
