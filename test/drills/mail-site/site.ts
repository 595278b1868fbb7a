import type { BackupMxTopology } from "../../../components/backup-mx/topology";
import type { CyrusInstanceTopology, CyrusTopology } from "../../../components/cyrus/topology";
import type { MailCount } from "../../../lab/client/mails";
import type { MailWriter } from "../../../lab/client/mail-writer";
import { ensureEngine } from "../../../lab/engine/find";
import { succeeded, type PulumiResult } from "../../../lab/engine/pulumi";
import { labDown, labUp, type Lab } from "../../../lab/lab";
import { settingsOf, type ConfigChange } from "../../../lab/pair";
import { LabBackupMxPair } from "../../../lab/pair/backup-mx";
import { LabCyrusPair } from "../../../lab/pair/cyrus";
import { budget } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import { drained } from "../cyrus/pair";
import { runName, waiting } from "../mail";

/** As many strangers as Cyrus and its replication keep up with on two cores. */
const STEADY = { connections: 2, restMs: 150 };

interface SiteOutputs {
    mx: { topology: BackupMxTopology };
    imap: { topology: CyrusTopology };
    caCertificates: { imap: string };
}

/** Two MXs in front of a Cyrus pair, of the project's own stack, in a lab of their own. */
export class MailSite {
    private constructor(
        private readonly lab: Lab,
        readonly mx: LabBackupMxPair,
        readonly imap: LabCyrusPair,
    ) {}

    static async up(name: string): Promise<MailSite> {
        const engine = await ensureEngine(() => undefined);
        const lab = await labUp(name, () => undefined, { zones: ["example.test"] });
        const config = { clientsFrom: [`${lab.net.hostSide}/32`], primary: "a" };
        const pulumi = await lab.pulumi(engine, { stack: "lab-mail-site", config });
        succeeded(await pulumi.up());
        const { mx, imap, caCertificates } = (await pulumi.output()) as unknown as SiteOutputs;
        const opened = { lab, pulumi, settings: await settingsOf(pulumi) };
        const outputs = { caCertificate: caCertificates.imap };
        return new MailSite(
            lab,
            new LabBackupMxPair({ ...opened, topology: mx.topology, outputs: {} }),
            new LabCyrusPair({ ...opened, topology: imap.topology, outputs }),
        );
    }

    down(): Promise<void> {
        return labDown(this.lab.name);
    }

    async change(change: ConfigChange): Promise<PulumiResult> {
        return succeeded(await this.mx.up(change));
    }

    get instance(): CyrusInstanceTopology {
        return this.imap.instance();
    }

    /** Strangers who send to the users, by either MX in turn. */
    strangers(what: string): Promise<MailWriter> {
        return this.imap.writer(this.instance, "smtp", runName(what), STEADY);
    }

    /** Waits until no host of the site keeps mail, and counts what users of the primary of now see. */
    async count(writer: MailWriter): Promise<MailCount> {
        await eventually("no mail waits", budget("flush") * 2, async () => {
            for (const host of this.mx.members) {
                const count = await waiting(host);
                if (count > 0) throw new Error(`${host.name}: ${count} mails wait`);
            }
            return drained(this.imap);
        });
        return this.imap.count(this.instance, await this.imap.primaryNow(this.instance), "smtp", writer);
    }
}
