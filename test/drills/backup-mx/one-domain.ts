/*
 * Situation: mail for two domains waits at the backup while the primary is back, and nobody has asked for it yet.
 * Promise:   flushing one domain hands over its mail and leaves the other's where it is; flushing all empties the queue.
 * Origin:    one backup serves many sites: the return of one must not wake the mail of all (postqueue -s, not -f).
 */
import { mailsOf } from "../../../lab/client/mailbox";
import type { LabBackupMxPair } from "../../../lab/pair/backup-mx";
import { budget } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import { Promises, type Drill } from "../drill";
import { greets, primaryAsks, runName, serverOf, waiting } from "../mail";

const OTHER = 30;
const ASKED = 40;

export const drill: Drill<LabBackupMxPair> = {
    name: "one-domain",
    situation: "mail for two domains waits, the primary is back, one domain is flushed",
    promise: "the mail of that domain is handed over, the other's waits; a flush of all hands over the rest",
    origin: "one backup for many sites",

    async run(pair: LabBackupMxPair, tell) {
        const promises = new Promises();
        const second = `lists.${pair.domain}`;
        const { domains } = pair.settings;
        const widened = await pair.up({
            domains: [pair.domain, second],
            recipients: [...pair.recipients, `list@${second}`],
        });
        promises.expect(widened.code === 0, "an up adds a domain", widened.errors);
        await primaryAsks(pair, false);
        await pair.b.machine.succeed("systemctl stop standby-flush");
        await pair.a.machine.succeed(`systemctl stop ${serverOf(pair, "a")}`);
        const [first, other] = [runName("asked"), runName("other")];
        await pair.sender(other, { only: pair.b.name }).send(1, OTHER);
        await pair.sender(first, { only: pair.b.name, recipients: [`list@${second}`] }).send(1, ASKED);
        await eventually("each has been tried", budget("delivery"), async () => {
            const { stdout } = await pair.b.standby("queue list");
            return stdout.split("\n    to ").length === OTHER + ASKED + 1 && !/to [^:\n]*$/m.test(stdout);
        });
        await pair.a.machine.succeed(`systemctl start ${serverOf(pair, "a")}`);
        await greets(pair.a);

        await pair.b.machine.succeed(`standby queue flush ${second}`);
        const arrived = async (run: string) => (await mailsOf(pair.a.machine, run)).size;
        await eventually(
            "the one domain's mail arrives",
            budget("flush"),
            async () => (await arrived(first)) === ASKED,
        );
        const left = await waiting(pair.b);
        const early = await arrived(other);
        tell(`${ASKED} mails for ${second} are handed over; ${left} for ${pair.domain} wait`);
        promises.expect(left === OTHER && early === 0, "the other domain's mail waits", { left, early });

        await pair.b.machine.succeed("standby flush");
        await eventually("the rest arrives", budget("flush"), async () => (await arrived(other)) === OTHER);
        await primaryAsks(pair, true);
        const back = await pair.up({ domains, recipients: pair.recipients });
        promises.expect(back.code === 0, "an up takes the domain away again", back.errors);
        await pair.b.machine.succeed("systemctl start standby-flush");
        const numbers = { "of one domain": ASKED, "of the other": OTHER, "left by the first flush": left };
        return { numbers, broken: promises.broken };
    },
};
