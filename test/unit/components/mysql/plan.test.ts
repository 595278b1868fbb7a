import assert from "node:assert/strict";
import { databaseRules, listenAddresses } from "../../../../components/database/member-plan";
import { memberPlan, MySqlPlan, serverId } from "../../../../components/mysql/plan";
import { MARIADB } from "../../../../components/mysql/server";
import { content, paths } from "../../../helpers/pair";
import { samplePlan, sampleSettings, threeMembers } from "./sample";

const OPTIONS = "/etc/mysql/mariadb.conf.d/90-standby.cnf";
const RULES = "/etc/nftables.d/mysql.rules";
const packetRules = (plan: MySqlPlan) => databaseRules(plan, MARIADB);
const tunnel = { settings: sampleSettings({ link: "ssh-tunnel" }) };

/** The options as MariaDB reads them; each stands once. */
function options(change: Parameters<typeof samplePlan>[0] = {}): Record<string, string> {
    const found: Record<string, string> = {};
    for (const line of content(memberPlan(samplePlan(change)), OPTIONS).split("\n")) {
        if (line === "" || line.startsWith("#") || line === "[mariadbd]") continue;
        const [, name, value] = /^([a-z0-9_]+) = (\S.*)$/.exec(line) ?? assert.fail(`not an option: ${line}`);
        assert.equal(name in found, false, `${name} is set twice`);
        found[name] = value;
    }
    return found;
}

describe("memberPlan, MariaDB's options", () => {
    it("start closed, without events and replication: only the agent opens", () => {
        const { read_only, event_scheduler, skip_slave_start } = options();
        assert.deepEqual([read_only, event_scheduler, skip_slave_start], ["ON", "OFF", "ON"]);
    });

    it("lose nothing that was acknowledged when the power goes", () => {
        const found = options();
        assert.equal(found.sync_binlog, "1");
        assert.equal(found.innodb_flush_log_at_trx_commit, "1");
        assert.equal(found.gtid_strict_mode, "ON");
        assert.equal(found.log_slave_updates, "ON");
        assert.equal(found.binlog_expire_logs_seconds, "604800");
        assert.equal(found.rpl_semi_sync_master_wait_point, "AFTER_SYNC");
    });

    it("are the same on all members but for number, address and who acknowledges", () => {
        const members = threeMembers;
        const all = ["a", "b", "dc2"].map((member) => options({ members, member }));
        assert.deepEqual(
            all.map(({ server_id, bind_address, rpl_semi_sync_slave_enabled: acknowledges }) => {
                return [server_id, bind_address, acknowledges];
            }),
            [
                ["1", "127.0.0.1,203.0.113.10", "ON"],
                ["2", "127.0.0.1,203.0.113.20", "ON"],
                // From its name, whatever stands beside it in the list.
                [String(serverId("dc2")), "127.0.0.1,203.0.113.30", "OFF"],
            ],
        );
        assert.ok(serverId("dc2") > 2 && serverId("dc2") < 2 ** 32 && serverId("dc2") !== serverId("dc3"));
        const own = ["server_id", "bind_address", "rpl_semi_sync_slave_enabled"];
        const rest = all.map((one) => Object.entries(one).filter(([name]) => !own.includes(name)));
        assert.deepEqual(rest[1], rest[0]);
        assert.deepEqual(rest[2], rest[0]);
    });

    it("take the user's settings, in one order", () => {
        const settings = sampleSettings({ mariadbSettings: { max_connections: "500", innodb_buffer_pool_size: "1G" } });
        assert.match(
            content(memberPlan(samplePlan({ settings })), OPTIONS),
            /\ninnodb_buffer_pool_size = 1G\nmax_connections = 500\n/,
        );
    });
});

describe("memberPlan, who reaches MariaDB", () => {
    it("is each other member where the link is TLS, and nobody else", () => {
        assert.equal(packetRules(samplePlan()), "ip saddr { 203.0.113.20 } tcp dport 3306 accept\n");
        assert.deepEqual(listenAddresses(samplePlan()), ["127.0.0.1", "203.0.113.10"]);
    });

    it("is nobody from outside where the link is a tunnel: no port is bound, and there is no rule for 3306", () => {
        const bundle = memberPlan(samplePlan(tunnel));
        assert.equal(options(tunnel).bind_address, "127.0.0.1");
        assert.equal(
            bundle.files?.some(({ path }) => path === RULES),
            false,
        );
        for (const { path, content: text } of bundle.files ?? [])
            if (path.startsWith("/etc/nftables.d/")) assert.doesNotMatch(text, /3306/, path);
    });

    it("is clients of their networks, of both families, beside the members", () => {
        const clientsFrom = ["192.0.2.0/24", "2001:db8::/32"];
        assert.equal(
            packetRules(samplePlan({ clientsFrom })),
            "ip saddr { 203.0.113.20, 192.0.2.0/24 } tcp dport 3306 accept\n" +
                "ip6 saddr { 2001:db8::/32 } tcp dport 3306 accept\n",
        );
        assert.equal(
            packetRules(samplePlan({ ...tunnel, clientsFrom: ["192.0.2.0/24"] })),
            "ip saddr { 192.0.2.0/24 } tcp dport 3306 accept\n",
        );
    });

    it("is its owner's concern on an adopted host", () => {
        const bundle = memberPlan(
            samplePlan({ ownFirewall: false, metricsFrom: ["192.0.2.0/24"], endpoint: "haproxy" }),
        );
        assert.deepEqual(
            paths(bundle).filter((path) => path.includes("nftables")),
            [],
        );
        assert.equal(
            bundle.units?.some(({ name }) => name === "nftables.service"),
            false,
        );
    });
});

describe("memberPlan, the tunnels", () => {
    const bundle = memberPlan(samplePlan({ ...tunnel, members: threeMembers }));

    it("stand to every other member, each at a port of its own", () => {
        const start = (key: string) => content(bundle, `/etc/systemd/system/mysql-tunnel-${key}.service`);
        assert.match(start("b"), /^ExecStart=\/usr\/local\/lib\/standby\/tunnel b 4406$/m);
        assert.match(start("dc2"), /^ExecStart=\/usr\/local\/lib\/standby\/tunnel dc2 4407$/m);
        const conf = content(bundle, "/etc/standby/role.conf");
        assert.match(conf, /^TUNNEL_b='4406'$/m);
        assert.match(conf, /^TUNNEL_dc2='4407'$/m);
        assert.deepEqual(
            bundle.units?.map(({ name }) => name).filter((name) => name.startsWith("mysql-tunnel")),
            ["mysql-tunnel-b.service", "mysql-tunnel-dc2.service"],
        );
    });

    it("lead to MariaDB's loopback and open nothing else", () => {
        assert.equal(
            content(bundle, "/etc/ssh/standby/mysql_tunnel"),
            ["b", "dc2"]
                .map((key) => {
                    const key64 = `ssh-ed25519 AAAAtunnel${key}`;
                    return `restrict,port-forwarding,permitopen="127.0.0.1:3306" ${key64} standby-${key}\n`;
                })
                .join(""),
        );
        const sshd = content(bundle, "/etc/ssh/sshd_config.d/30-standby-tunnel.conf");
        for (const line of [
            "AllowTcpForwarding local",
            "PermitOpen 127.0.0.1:3306",
            "PermitListen none",
            "PermitTTY no",
        ])
            assert.ok(sshd.includes(`    ${line}\n`), line);
        assert.match(content(bundle, "/usr/local/lib/standby/tunnel"), /-L "?127\.0\.0\.1:\$2:127\.0\.0\.1:3306/);
    });

    it("have a key that their own account alone can read", () => {
        const key = bundle.files?.find(({ path }) => path === "/etc/standby/tunnel/key");
        assert.deepEqual([key?.mode, key?.owner], ["0600", "mysql_tunnel:mysql_tunnel"]);
        assert.equal(key?.content, "tunnel key of a\n");
    });

    it("are not there where the link is TLS", () => {
        assert.deepEqual(
            paths(memberPlan(samplePlan())).filter((path) => path.includes("tunnel")),
            [],
        );
    });
});

describe("memberPlan, its files", () => {
    const bundle = memberPlan(samplePlan());

    it("hold the passwords of two generations, for root alone", () => {
        assert.ok(paths(bundle).includes("0600 /etc/standby/mysql.users"));
        assert.equal(content(bundle, "/etc/standby/mysql.users"), "standby_repl_1 pw1\nstandby_repl_2 pw2\n");
        assert.match(content(bundle, "/etc/standby/role.conf"), /^REPLICATION_USER='standby_repl_1'$/m);
        for (const { path, content: text } of bundle.files ?? [])
            if (path !== "/etc/standby/mysql.users") assert.doesNotMatch(text, /\bpw[12]\b/, path);
    });

    it("make the server's start wait for the role, for as long as it takes", () => {
        const lines = content(bundle, "/etc/systemd/system/mariadb.service.d/standby.conf").split("\n");
        assert.ok(lines.includes("ExecStartPre=+/usr/local/lib/standby/role/gate"));
        assert.ok(lines.includes("TimeoutStartSec=infinity"));
    });

    it("are checked by MariaDB and sshd before they are put in place", () => {
        const checks = bundle.checks?.join("\n") ?? "";
        assert.match(checks, /mariadbd --defaults-file="\$STAGE\/etc\/mysql\/mariadb.conf.d\/90-standby.cnf"/);
        assert.match(checks, /sshd -t -f "\$STAGE\/etc\/ssh\/sshd_config.d\/20-standby-link.conf"/);
    });

    it("have proxies only where they are asked for", () => {
        const proxy = (endpoint: "dns" | "haproxy" | "multihost") =>
            paths(memberPlan(samplePlan({ endpoint }))).some((path) => path.endsWith("/etc/haproxy/haproxy.cfg"));
        assert.deepEqual([proxy("dns"), proxy("multihost"), proxy("haproxy")], [false, false, true]);
    });

    it("let proxies reach the database by the tunnel, and ask the member itself", () => {
        const config = content(memberPlan(samplePlan({ ...tunnel, endpoint: "haproxy" })), "/etc/haproxy/haproxy.cfg");
        assert.match(config, /server a 127\.0\.0\.1:3306 id 1 addr 203\.0\.113\.10 port 3308/);
        assert.match(config, /server b 127\.0\.0\.1:4406 id 2 addr 203\.0\.113\.20 port 3308/);
    });
});
