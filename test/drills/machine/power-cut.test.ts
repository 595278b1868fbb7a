import type { LabPairs } from "../../../lab/kinds";
import { memberLabels } from "../../../lab/members";
import type { ConfigChange } from "../../../lab/pair";
import { EMULATION } from "../../budgets";
import { inLab } from "../../helpers/in-lab";
import { backupDead } from "../backup-mx/backup-dead";
import { primaryDead } from "../backup-mx/primary-dead";
import { powerCuts } from "../cyrus/power-cuts";
import { drill as primaryLost } from "../database/primary-lost";
import type { Drill } from "../drill";
import { drillsSuite } from "../suite";

/** Fewer than in containers: an emulated machine takes some in a second. */
const MAILS = 200;
/**
 * ext4 writes down every 5 s what was removed (commit=5, ext4(5)): a mail that was delivered in the last of them is in the mailbox, and
 * after a power cut in the queue again. At 3 to 4 mails a second, beside the 2 of the drill itself.
 */
const MOST_TWICE = 2 + 5 * 4;
/** Of one pair of Cyrus hosts: a boot in emulation takes a minute. */
const CUTS = 4;
/** A database that nothing is stored of elsewhere: a first full backup takes minutes in emulation, and proves nothing here. */
const NO_BACKUPS = { backupDirectory: "" };

/**
 * The drills that cut a member's power, on virtual machines: what a page cache had dies with the machine, so what was acknowledged
 * must have been synced. In containers the same drills show the death of processes. Witnesses lose no power here, and stay containers.
 */
powerCut("backup-mx", [primaryDead(MAILS, MOST_TWICE), backupDead(MAILS)]);
powerCut("mysql", [primaryLost], NO_BACKUPS);
powerCut("postgres", [primaryLost], NO_BACKUPS);
powerCut("cyrus", [powerCuts(CUTS)]);

function powerCut<K extends keyof LabPairs>(kind: K, drills: Drill<LabPairs[K]>[], settings?: ConfigChange): void {
    describe(`power cuts of virtual machines: ${kind}`, () => {
        drillsSuite(inLab(kind, settings, memberLabels(kind)), drills, EMULATION);
    });
}
