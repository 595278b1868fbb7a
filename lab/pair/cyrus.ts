import type { CyrusInstanceTopology, CyrusTopology } from "../../components/cyrus/topology";
import { ImapLine, type ImapServer } from "../client/imap-line";
import { imapDoor, lmtpDoor, smtpDoor } from "../client/mail-doors";
import { MailWriter, type MailUser, type MailWriterOptions } from "../client/mail-writer";
import { compareMails, placesOf, type MailCount } from "../client/mails";
import { mailHosts } from "../client/mx";
import { LabPair, type LabMember, type OpenedPair } from "../pair";
import { queryDns } from "../services";

/** Seconds after which a host that does not say whether it takes mail counts as not serving. */
const ANSWER_SECONDS = 10;

/** Prints the greeting of an instance's LMTP socket, which only a primary has. */
const LMTP_GREETING = [
    "use IO::Socket::UNIX; alarm 5;",
    'open(my $conf, "<", "/etc/imapd_$ARGV[0].conf") or exit 1;',
    "my ($path) = map { /^lmtpsocket:\\s*(\\S+)/ } <$conf>;",
    "my $socket = IO::Socket::UNIX->new(Peer => $path) or exit 1;",
    "print scalar <$socket>;",
].join(" ");

/** How mails get into an instance: stored by users, sent by strangers, or handed over by a host's own mail server. */
export type MailWay = "append" | "smtp" | "lmtp";

/** Where mails of strangers arrive. */
const INBOX = "INBOX";

/** A pair of Cyrus hosts in a lab, with its witness and its further hosts. */
export class LabCyrusPair extends LabPair<CyrusTopology> {
    readonly witness: LabMember;
    readonly replicas: LabMember[];
    /** What clients check the servers' certificates against, PEM. */
    readonly ca: string;
    private turns = 0;

    constructor(opened: OpenedPair<CyrusTopology>) {
        super(opened);
        const { witness, replicas } = opened.topology;
        this.ca = opened.outputs.caCertificate as string;
        this.witness = this.member("witness", witness);
        this.replicas = replicas.map((replica) => this.member(replica.key, replica));
    }

    override get hosts(): LabMember[] {
        return [...this.holders, this.witness];
    }

    /** Every host with mailboxes. */
    get holders(): LabMember[] {
        return [...this.members, ...this.replicas];
    }

    get instances(): CyrusInstanceTopology[] {
        return this.topology.instances;
    }

    /** The instance of this name; without one, the first. */
    instance(name?: string): CyrusInstanceTopology {
        const found = name === undefined ? this.instances[0] : this.instances.find((one) => one.name === name);
        if (found) return found;
        throw new Error(`no instance "${name}": there are ${this.instances.map((one) => one.name).join(", ")}`);
    }

    /** Users of an instance, as the stack's settings have them. */
    usersOf(instance: CyrusInstanceTopology): MailUser[] {
        const all = (this.settings.users ?? []) as unknown as MailUser[];
        return all.filter(({ name }) => instance.domains.includes(name.split("@")[1]));
    }

    /** The two hosts of an instance. */
    membersOf({ members }: CyrusInstanceTopology): LabMember[] {
        return members.map((key) => this.holder(key));
    }

    /** The primary of the last `up`. */
    primaryOf({ primary }: CyrusInstanceTopology): LabMember {
        return this.holder(primary);
    }

    /** The primary of now, by asking the hosts; throws unless exactly one takes mail. */
    async primaryNow(instance: CyrusInstanceTopology): Promise<LabMember> {
        const serving = await this.serving(instance);
        if (serving.length === 1) return this.holder(serving[0]);
        const { name } = instance;
        throw new Error(`one host must take mail for ${name}, these do: ${serving.join(", ") || "none"}`);
    }

    /** The member that is not the primary of now. */
    async standbyNow(instance: CyrusInstanceTopology): Promise<LabMember> {
        return this.otherOf(instance, await this.primaryNow(instance));
    }

    /** The member of an instance that is not this one. */
    otherOf(instance: CyrusInstanceTopology, member: LabMember): LabMember {
        const other = this.membersOf(instance).find((one) => one !== member);
        if (other) return other;
        throw new Error(`${instance.name} has no other member than ${member.member}`);
    }

    /** Short names of the hosts that take mail for an instance: one, if all is well. Those that hang do not count. */
    async serving(instance: CyrusInstanceTopology): Promise<string[]> {
        const asked = this.holders.map(async ({ machine }) => {
            const greeting = `perl -e '${LMTP_GREETING}' ${instance.name}`;
            const answer = machine.running() && (await machine.run(greeting, { seconds: ANSWER_SECONDS }));
            return answer && answer.code === 0 && answer.stdout.startsWith("220 ");
        });
        const answers = await Promise.all(asked.map((one) => one.catch(() => false)));
        return this.holders.filter((_, index) => answers[index]).map(({ member }) => member);
    }

    /** An operator's word about one instance: `say(pair.b, instance, "promote")`. */
    say(host: LabMember, { name }: CyrusInstanceTopology, words: string) {
        return host.standby(this.instances.length === 1 ? words : `--instance ${name} ${words}`);
    }

    /** The witness's record of an instance, a word and its value a line. */
    record({ name }: CyrusInstanceTopology): Promise<string> {
        return this.witness.machine.succeed(`cat /var/lib/standby-witness/${this.topology.name}-${name}/record`);
    }

    /**
     * A client outside of the pair that writes to an instance in one way. What users store goes to a folder that only this
     * run has, made on the primary of now; what is sent or delivered goes to their inboxes.
     */
    async writer(
        instance: CyrusInstanceTopology,
        way: MailWay,
        run: string,
        options: Partial<MailWriterOptions> = {},
    ): Promise<MailWriter> {
        const users = this.usersOf(instance);
        if (way === "append") {
            const server = this.serverAt(instance, await this.primaryNow(instance));
            for (const user of users) await this.inside(server, user, (line) => line.create(run));
        }
        return new MailWriter({ users, doors: () => this.doors(instance, way, run), run, ...options });
    }

    /** What one host has of a writer's mails, as its users see it there. */
    async count(
        instance: CyrusInstanceTopology,
        host: LabMember,
        way: MailWay,
        writer: MailWriter,
    ): Promise<MailCount> {
        const server = this.serverAt(instance, host);
        const folder = way === "append" ? writer.run : INBOX;
        const each = writer.recipients.map(async ({ name, password }) => {
            return [...(await placesOf(server, { user: name, password, ca: this.ca }, folder, writer.run))];
        });
        return compareMails(writer, new Map((await Promise.all(each)).flat()));
    }

    /** A connection of a user to a server, for as long as `work` takes. */
    async inside<T>(server: ImapServer, user: MailUser, work: (line: ImapLine) => Promise<T>): Promise<T> {
        const line = await ImapLine.open(server, { user: user.name, password: user.password, ca: this.ca });
        return work(line).finally(() => line.close());
    }

    /** One host, as users of an instance connect to it. */
    serverAt({ serviceName }: CyrusInstanceTopology, { address }: Pick<LabMember, "address">): ImapServer {
        return { address, name: serviceName };
    }

    /**
     * Where a client tries in turn, asked anew before each connection. Users ask where the name leads, and try the members
     * too, since a name that moves by `up` alone is behind `standby promote`; mail servers ask for the MX.
     */
    private async doors(instance: CyrusInstanceTopology, way: MailWay, run: string) {
        const members = this.membersOf(instance);
        if (way === "lmtp") {
            const socket = `/var/spool/postfix/cyrus/${instance.name}/lmtp`;
            return members.map(({ address, machine }) => lmtpDoor(address, () => machine.dial(socket)));
        }
        if (way === "smtp") {
            const hosts = await mailHosts(this.resolver, instance.domains[0]);
            // Either host gets some, as from senders who found the first one busy.
            const first = this.turns++ % hosts.length;
            return [...hosts.slice(first), ...hosts.slice(0, first)].map(smtpDoor);
        }
        const named = await queryDns(this.lab.net, instance.serviceName, "A");
        const addresses = new Set([...named, ...members.map(({ address }) => address)]);
        return [...addresses].map((address) => imapDoor(this.serverAt(instance, { address }), run, { ca: this.ca }));
    }

    private holder(key: string): LabMember {
        const found = this.holders.find(({ member }) => member === key);
        if (found) return found;
        throw new Error(`no host "${key}": there are ${this.holders.map(({ member }) => member).join(", ")}`);
    }
}
