import assert from "node:assert/strict";
import { manifest } from "../../../../components/ops/bundle";
import { loginRules, memberPlan, PostgresPlan } from "../../../../components/postgres/plan";
import { content, paths } from "../../../helpers/pair";
import { samplePlan, sampleSettings } from "./sample";

const CONF = "/etc/postgresql/15/main";
const tunnel = { settings: sampleSettings({ link: "ssh-tunnel" }) };

/** Names and values of a file, as sh or PostgreSQL reads them; each stands once. */
function values(file: string, change: Partial<PostgresPlan> = {}): Record<string, string> {
    const found: Record<string, string> = {};
    const text = content(memberPlan(samplePlan(change)), file);
    for (const [, name, value] of text.matchAll(/^([A-Za-z_.]+) ?= ?(.*)$/gm)) {
        assert.equal(name in found && name !== "include_if_exists", false, `${name} is set twice`);
        found[name] = value;
    }
    return found;
}

describe("PostgresPair's plan, the server's settings", () => {
    it("listen on the loopback and the member's own address, or on the loopback alone where the link is a tunnel", () => {
        const at = (change = {}) => values(`${CONF}/conf.d/90-standby.conf`, change).listen_addresses;
        assert.equal(at(), "'127.0.0.1,203.0.113.10'");
        assert.equal(at(tunnel), "'127.0.0.1'");
        assert.equal(at({ ...tunnel, clientsFrom: ["192.0.2.0/24"] }), "'127.0.0.1,203.0.113.10'");
    });

    it("bound the log that is kept for a standby which is away, by a slot and by the archive alike", () => {
        const settings = sampleSettings({ walKeepMiB: 512, archiveTimeoutSeconds: 30 });
        const found = values(`${CONF}/conf.d/91-standby.conf`, { settings });
        assert.equal(found.max_slot_wal_keep_size, "512MB");
        assert.match(found.archive_command, /ship 512 /);
        assert.equal(found.archive_timeout, "30");
    });

    it("take the user's own, in one order, and as text whatever is in them", () => {
        const postgresSettings = { work_mem: "8MB", log_line_prefix: "%m it's \\n" };
        const text = content(
            memberPlan(samplePlan({ settings: sampleSettings({ postgresSettings }) })),
            `${CONF}/conf.d/90-standby.conf`,
        );
        assert.ok(text.endsWith("\nlog_line_prefix = '%m it''s \\\\n'\nwork_mem = '8MB'\n"), text);
    });

    it("are read by the server itself before they are put in place, and taken up with a restart only where it must be", () => {
        const bundle = memberPlan(samplePlan());
        assert.ok(bundle.checks!.includes('sh "$STAGE/usr/local/lib/standby/check-postgres" "$STAGE"'));
        const unit = bundle.units!.find(({ name }) => name === "postgresql@15-main.service")!;
        const dropIn = "/etc/systemd/system/postgresql@15-main.service.d/standby.conf";
        assert.deepEqual(unit.restartOn, [`${CONF}/conf.d/90-standby.conf`, dropIn]);
        assert.deepEqual(unit.reloadOn, [`${CONF}/conf.d/91-standby.conf`, `${CONF}/pg_hba.conf`]);
    });

    it("start the agent anew when what it reads at its start has changed", () => {
        const bundle = memberPlan(samplePlan());
        const reads = bundle.files!.filter(({ path }) => /standby\/engine|standby\/role\/duties/.test(path));
        const { restartOn } = bundle.units!.find(({ name }) => name === "standby-role.service")!;
        assert.ok(reads.length > 5);
        for (const { path } of reads) assert.ok(restartOn?.includes(path), path);
    });
});

describe("PostgresPair's plan, who may log in", () => {
    const member = (address: string) => {
        return `hostssl replication,postgres +standby_replication ${address}/32 scram-sha-256 clientcert=verify-ca`;
    };

    it("is the other member, with a certificate of the pair and a password", () => {
        assert.deepEqual(loginRules(samplePlan()), { members: member("203.0.113.20"), clients: "" });
        assert.deepEqual(loginRules(samplePlan(tunnel)), { members: member("127.0.0.1"), clients: "" });
    });

    it("is clients of their networks, by TLS alone", () => {
        const { clients } = loginRules(samplePlan({ clientsFrom: ["192.0.2.0/24", "2001:db8::/32"] }));
        const lines = ["192.0.2.0/24", "2001:db8::/32"].map((network) => `hostssl all all ${network} scram-sha-256`);
        assert.equal(clients, lines.join("\n"));
    });

    it("is the proxies on both members, which hand on what clients say", () => {
        const { clients } = loginRules(samplePlan({ endpoint: "haproxy" }));
        const lines = ["203.0.113.10/32", "203.0.113.20/32"].map((one) => `hostssl all all ${one} scram-sha-256`);
        assert.equal(clients, lines.join("\n"));
        assert.equal(loginRules(samplePlan({ ...tunnel, endpoint: "haproxy" })).clients, "");
    });

    it("is nobody by the packet filter but these", () => {
        const rules = (change: Partial<PostgresPlan>) => {
            const file = memberPlan(samplePlan(change)).files!.find(
                ({ path }) => path === "/etc/nftables.d/postgres.rules",
            );
            return file?.content;
        };
        assert.equal(rules({}), "ip saddr { 203.0.113.20 } tcp dport 5432 accept\n");
        assert.equal(rules(tunnel), undefined);
        assert.equal(
            rules({ ...tunnel, clientsFrom: ["192.0.2.0/24"] }),
            "ip saddr { 192.0.2.0/24 } tcp dport 5432 accept\n",
        );
        assert.equal(rules({ ownFirewall: false }), undefined);
    });
});

describe("PostgresPair's plan, the way of the log", () => {
    const bundle = memberPlan(samplePlan());

    it("ends at a forced command with a key that can do nothing else", () => {
        const line = 'restrict,command="/usr/local/lib/standby/wal/receive b" ssh-ed25519 AAAAwalshipb standby-b\n';
        assert.equal(content(bundle, "/etc/ssh/standby/walship"), line);
        assert.equal(content(bundle, "/etc/standby/walship/known_hosts"), "standby-b ssh-ed25519 AAAAhostb\n");
        assert.match(content(bundle, "/etc/standby/walship/config"), /^Host standby-b$/m);
        const key = bundle.files!.find(({ path }) => path === "/etc/standby/walship/key");
        assert.deepEqual([key?.mode, key?.owner, key?.content], ["0600", "postgres:postgres", "walship key of a\n"]);
    });

    it("has a folder where the receiver writes and the server reads and clears up", () => {
        const lines = manifest(bundle, "1");
        assert.ok(lines.includes("folder 0770 postgres:walship /var/lib/standby-wal"));
        assert.ok(lines.includes("user walship 5103 /var/lib/standby-wal /bin/sh"));
    });
});

describe("PostgresPair's plan, what roles are told", () => {
    const told = (change: Partial<PostgresPlan["settings"]>) => {
        return values("/etc/standby/role.conf", { settings: sampleSettings(change) });
    };

    for (const [change, mode, durability, lag] of [
        [{}, "sync", "preferred", 30],
        [{ durability: "required" }, "sync", "required", 30],
        [{ mode: "stream" }, "stream", "async", 30],
        [{ mode: "ship" }, "ship", "async", 90],
    ] as const) {
        it(`is mode ${mode}, durability ${durability}, and a lag of ${lag} s at most`, () => {
            const { MODE, DURABILITY, MAX_LAG_SECONDS } = told(change);
            assert.deepEqual([MODE, DURABILITY, MAX_LAG_SECONDS], [`'${mode}'`, `'${durability}'`, `'${lag}'`]);
        });
    }

    it("is the engine's unit, package and port, and where its tunnels are", () => {
        const found = told({});
        assert.equal(found.ENGINE_UNIT, "'postgresql@15-main.service'");
        assert.equal(found.ENGINE_PACKAGE, "'postgresql-15'");
        assert.deepEqual(
            [found.PORT, found.TUNNEL_b, found.REPLICATION_USER],
            ["'5432'", "'15432'", "'standby_repl_1'"],
        );
    });

    it("holds no password: those lie in a file of root's alone", () => {
        const bundle = memberPlan(samplePlan());
        assert.ok(paths(bundle).includes("0600 /etc/standby/postgres.users"));
        assert.equal(content(bundle, "/etc/standby/postgres.users"), "standby_repl_1 pw1\nstandby_repl_2 pw2\n");
        for (const { path, content: text } of bundle.files ?? [])
            if (path !== "/etc/standby/postgres.users") assert.doesNotMatch(text, /\bpw[12]\b/, path);
    });
});

describe("PostgresPair's plan, its tunnels and proxies", () => {
    it("have units and ports of their own", () => {
        const bundle = memberPlan(samplePlan({ ...tunnel, endpoint: "haproxy" }));
        const unit = content(bundle, "/etc/systemd/system/postgres-tunnel-b.service");
        assert.match(unit, /^ExecStart=\/usr\/local\/lib\/standby\/tunnel b 15432$/m);
        assert.match(content(bundle, "/etc/ssh/standby/postgres_tunnel"), /permitopen="127\.0\.0\.1:5432"/);
        const proxy = content(bundle, "/etc/haproxy/haproxy.cfg");
        assert.match(proxy, /^ {4}bind 203\.0\.113\.10:5433$/m);
        assert.match(proxy, /server a 127\.0\.0\.1:5432 id 1 addr 203\.0\.113\.10 port 5434/);
        assert.match(proxy, /server b 127\.0\.0\.1:15432 id 2 addr 203\.0\.113\.20 port 5434/);
        assert.match(content(bundle, "/usr/local/lib/standby/writable"), /pg_is_in_recovery/);
        for (const { path, content: text } of bundle.files ?? []) assert.doesNotMatch(text, /\{\{/, path);
    });
});
