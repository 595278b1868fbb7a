import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { prepareRows, type Sql } from "../../../lab/client/rows";
import type { SqlServer } from "../../../lab/client/sql-line";
import { labDown, labUp, type Lab } from "../../../lab/lab";
import type { Machine } from "../../../lab/machine/machine";
import { bareLinode } from "../../helpers/bare-linode";

export const LOGIN = { user: "app", password: "Only-in-this-test-1" };
const INSTALL =
    "apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 " +
    "install mariadb-server openssl >/dev/null 2>&1 && systemctl disable -q --now mariadb";
/** A certificate of its own authority, for the name db.example.test. */
const CERTIFICATES = [
    "mkdir -p /etc/tls && cd /etc/tls",
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 -subj /CN=ca -keyout ca.key -out ca.crt",
    "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=db.example.test -keyout db.key -out db.csr",
    "printf 'subjectAltName=DNS:db.example.test\\n' >db.ext",
    "openssl x509 -req -in db.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 9 -extfile db.ext -out db.crt",
    "chmod a+r db.key",
].join(" && ");
const NAMES = ["one", "two"];
const PORTS = [3307, 3308];

/** Two MariaDB servers on one machine; the second replicates from the first and is read-only. */
export class TwoServers {
    lab!: Lab;
    machine!: Machine;
    /** Certificate of the authority, PEM. */
    ca = "";
    private readonly labs = fs.mkdtempSync(path.join(os.tmpdir(), "standby-labs-"));
    private readonly labsBefore = process.env.STANDBY_LABS;
    private readonly name = `rows-${process.pid}`;

    async up(): Promise<void> {
        process.env.STANDBY_LABS = this.labs;
        this.lab = await labUp(this.name, () => undefined);
        this.machine = await bareLinode(this.lab, "rows", { type: "g6-standard-1" });
        await this.machine.eventually("test -e /var/lib/cloud/instance/boot-finished", 60);
        const { code, stderr } = await this.machine.run(`${INSTALL} && { ${CERTIFICATES}; } 2>&1`, { seconds: 120 });
        if (code !== 0) throw new Error(`MariaDB could not be installed: ${stderr}`);
        this.ca = await this.machine.succeed("cat /etc/tls/ca.crt");
        await Promise.all(NAMES.map((_, index) => this.server(index)));
        await prepareRows(this.sql(0), LOGIN);
        await this.sql(0)(
            "create user copy@'127.0.0.1' identified by 'copy'; grant replication slave on *.* to copy@'127.0.0.1'",
        );
        await this.sql(1)(
            `change master to master_host='127.0.0.1', master_port=${PORTS[0]}, master_user='copy', master_password='copy', ` +
                "master_connect_retry=1, master_use_gtid=slave_pos; start slave; set global read_only=1",
        );
    }

    async down(): Promise<void> {
        await labDown(this.name);
        fs.rmSync(this.labs, { recursive: true, force: true });
        if (this.labsBefore === undefined) delete process.env.STANDBY_LABS;
        else process.env.STANDBY_LABS = this.labsBefore;
    }

    /** The servers as a client names them, with the name in their certificates. */
    servers(...which: number[]): SqlServer[] {
        return which.map((index) => ({ address: this.machine.spec.ipv4, port: PORTS[index], name: "db.example.test" }));
    }

    /** Root on one of the servers. */
    sql(index: number): Sql {
        return async (text) => {
            const command = `exec mariadb --no-defaults -NB -S /run/mysqld/${NAMES[index]}.sock`;
            const { code, stdout, stderr } = await this.machine.run(command, { stdin: text });
            if (code !== 0) throw new Error(`${text}: ${stderr}`);
            return stdout.trimEnd();
        };
    }

    /** What systemd does to one of the servers: kill -s KILL, restart. */
    async systemctl(words: string, index: number): Promise<void> {
        await this.machine.succeed(`systemctl ${words} db-${NAMES[index]}.service`);
    }

    private async server(index: number): Promise<void> {
        const name = NAMES[index];
        const data = `/var/lib/${name}`;
        const options = {
            datadir: data,
            socket: `/run/mysqld/${name}.sock`,
            port: PORTS[index],
            "bind-address": "0.0.0.0",
            "server-id": index + 1,
            "log-bin": "binlog",
            "log-slave-updates": 1,
            "pid-file": `/run/mysqld/${name}.pid`,
            "innodb-buffer-pool-size": "32M",
            "ssl-ca": "/etc/tls/ca.crt",
            "ssl-cert": "/etc/tls/db.crt",
            "ssl-key": "/etc/tls/db.key",
        };
        const file = ["[mariadbd]", ...Object.entries(options).map(([key, value]) => `${key}=${value}`), ""].join("\n");
        const unit = `[Service]\nUser=mysql\nExecStart=/usr/sbin/mariadbd --defaults-file=/etc/${name}.cnf\nType=notify\n`;
        const write = (where: string, text: string) => this.machine.run(`cat >${where}`, { stdin: text });
        await write(`/etc/${name}.cnf`, file);
        await write(`/etc/systemd/system/db-${name}.service`, unit);
        await this.machine.succeed(
            `install -d -o mysql -g mysql /run/mysqld && mariadb-install-db --no-defaults --user=mysql ` +
                `--datadir=${data} --skip-test-db --auth-root-authentication-method=socket >/dev/null && ` +
                `systemctl daemon-reload && systemctl start db-${name}.service`,
        );
    }
}
