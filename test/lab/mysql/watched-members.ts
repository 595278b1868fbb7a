import * as fs from "node:fs";
import * as path from "node:path";
import { memberProxyPart, WRITABLE, writableCheckPart } from "../../../components/database/endpoint/haproxy";
import { MARIADB as server } from "../../../components/mysql/server";
import { metricsLogin, visibilityPart } from "../../../components/mysql/visibility/visibility";
import { basePlan } from "../../../components/host/base-plan";
import { Bundle, joined } from "../../../components/ops/bundle";
import { verbatim } from "../../../components/ops/host-file";
import { repoRoot } from "../../../lab/paths";
import { RuntimeLab, type Host } from "../../helpers/runtime";

const FIXTURES = path.join(repoRoot, "test/fixtures/mysql");
const SERVER = "[mysqld]\\nbind-address=0.0.0.0\\nskip_name_resolve=ON\\nlog_bin\\nread_only=ON\\n";

/** Two MariaDB servers that are visible and proxied, without replication and roles: a file says the role of each. */
export class WatchedMembers {
    lab!: RuntimeLab;
    a!: Host;
    b!: Host;

    async up(): Promise<void> {
        this.lab = await RuntimeLab.start("test-watch");
        [this.a, this.b] = await Promise.all([this.lab.machine(1), this.lab.machine(2)]);
        await Promise.all([this.prepare(this.a, "a"), this.prepare(this.b, "b")]);
        for (const host of [this.a, this.b]) await host.apply(this.bundle(host));
    }

    ip(host: Host): string {
        return host.machine.spec.ipv4;
    }

    bundle(host: Host): Bundle {
        const subnet = `${this.ip(host).replace(/\d+$/, "0")}/24`;
        const members = [
            { member: "a", address: this.ip(this.a) },
            { member: "b", address: this.ip(this.b) },
        ];
        const program = verbatim("mysql", WRITABLE, { mode: "0755" });
        return joined(
            "service",
            // What the status says of roles; the library below it stands in for the real one.
            { files: [verbatim("roles", "/usr/local/lib/standby/role/status", { mode: "0755" })] },
            visibilityPart({ metricsFrom: [subnet], address: this.ip(host) }),
            writableCheckPart({ server, program, address: this.ip(host), checkFrom: [subnet] }),
            memberProxyPart({ server, pair: "mysql", address: this.ip(host), members, clientsFrom: [subnet] }),
        );
    }

    /** Makes it the primary that is open, or not. */
    async open(host: Host): Promise<void> {
        await host.say('echo primary >/var/lib/standby/role/role; mariadb -e "set global read_only = 0"');
    }

    async close(host: Host): Promise<void> {
        await host.say('mariadb -e "set global read_only = 1"; echo standby >/var/lib/standby/role/role');
    }

    /** Members that the proxy of `host` counts as up. */
    async upOf(host: Host): Promise<string> {
        const state = "echo 'show servers state' | socat stdio /run/haproxy/admin.sock";
        return host.say(`${state} | awk '$2 == "standby-mysql" && $6 == 2 { printf "%s", $4 }'`);
    }

    private async prepare(host: Host, member: "a" | "b"): Promise<void> {
        await host.apply(basePlan({ authorizedKeys: [this.lab.key], tcpPorts: [3306], packages: ["mariadb-server"] }));
        await host.say(
            "mkdir -p /etc/standby/tls.d/1 /usr/local/lib/standby/role /var/lib/standby/role; " +
                "ln -s tls.d/1 /etc/standby/tls; cd /etc/standby/tls; " +
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=member " +
                "-keyout member.key -out member.crt 2>&1; " +
                `echo ${member} >/etc/standby/member; echo standby >/var/lib/standby/role/role; ` +
                `printf 'epoch 1\\nprimary a\\nsync yes\\n' >/var/lib/standby/role/record; echo 1 >/var/lib/standby/role/epoch; ` +
                `printf '${SERVER}server_id=${member === "a" ? 1 : 2}\\n' >/etc/mysql/mariadb.conf.d/99-test.cnf; ` +
                "systemctl restart mariadb; systemctl enable -q mariadb",
        );
        for (const [name, target] of [
            ["role-lib", "/usr/local/lib/standby/role/lib"],
            ["write-rows", "/root/write-rows"],
        ]) {
            const stdin = fs.readFileSync(path.join(FIXTURES, name), "utf8");
            await host.machine.run(`cat >${target} && chmod 0755 ${target}`, { stdin });
        }
        const tables =
            "create database standby; create table standby.heartbeat (id int primary key, at datetime(6)); " +
            "create database app; create table app.rows_written (number int, server int); " +
            "create user app@'%' identified by 'app'; grant all on app.* to app@'%'";
        await host.machine.run("mariadb", { stdin: tables });
    }

    /** The exporter's login, as the engine gives it on the primary. */
    async login(host: Host): Promise<void> {
        await host.say(`mariadb <${metricsLogin}`);
    }
}
