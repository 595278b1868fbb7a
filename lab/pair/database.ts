import { randomBytes } from "node:crypto";
import type { DatabaseTopology } from "../../components/database/topology";
import { RowWriter, type WriterOptions } from "../client/row-writer";
import { countRows, type RowCount, type Sql } from "../client/rows";
import type { SqlServer } from "../client/sql-line";
import { LabPair, type LabMember, type OpenedPair } from "../pair";

/** Seconds after which a server that does not say whether it may be written counts as not serving. */
export const ANSWER_SECONDS = 10;

/** A pair of databases in a lab, with its witness and its replicas. */
export abstract class LabDatabasePair<T extends DatabaseTopology = DatabaseTopology> extends LabPair<T> {
    readonly witness: LabMember;
    readonly replicas: LabMember[];
    protected readonly login: { user: string; password: string; ca: string };
    private readonly endpointName: string | undefined;

    constructor(opened: OpenedPair<T>) {
        super(opened);
        const { witness, replicas } = opened.topology;
        const ca = opened.outputs.caCertificate as string;
        this.login = { user: "lab-writer", password: randomBytes(18).toString("base64url"), ca };
        this.endpointName = (opened.outputs.endpoint as { hosts: string[] } | undefined)?.hosts[0];
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
     * Runs statements as the server's administrator inside of a machine, past network and TLS; returns the rows, columns
     * separated by tabs. The text goes by stdin: it is in no process list.
     */
    async sql(member: LabMember, text: string, seconds = 60): Promise<string> {
        const { code, stdout, stderr } = await member.machine.run(this.shell, { stdin: text, seconds });
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
        await this.prepareRows(this.sqlOf(await this.primaryNow()));
        return new RowWriter({ ...this.login, ...this.reached(), run, ...options });
    }

    /** The proxies on the members, which answer with the certificate of whichever member is behind them. */
    proxies(): SqlServer[] {
        const name = this.endpointName;
        return this.members.map(({ address }) => ({ address, name, port: this.topology.port + 1 }));
    }

    /** What a member has of a writer's rows. */
    count(member: LabMember, writer: RowWriter): Promise<RowCount> {
        return countRows(this.sqlOf(member), writer);
    }

    /** Short names of the hosts whose server runs and takes writes: one, if all is well. Those that hang do not count. */
    async writable(): Promise<string[]> {
        const asked = this.databases.map(async (member) => {
            return member.machine.running() && this.takesWrites(member).catch(() => false);
        });
        const answers = await Promise.all(asked);
        return this.databases.filter((_, index) => answers[index]).map(({ member }) => member);
    }

    /** What is different between a primary and its standby, once that has all; see `compareServers`. */
    abstract compare(
        source: LabMember,
        copy: LabMember,
        options?: { tables?: string[]; seconds?: number },
    ): Promise<string[]>;

    /** The command that runs SQL of stdin on a machine. */
    protected abstract readonly shell: string;

    /** Makes the table and the user of writers. */
    protected abstract prepareRows(sql: Sql): Promise<void>;

    /** Does this server take writes? Throws when it does not say. */
    protected abstract takesWrites(member: LabMember): Promise<boolean>;

    /** Servers that writers try, and how they connect to them. */
    protected reached(): Pick<WriterOptions, "servers" | "open"> {
        const promotable = this.replicas.filter((_, index) => this.topology.replicas[index].promotable);
        const { port } = this.topology;
        return { servers: [...this.members, ...promotable].map(({ address, name }) => ({ address, name, port })) };
    }
}
