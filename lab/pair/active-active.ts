import type { ActiveActiveTopology } from "../../components/active-active/topology";
import { ImapLine } from "../client/imap-line";
import { smtpDoor } from "../client/mail-doors";
import { MailWriter, type MailUser, type MailWriterOptions } from "../client/mail-writer";
import { compareMails, placesOf, type MailCount } from "../client/mails";
import { mailHosts } from "../client/mx";
import { LabPair, type LabMember, type OpenedPair } from "../pair";

const INBOX = "INBOX";
/** Seconds after which a host that does not say whether it serves counts as not serving. */
const ANSWER_SECONDS = 20;

/** A pair with one replicated mail volume in a lab, with its witness. Its members are virtual machines. */
export class LabActiveActivePair extends LabPair<ActiveActiveTopology> {
    readonly witness: LabMember;
    /** What clients check the servers' certificates against, PEM. */
    readonly ca: string;
    private turns = 0;

    constructor(opened: OpenedPair<ActiveActiveTopology>) {
        super(opened);
        this.ca = opened.outputs.caCertificate as string;
        this.witness = this.member("witness", opened.topology.witness);
    }

    override get hosts(): LabMember[] {
        return [...this.members, this.witness];
    }

    get users(): MailUser[] {
        return (this.settings.users ?? []) as unknown as MailUser[];
    }

    /** Whether both members serve at a time. */
    get bothServe(): boolean {
        return this.settings.pairMode === "dual-primary";
    }

    otherOf(member: LabMember): LabMember {
        return member === this.a ? this.b : this.a;
    }

    /** Members on which the volume is mounted: one, or both where both serve. Those that are off or stand still do not count. */
    async serving(): Promise<LabMember[]> {
        const asked = this.members.map(async ({ machine }) => {
            if (!machine.running()) return false;
            const { code } = await machine.run("mountpoint -q /srv/mail", { seconds: ANSWER_SECONDS });
            return code === 0;
        });
        const answers = await Promise.all(asked.map((one) => one.catch(() => false)));
        return this.members.filter((_, index) => answers[index]);
    }

    /** Those that serve; throws where none does, or more than may. */
    async servingNow(): Promise<LabMember[]> {
        const serving = await this.serving();
        if (serving.length === 1 || (serving.length === 2 && this.bothServe)) return serving;
        throw new Error(`one member must serve, these do: ${serving.map(({ member }) => member).join(", ") || "none"}`);
    }

    /** The member that the witness names; where one alone serves, it is that one, or this throws. */
    async holder(): Promise<LabMember> {
        const { holder } = await this.lock();
        const found = (await this.servingNow()).find(({ member }) => member === holder);
        if (found) return found;
        throw new Error(`the witness names ${holder}, which does not serve`);
    }

    /** The witness's lock, by its fields. */
    async lock(): Promise<Record<string, string>> {
        const text = await this.witness.machine.succeed(`cat /var/lib/standby-fence/${this.topology.name}/lock`);
        return Object.fromEntries(
            text
                .trim()
                .split("\n")
                .map((line) => line.split(/ (.*)/).slice(0, 2)),
        );
    }

    /** Strangers who send mail to all users, by the MX of the domain: to either member, and to the other one when it is closed. */
    writer(run: string, options: Partial<MailWriterOptions> = {}): MailWriter {
        return new MailWriter({ users: this.users, doors: () => this.doors(), run, ...options });
    }

    /** What a member that serves has of a writer's mails, as users see it there. */
    async count(writer: MailWriter, { address }: LabMember): Promise<MailCount> {
        const server = { address, name: this.topology.serviceName };
        const each = writer.recipients.map(async ({ name, password }) => {
            return [...(await placesOf(server, { user: name, password, ca: this.ca }, INBOX, writer.run))];
        });
        return compareMails(writer, new Map((await Promise.all(each)).flat()));
    }

    /** Can a user log in at this member, by TLS that is verified? */
    async logsIn({ address }: LabMember, [user] = this.users): Promise<boolean> {
        const server = { address, name: this.topology.serviceName };
        const login = { user: user.name, password: user.password, ca: this.ca };
        const line = await ImapLine.open(server, login).catch(() => undefined);
        line?.close();
        return line !== undefined;
    }

    private async doors() {
        const hosts = await mailHosts(this.resolver, this.topology.domains[0]);
        const first = this.turns++ % hosts.length;
        return [...hosts.slice(first), ...hosts.slice(0, first)].map(smtpDoor);
    }
}
