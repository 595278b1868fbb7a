import type { CyrusInstanceTopology, CyrusTopology } from "../../components/cyrus/topology";
import { LabPair, type LabMember, type OpenedPair } from "../pair";

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

/** A user who can log in. */
export interface LabUser {
    name: string;
    password: string;
}

/** A pair of Cyrus hosts in a lab, with its witness and its further hosts. */
export class LabCyrusPair extends LabPair<CyrusTopology> {
    readonly witness: LabMember;
    readonly replicas: LabMember[];
    /** What clients check the servers' certificates against, PEM. */
    readonly ca: string;

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
    usersOf(instance: CyrusInstanceTopology): LabUser[] {
        const all = (this.settings.users ?? []) as unknown as LabUser[];
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

    private holder(key: string): LabMember {
        const found = this.holders.find(({ member }) => member === key);
        if (found) return found;
        throw new Error(`no host "${key}": there are ${this.holders.map(({ member }) => member).join(", ")}`);
    }
}
