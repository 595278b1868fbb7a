import { randomBytes } from "node:crypto";
import type { MySqlTopology } from "../../components/mysql/topology";
import { RowWriter, type WriterOptions } from "../client/row-writer";
import { countRows, prepareRows, type RowCount, type Sql } from "../client/rows";
import { LabPair, type LabMember, type OpenedPair } from "../pair";

/** Where the proxies listen. */
const PROXY_PORT = 3307;
/** Seconds after which a server that does not say whether it may be written counts as not serving. */
const ANSWER_SECONDS = 10;

/** A MySQL pair in a lab, with its witness and its replicas. */
export class LabMySqlPair extends LabPair<MySqlTopology> {
    readonly witness: LabMember;
    readonly replicas: LabMember[];
    private readonly ca: string;
    private readonly proxyName: string | undefined;
    private readonly login = { user: "lab-writer", password: randomBytes(18).toString("base64url") };

    constructor(opened: OpenedPair<MySqlTopology>) {
        super(opened);
        const { witness, replicas } = opened.topology;
        this.ca = opened.outputs.caCertificate as string;
        this.proxyName = (opened.outputs.endpoint as { hosts: string[] } | undefined)?.hosts[0];
        this.witness = this.member("witness", witness);
        this.replicas = replicas.map((replica) => this.member(replica.key, replica));
    }

    override get hosts(): LabMember[] {
        return [...this.databases, this.witness];
    }

    /** Every host with a copy of the data. */
    get databases(): LabMember[] {
        return [...this.members, ...this.replicas];
    }

    /** The primary of the last `up`. */
    get primary(): LabMember {
        return this[this.topology.primary];
    }

    /** The other member. */
    get standby(): LabMember {
        return this[this.topology.primary === "a" ? "b" : "a"];
    }

    /** The primary of now, by asking the hosts; throws unless exactly one can be written. */
    async primaryNow(): Promise<LabMember> {
        const names = await this.writable();
        const found = this.databases.filter(({ member }) => names.includes(member));
        if (found.length === 1) return found[0];
        throw new Error(`one member must be writable, these are: ${names.join(", ") || "none"}`);
    }

    /** The member that is not the primary of now. */
    async standbyNow(): Promise<LabMember> {
        const primary = await this.primaryNow();
        return primary === this.a ? this.b : this.a;
    }

    /**
     * Runs statements as root inside of a machine, past network and TLS; returns the rows, columns separated by tabs.
     * The text goes by stdin: it is in no process list.
     */
    async sql(member: LabMember, text: string, seconds = 60): Promise<string> {
        const { code, stdout, stderr } = await member.machine.run("exec mariadb -NB", { stdin: text, seconds });
        if (code === 0) return stdout.trimEnd();
        throw new Error(`${member.name}: ${text.slice(0, 200)}: ${stderr.trim() || `exit code ${code}`}`);
    }

    /** The same with the member fixed. */
    sqlOf(member: LabMember): Sql {
        return (text) => this.sql(member, text);
    }

    /**
     * A client outside of the pair that writes to whichever member takes rows. Its table and its user are made on the
     * primary of now, for each call anew.
     */
    async writer(run: string, options: Partial<WriterOptions> = {}): Promise<RowWriter> {
        await prepareRows(this.sqlOf(await this.primaryNow()), this.login);
        if (this.topology.engine === "galera") {
            return new RowWriter({ ...this.login, ca: this.ca, servers: this.proxies(), run, ...options });
        }
        const promotable = this.replicas.filter((_, index) => this.topology.replicas[index].promotable);
        const servers = [...this.members, ...promotable].map(({ address, name }) => {
            return { address, name, port: this.topology.port };
        });
        return new RowWriter({ ...this.login, ca: this.ca, servers, run, ...options });
    }

    /** The proxies on the members, which answer with the certificate of whichever member is behind them. */
    proxies() {
        const name = this.proxyName;
        return this.members.map(({ address }) => ({ address, name, port: PROXY_PORT }));
    }

    /** What a member has of a writer's rows. */
    count(member: LabMember, writer: RowWriter): Promise<RowCount> {
        return countRows(this.sqlOf(member), writer);
    }

    /** Short names of the hosts whose server runs and takes writes: one, if all is well. Those that hang do not count. */
    async writable(): Promise<string[]> {
        const answers = await Promise.all(this.databases.map((member) => this.takesWrites(member)));
        return this.databases.filter((_, index) => answers[index]).map(({ member }) => member);
    }

    private async takesWrites(member: LabMember): Promise<boolean> {
        if (!member.machine.running()) return false;
        if (this.topology.engine === "galera") {
            const asked = member.machine.run("/usr/local/lib/standby/writable </dev/null", { seconds: ANSWER_SECONDS });
            return asked.then(
                ({ stdout }) => stdout.includes(" 200 "),
                () => false,
            );
        }
        const answer = this.sql(member, "select @@global.read_only", ANSWER_SECONDS);
        return answer.then(
            (value) => value === "0",
            () => false,
        );
    }
}
