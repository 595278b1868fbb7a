import assert from "node:assert/strict";
import { RecipientsFrom } from "../../../../components/recipients/args";
import { exportPart } from "../../../../components/recipients/export-part";
import { pullPart } from "../../../../components/recipients/pull-part";
import { manifest } from "../../../../components/ops/bundle";

const FROM: RecipientsFrom = {
    source: "postfix",
    cyrusConfig: "/etc/imapd.conf",
    everySeconds: 30,
    maxShrinkPercent: 20,
    staleAfterSeconds: 3600,
};
const KEY = "ssh-ed25519 AAAAC3Nz";
const DOMAINS = ["example.com", "lists.example.com"];
const HOST = { address: "203.0.113.10", port: 2222, hostKey: "ssh-ed25519 AAAAhost" };
const LOGIN = { hosts: [HOST], privateKey: "PRIVATE\n" };

type Part = ReturnType<typeof exportPart>;
const fileOf = (part: Part, path: string) => {
    const file = part.files?.find((one) => one.path === path);
    assert.ok(file, path);
    return file;
};

describe("exportPart", () => {
    it("lets the backup's key run one program and nothing else, and root own what decides that", () => {
        const part = exportPart(FROM, DOMAINS, KEY);
        const { content, mode, owner } = fileOf(part, "/var/lib/standby-list/.ssh/authorized_keys");
        assert.equal(content, `restrict,command="/usr/local/lib/standby/recipient-list/answer" ${KEY}\n`);
        assert.deepEqual([mode, owner], [undefined, undefined], "root's, 0644");
        const home = part.folders?.find(({ path }) => path === "/var/lib/standby-list");
        assert.deepEqual(home, { path: "/var/lib/standby-list", mode: "0755" });
    });

    it("tells its programs the source and the domains", () => {
        const { content, mode } = fileOf(exportPart(FROM, DOMAINS, KEY), "/etc/standby/recipients-export.conf");
        assert.equal(
            content,
            "SOURCE='postfix'\nDOMAINS='example.com lists.example.com'\nCYRUS_CONF='/etc/imapd.conf'\n" +
                "ONLY_IF=''\nEXCEPT=''\nSQL_ENGINE=''\nSQL_DATABASE=''\n",
        );
        assert.equal(mode, "0600");
    });

    it("keeps the question to a database in a file of root's, with one semicolon", () => {
        const sql = { engine: "mysql", database: "mail", query: " SELECT a FROM b; " } as const;
        const part = exportPart({ ...FROM, source: "sql", sql }, DOMAINS, KEY);
        const { content, mode } = fileOf(part, "/etc/standby/recipients-export.sql");
        assert.deepEqual([content, mode], ["SELECT a FROM b;\n", "0600"]);
        assert.match(
            fileOf(part, "/etc/standby/recipients-export.conf").content,
            /SQL_ENGINE='mysql'\nSQL_DATABASE='mail'\n/,
        );
    });

    it("looks twice as often as the backup asks, at most each 5 s", () => {
        const unit = (everySeconds: number) =>
            fileOf(
                exportPart({ ...FROM, everySeconds }, DOMAINS, KEY),
                "/etc/systemd/system/standby-recipients-export.service",
            ).content;
        assert.match(unit(30), /recipient-list\/export 15$/m);
        assert.match(unit(10), /recipient-list\/export 5$/m);
    });
});

describe("pullPart", () => {
    const part = pullPart(FROM, DOMAINS, LOGIN);

    it("knows the primary's identity beforehand and keeps its key to root", () => {
        assert.equal(fileOf(part, "/etc/standby/recipients-pull.known").content, "primary ssh-ed25519 AAAAhost\n");
        const { content, mode } = fileOf(part, "/etc/standby/recipients-pull.key");
        assert.deepEqual([content, mode], ["PRIVATE\n", "0600"]);
    });

    it("tells its program whom to ask and what to refuse", () => {
        assert.equal(
            fileOf(part, "/etc/standby/recipients-pull.conf").content,
            "HOSTS='203.0.113.10:2222'\nDOMAINS='example.com lists.example.com'\n" +
                "MAX_SHRINK_PERCENT='20'\nSTALE_AFTER_SECONDS='3600'\n",
        );
    });

    it("asks the first of several hosts that can tell, each by its own identity", () => {
        const other = { address: "203.0.113.11", port: 22, hostKey: "ssh-ed25519 AAAAother" };
        const both = pullPart(FROM, DOMAINS, { ...LOGIN, hosts: [HOST, other] });
        const known = fileOf(both, "/etc/standby/recipients-pull.known").content;
        assert.equal(known, "primary ssh-ed25519 AAAAhost\nprimary ssh-ed25519 AAAAother\n");
        const { content } = fileOf(both, "/etc/standby/recipients-pull.conf");
        assert.match(content, /^HOSTS='203\.0\.113\.10:2222 203\.0\.113\.11:22'$/m);
    });

    it("asks by a timer, which begins anew with each change", () => {
        assert.match(fileOf(part, "/etc/systemd/system/standby-recipients.timer").content, /^OnUnitActiveSec=30s$/m);
        const [timer] = part.units ?? [];
        assert.equal(timer.name, "standby-recipients.timer");
        assert.ok(timer.restartOn?.includes("/etc/standby/recipients-pull.key"));
    });

    it("can be read by the runtime on the host", () => {
        const lines = manifest({ phase: "service", ...part }, "1");
        assert.ok(lines.includes("package openssh-client"));
    });
});
