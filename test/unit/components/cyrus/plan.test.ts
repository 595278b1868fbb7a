import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { CyrusPairArgs } from "../../../../components/cyrus/args";
import { CyrusInstanceArgs } from "../../../../components/cyrus/instance-args";
import { memberPlan } from "../../../../components/cyrus/plan";
import { Bundle, manifest } from "../../../../components/ops/bundle";
import { content, paths } from "../../../helpers/pair";
import { anna, ben, crossed, dora, samplePlan, second } from "./sample";

const LIBRARY = "/usr/local/lib/standby";
const hosts = [{ name: "c", hostName: "imap3.example.com", linode: { region: "nl-ams" } }];
/** Three hosts, each with one instance of its own and the standby of another one. */
const three: Partial<CyrusPairArgs> = {
    ...{ hosts, endpoint: "proxy" },
    instances: [
        { name: "mail", users: [anna, ben] },
        { name: "two", members: ["b", "c"], domains: ["b.example.com"], users: [dora] },
        {
            ...{ name: "three", members: ["c", "a"], domains: ["c.example.com"] },
            users: [{ name: "emil@c.example.com", password: "canary-emil-4" }],
        },
    ],
};

function plan(args: Partial<CyrusPairArgs>, member = "a"): Bundle {
    return memberPlan(samplePlan(args, { member }));
}

/** Texts of all files that somebody beside root and Cyrus may read. */
function open({ files = [] }: Bundle): string {
    const closed = (mode = "0644") => ["0600", "0640"].includes(mode);
    return files
        .filter(({ mode }) => !closed(mode))
        .map((file) => file.content)
        .join("\n");
}

const everything = ({ files = [] }: Bundle) => files.map((file) => file.content).join("\n");

describe("CyrusPair's plan of a host", () => {
    it("has what one instance needs, under its own name", () => {
        const all = paths(plan({}));
        const own = "/etc/standby/cyrus/mail";
        for (const path of [
            ...["primary", "standby"].flatMap((role) => [
                `0640 ${own}/${role}-imapd.conf`,
                `0640 ${own}/${role}-cyrus.conf`,
            ]),
            ...[`0600 ${own}/inner`, `0600 ${own}/logins`, `0644 ${own}/mailboxes`],
            ...["0600 /etc/standby/role-mail.conf", "0600 /etc/standby/ssh-mail/id_ed25519"],
            ...["0644 /etc/standby/cyrus/tunnel.conf", "0644 /etc/postfix/main.cf", "0600 /etc/nftables.d/cyrus.rules"],
        ])
            assert.ok(all.includes(path), path);
        assert.equal(all.filter((path) => path.includes("proxy")).length, 0);
        assert.equal(new Set(all).size, all.length, "no file twice");
    });

    it("has two instances side by side where hosts are cross-paired, with the role of each by itself", () => {
        const units = (plan(crossed).units ?? []).map(({ name }) => name);
        for (const name of ["mail", "two"])
            for (const unit of [`standby-role@${name}.service`, `standby-cyrus@${name}.service`])
                assert.equal(units.filter((one) => one === unit).length, 1, unit);
        const [mail, two] = ["mail", "two"].map((name) => content(plan(crossed), `/etc/standby/role-${name}.conf`));
        assert.match(mail, /^PAIR='mail-mail'$/m);
        assert.match(two, /^PAIR='mail-two'$/m);
        assert.match(two, /^LOCAL_imap='12011'$/m);
        assert.match(two, /^DOMAINS='b\.example\.com'$/m);
        assert.match(two, /^DURABILITY='async'$/m);
    });

    it("is the same for both members in all that a standby must have to take over", () => {
        const [a, b] = ["a", "b"].map((member) => plan({}, member));
        for (const path of ["primary-imapd.conf", "standby-imapd.conf", "standby-cyrus.conf", "mailboxes"])
            assert.equal(content(a, `/etc/standby/cyrus/mail/${path}`), content(b, `/etc/standby/cyrus/mail/${path}`));
        const users = (bundle: Bundle) => content(bundle, "/etc/standby/cyrus/mail/logins").split("\n").slice(1);
        assert.deepEqual(users(a), users(b));
    });

    it("shows passwords to root and Cyrus alone", () => {
        const directory = {
            ...{ engine: "mysql" as const, hosts: ["db"], database: "mail", user: "cyrus", password: "canary-sql" },
            select: "SELECT 1",
        };
        for (const args of [{}, crossed, { instances: [{ name: "mail", directory }, ...[]] }]) {
            const bundle = plan(args);
            assert.match(everything(bundle), /canary-repl-1/);
            assert.match(everything(bundle), /canary-admin-a/);
            assert.doesNotMatch(open(bundle), /canary|key of a/);
            assert.doesNotMatch(JSON.stringify([bundle.checks, bundle.probes, bundle.builds]), /canary/);
        }
    });

    it("logs users of the default domain in by the instance's name, and those of others by their domain", () => {
        const instance: CyrusInstanceArgs = { ...second, domains: ["b.example.com", "c.example.com"] };
        const emil = { name: "emil@c.example.com", password: "canary-emil-4", quotaMiB: 5 };
        const bundle = plan({ ...crossed, instances: [{ ...instance, name: "two", users: [dora, emil] }] });
        assert.equal(
            content(bundle, "/etc/standby/cyrus/two/logins"),
            [
                "imap.example.com standby_admin canary-admin-a",
                ...[1, 2].map((n) => `imap.example.com standby_repl_${n} canary-repl-${n}`),
                "imap.example.com dora canary-dora-3",
                "c.example.com emil canary-emil-4",
                "",
            ].join("\n"),
        );
        assert.equal(content(bundle, "/etc/standby/cyrus/two/mailboxes"), "dora 0\nemil@c.example.com 5\n");
    });

    it("gives a host nothing of an instance that it does not hold", () => {
        const bundle = plan(three, "a");
        const text = everything(bundle);
        assert.match(text, /canary-anna-1[^]*canary-emil-4/);
        assert.doesNotMatch(text, /canary-dora-3|key of a for two|AAAAtwo/);
        assert.equal(paths(bundle).filter((path) => /[-/@]two[./]/.test(path)).length, 0);
    });

    it("lets each partner in by its key for the instance that both hold, and no host else", () => {
        const lines = content(plan(three, "a"), "/etc/ssh/standby/root").trim().split("\n");
        const peer = (instance: string, key: string) =>
            `restrict,command="env STANDBY_INSTANCE=${instance} ${LIBRARY}/role/peer ${key}" ssh-ed25519 AAAA${instance}${key} standby-${key}`;
        assert.deepEqual(lines, [peer("mail", "b"), peer("three", "c")]);
    });

    it("opens its packet filter to users, to mail and to each partner's tunnels", () => {
        assert.equal(
            content(plan({}), "/etc/nftables.d/cyrus.rules"),
            "tcp dport 25 accept\n" +
                "ip saddr { 0.0.0.0/0 } tcp dport { 110, 143, 993, 995, 4190 } accept\n" +
                "ip saddr 203.0.113.20 tcp dport { 2005 } accept\n",
        );
        const proxied = content(plan(three), "/etc/nftables.d/cyrus.rules");
        assert.match(proxied, /tcp dport \{ 110, 143, 993, 995, 4190, 4192 \} accept/);
        assert.match(proxied, /^ip saddr 203\.0\.113\.30 tcp dport \{ 2013, 2014, 2015, 2016 \} accept$/m);
        const adopted = memberPlan(samplePlan({}, { ownFirewall: false }));
        assert.equal(paths(adopted).filter((path) => path.includes("nftables")).length, 0);
    });

    it("listens for users at the floating address where there is one, else at its own, else behind the proxy", () => {
        const at = (args: Partial<CyrusPairArgs>) =>
            /^ {4}imap .*listen="([^"]+)"/m.exec(
                content(plan(args), "/etc/standby/cyrus/mail/primary-cyrus.conf"),
            )?.[1];
        const floating = [{ name: "mail", users: [anna], floatingAddress: "10.77.0.5/24" }];
        assert.equal(at({}), "203.0.113.10:143");
        assert.equal(at({ endpoint: "proxy" }), "127.0.0.1:12001");
        assert.equal(at({ instances: floating }), "10.77.0.5:143");
        assert.equal(at({ instances: floating, endpoint: "proxy" }), "10.77.0.5:143");
    });

    it("has Cyrus take up changed settings without a stop, other doors by a restart, and asks it whether it answers", () => {
        const bundle = plan({});
        const unit = bundle.units!.find(({ name }) => name === "standby-cyrus@mail.service")!;
        const conf = (kind: string) =>
            ["primary", "standby"].map((role) => `/etc/standby/cyrus/mail/${role}-${kind}.conf`);
        assert.deepEqual(unit.reloadOn, conf("imapd"));
        assert.deepEqual(unit.restartOn, [...conf("cyrus"), "/etc/systemd/system/standby-cyrus@.service"]);
        assert.ok(bundle.probes!.includes(`${LIBRARY}/cyrus/imap mail ping`));
        assert.ok(bundle.checks!.includes(`sh "$STAGE${LIBRARY}/cyrus/check-conf" "$STAGE/etc/standby/cyrus/mail"`));
    });

    it("starts the agents anew when what they read at their start has changed", () => {
        const bundle = plan(crossed);
        const reads = bundle.files!.filter(({ path }) => path.startsWith(`${LIBRARY}/engine`));
        assert.ok(reads.length > 4);
        for (const name of ["mail", "two"]) {
            const { restartOn } = bundle.units!.find((unit) => unit.name === `standby-role@${name}.service`)!;
            for (const { path } of reads) assert.ok(restartOn?.includes(path), path);
        }
    });

    it("can be written as a bundle; all of its commands are whole lines of sh", () => {
        for (const args of [{}, crossed, three]) {
            const bundle = plan(args);
            manifest(bundle, "1");
            for (const { command } of bundle.builds ?? []) assert.equal(spawnSync("sh", ["-nc", command]).status, 0);
            for (const command of [...bundle.checks!, ...bundle.probes!])
                assert.equal(spawnSync("sh", ["-nc", command]).status, 0, command);
        }
    });
});
