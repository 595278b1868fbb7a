import { backupPart } from "../../../components/postgres/backup/plan";
import { backupSettings, type KnownPostgresBackupArgs } from "../../../components/postgres/backup/settings";
import { Bundle, BundlePart, joined } from "../../../components/ops/bundle";
import { verbatim } from "../../../components/ops/host-file";
import { eventually } from "../../helpers/eventually";
import type { Host } from "../../helpers/runtime";

const CONF = "/etc/postgresql/15/main/conf.d/90-test.conf";
const UNIT = "postgresql@15-main.service";

/** The least that roles bring to a member: who it is, in files that a test can change. */
const ROLE_LIBRARY = `PAIR=db MEMBERS='a b'
MEMBER=$(cat /var/lib/standby/role/member)
record() { sed -n "s/^$1 //p" /var/lib/standby/role/record; }
role() { cat /var/lib/standby/role/role; }
refuse() { echo "standby: refused [$1]: $2" >&2; exit 75; }
`;

/** pgBackRest wants to read its name in the command. */
const SETTINGS = `archive_mode = on
archive_command = '/usr/local/lib/standby/backup/wal "%p" "%f" # pgbackrest'
wal_level = replica
wal_keep_size = 256MB
shared_buffers = 64MB
`;

const database: BundlePart = {
    packages: ["postgresql-15"],
    files: [
        verbatim("host", "/usr/local/sbin/standby", { mode: "0755" }),
        { path: "/usr/local/lib/standby/role/lib", content: ROLE_LIBRARY },
        { path: CONF, content: SETTINGS },
    ],
    units: [{ name: UNIT, restartOn: [CONF] }],
};

/** The bundle of a database with these backups. */
export function withBackups(args: KnownPostgresBackupArgs): Bundle {
    return joined("service", database, backupPart(backupSettings("db", args)));
}

/** A database on a bare machine, as a test uses it. */
export class Database {
    /** What was acknowledged to the writer: a number a line. */
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
        const { code, stdout, stderr } = await this.machine.run(
            "setpriv --reuid postgres --regid postgres --init-groups psql -XAtq -v ON_ERROR_STOP=1 -d postgres",
            { stdin: sql },
        );
        if (code !== 0) throw new Error(`${sql}: ${stderr}`);
        return stdout.trim();
    }

    /** The same of a restored folder. */
    async inside(folder: string, sql: string): Promise<string> {
        const { code, stdout, stderr } = await this.machine.run(`standby restore --inspect ${folder} -Atq`, {
            stdin: sql,
        });
        if (code !== 0) throw new Error(`${folder}: ${sql}: ${stderr}`);
        return stdout.trim();
    }

    /** Writes numbered rows from now on, one a transaction, and notes each after its acknowledgement. */
    async startWriting(table: string): Promise<void> {
        await this.stopWriting();
        await this.ask(`create table if not exists ${table} (id int primary key, filler varchar(500))`);
        // The client prints a row's number only when the commit was acknowledged; a line at a time, so none is early.
        const loop = `i=1; while [ ! -e /root/stop ]; do echo "insert into ${table} values ($i, repeat('x', 400)); select $i;"; i=$((i+1)); sleep 0.005; done`;
        const client = "setpriv --reuid postgres --regid postgres --init-groups stdbuf -oL psql -XAtq -d postgres";
        const script = `cd /; (${loop}) | ${client} >>${this.acked}`;
        await this.machine.run(`rm -f /root/stop ${this.acked}; cat >/root/writer`, { stdin: script });
        await this.machine.succeed("systemd-run -q --unit=writer bash /root/writer");
        await eventually("rows are acknowledged", 10, async () => (await this.acknowledged()) > 20);
    }

    async stopWriting(): Promise<void> {
        await this.machine.succeed("touch /root/stop");
        await this.machine.eventually("! systemctl is-active -q writer", 10);
    }

    /** How many rows were acknowledged. */
    async acknowledged(): Promise<number> {
        return Number(await this.host.say(`cat ${this.acked} 2>/dev/null | wc -l`));
    }

    /** Number of rows and a digest of all they hold. */
    sumOf(table: string): string {
        return `select count(*), md5(string_agg(id || filler, ',' order by id)) from ${table}`;
    }

    /** Waits until what was written up to now is in the store. */
    async stored(): Promise<string> {
        // A file with nothing in it is not switched.
        await this.ask("select pg_logical_emit_message(true, 'test', 'x')");
        const name = await this.ask("select pg_walfile_name(pg_switch_wal())");
        await this.machine.eventually(`! [ "$(cut -d' ' -f2 /var/lib/standby-backup/stored)" \\< ${name} ]`, 60);
        return name;
    }

    /** The names of the complete backups. */
    async backups(): Promise<string[]> {
        const text = await this.host.say("standby backup list | sed 1d | cut -d' ' -f1");
        return text.split("\n").filter(Boolean);
    }

    /** Takes one; returns its name. */
    async backup(): Promise<string> {
        const said = await this.host.say("standby backup now");
        return said.split(":")[0];
    }

    /** What a command says that must be refused with this code. */
    async refuses(command: string, code: string): Promise<string> {
        const { stderr } = await this.machine.fails(command);
        if (!stderr.includes(`refused [${code}]`)) throw new Error(`${command}: not refused with ${code}: ${stderr}`);
        return stderr;
    }
}
