import type { BundlePart } from "../../../components/ops/bundle";
import { verbatim } from "../../../components/ops/host-file";
import { eventually } from "../../helpers/eventually";
import type { Host } from "../../helpers/runtime";

/** The least that roles bring to a member: who it is, in files that a test can change. */
const ROLE_LIBRARY = `PAIR=db MEMBERS='a b'
MEMBER=$(cat /var/lib/standby/role/member)
record() { sed -n "s/^$1 //p" /var/lib/standby/role/record; }
role() { cat /var/lib/standby/role/role; }
refuse() { echo "standby: refused [$1]: $2" >&2; exit 75; }
`;

/** A server alone, with what backups need of roles. */
export function bareServer(name: string, unit: string, conf: { path: string; content: string }): BundlePart {
    return {
        packages: [name],
        files: [
            verbatim("host", "/usr/local/sbin/standby", { mode: "0755" }),
            { path: "/usr/local/lib/standby/role/lib", content: ROLE_LIBRARY },
            conf,
        ],
        units: [{ name: unit, restartOn: [conf.path] }],
    };
}

/** A database on a bare machine, as a test of backups uses it. */
export abstract class BareDatabase {
    /** What was acknowledged to the writer: a number a line. */
    protected readonly acked = "/root/acked";
    /** The client, which takes statements by stdin and prints values, and its options for a restored folder. */
    protected abstract readonly client: { live: string; restored: string };
    /** Words after `create table`, and the client that prints each number as soon as its row is acknowledged. */
    protected abstract readonly writer: { table: string; run: string };

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
        const { code, stdout, stderr } = await this.machine.run(this.client.live, { stdin: sql });
        if (code !== 0) throw new Error(`${sql}: ${stderr}`);
        return stdout.trim();
    }

    /** The same of a restored folder. */
    async inside(folder: string, sql: string): Promise<string> {
        const inspect = `standby restore --inspect ${folder} ${this.client.restored}`;
        const { code, stdout, stderr } = await this.machine.run(inspect, { stdin: sql });
        if (code !== 0) throw new Error(`${folder}: ${sql}: ${stderr}`);
        return stdout.trim();
    }

    /** Writes numbered rows from now on, one a transaction, and notes each after its acknowledgement. */
    async startWriting(table: string): Promise<void> {
        await this.stopWriting();
        await this.ask(
            `create table if not exists ${table} (id int primary key, filler varchar(500)) ${this.writer.table}`,
        );
        const row = `insert into ${table} values ($i, repeat('x', 400)); select $i;`;
        const loop = `i=1; while [ ! -e /root/stop ]; do echo "${row}"; i=$((i+1)); sleep 0.005; done`;
        const script = `cd /; (${loop}) | ${this.writer.run}`;
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
            .find((line) => /^\d{8}[T-]/.test(line))!
            .split(":")[0];
    }

    /** What a command says that must be refused with this code. */
    async refuses(command: string, code: string): Promise<string> {
        const { stderr } = await this.machine.fails(command);
        if (!stderr.includes(`refused [${code}]`)) throw new Error(`${command}: not refused with ${code}: ${stderr}`);
        return stderr;
    }
}
