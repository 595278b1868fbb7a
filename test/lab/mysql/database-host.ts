import { MySqlBackupArgs } from "../../../components/mysql/backup/args";
import { backupPart } from "../../../components/mysql/backup/plan";
import { backupSettings, type KnownMySqlBackupArgs } from "../../../components/mysql/backup/settings";
import { Bundle, BundlePart, joined } from "../../../components/ops/bundle";
import { verbatim } from "../../../components/ops/host-file";
import { eventually } from "../../helpers/eventually";
import type { Host } from "../../helpers/runtime";

export type { MySqlBackupArgs };

const CNF = "/etc/mysql/mariadb.conf.d/90-test.cnf";

/** The least that roles bring to a member: who it is, in files that a test can change. */
const ROLE_LIBRARY = `PAIR=db MEMBERS='a b'
MEMBER=$(cat /var/lib/standby/role/member)
record() { sed -n "s/^$1 //p" /var/lib/standby/role/record; }
role() { cat /var/lib/standby/role/role; }
refuse() { echo "standby: refused [$1]: $2" >&2; exit 75; }
`;

const database: BundlePart = {
    packages: ["mariadb-server"],
    files: [
        verbatim("host", "/usr/local/sbin/standby", { mode: "0755" }),
        { path: "/usr/local/lib/standby/role/lib", content: ROLE_LIBRARY },
        {
            path: CNF,
            content: "[mariadbd]\nserver_id=1\nlog_bin=mariadb-bin\nlog_slave_updates=ON\ngtid_strict_mode=ON\n",
        },
    ],
    units: [{ name: "mariadb.service", restartOn: [CNF] }],
};

/** The bundle of a database with these backups. */
export function withBackups(args: KnownMySqlBackupArgs): Bundle {
    return joined("service", database, backupPart(backupSettings("db", args)));
}

/** A database on a bare machine, as a test uses it. */
export class Database {
    /** What was acknowledged to the writer: number and time, a line each. */
    private readonly acked = "/root/acked";

    constructor(readonly host: Host) {}

    get machine() {
        return this.host.machine;
    }

    async is(role: string, epoch: number, member = "a"): Promise<void> {
        const folder = "/var/lib/standby/role";
        const files = { role, member, record: `epoch ${epoch}` };
        const lines = Object.entries(files).map(([name, value]) => `echo '${value}' >${folder}/${name}`);
        await this.machine.succeed(`mkdir -p ${folder}; ${lines.join("; ")}`);
    }

    /** One value, or lines of them. */
    async ask(sql: string): Promise<string> {
        const { code, stdout, stderr } = await this.machine.run("mariadb -BN", { stdin: sql });
        if (code !== 0) throw new Error(`${sql}: ${stderr}`);
        return stdout.trim();
    }

    /** The same of a restored folder. */
    async inside(folder: string, sql: string): Promise<string> {
        const { code, stdout, stderr } = await this.machine.run(`standby restore --inspect ${folder} -BN`, {
            stdin: sql,
        });
        if (code !== 0) throw new Error(`${folder}: ${sql}: ${stderr}`);
        return stdout.trim();
    }

    /** Writes numbered rows from now on, one a transaction, and notes each after its acknowledgement. */
    async startWriting(table: string): Promise<void> {
        await this.stopWriting();
        await this.ask(`create table if not exists ${table} (id int primary key, filler varchar(500)) engine=innodb`);
        // The client prints a row's number only when the commit was acknowledged; unbuffered, so no number is early.
        const loop = `i=1; while [ ! -e /root/stop ]; do echo "insert into ${table} values ($i, repeat('x', 400)); select $i;"; i=$((i+1)); sleep 0.005; done`;
        const script = `(${loop}) | mariadb -BN --unbuffered | while read -r n; do echo "$n $(date +%s.%N)" >>${this.acked}; done`;
        await this.machine.run(`rm -f /root/stop ${this.acked}; cat >/root/writer`, { stdin: script });
        await this.machine.succeed("systemd-run -q --unit=writer bash /root/writer");
        await eventually("rows are acknowledged", 10, async () => (await this.acknowledged()) > 20);
    }

    async stopWriting(): Promise<void> {
        await this.machine.succeed("touch /root/stop");
        await this.machine.eventually("! systemctl is-active -q writer", 10);
    }

    /** How many rows were acknowledged; before a second of the Unix clock, if one is given. */
    async acknowledged(before = "9999999999"): Promise<number> {
        return Number(await this.host.say(`awk '$2 < ${before}' ${this.acked} 2>/dev/null | wc -l`));
    }

    /** Waits until what was written up to now is in the store. */
    async shipped(): Promise<void> {
        const now = await this.host.say("date +%s");
        await this.machine.eventually(`[ "$(cat /var/lib/standby/backup/shipped)" -gt ${now} ]`, 90);
    }

    /** The names of the complete backups. */
    async backups(): Promise<string[]> {
        const text = await this.host.say("standby backup list | sed 1d | cut -d' ' -f1");
        return text.split("\n").filter(Boolean);
    }

    /** Takes one; returns its name. */
    async backup(): Promise<string> {
        const said = await this.host.say("standby backup now");
        return said
            .split("\n")
            .find((line) => /^\d{8}T/.test(line))!
            .split(":")[0];
    }

    /** What a command says that must be refused with this code. */
    async refuses(command: string, code: string): Promise<string> {
        const { stderr } = await this.machine.fails(command);
        if (!stderr.includes(`refused [${code}]`)) throw new Error(`${command}: not refused with ${code}: ${stderr}`);
        return stderr;
    }
}
