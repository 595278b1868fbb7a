import { inLab } from "../../helpers/in-lab";
import { paritySuite } from "../../lab/backup-mx/parity";
import { queueSuite } from "../../lab/backup-mx/queue";
import { relaySuite } from "../../lab/backup-mx/relay";
import { drill as backupDead } from "../backup-mx/backup-dead";
import { drill as backupFull } from "../backup-mx/backup-full";
import { drill as primaryDead } from "../backup-mx/primary-dead";
import { drillsSuite } from "../suite";

/**
 * Exim on both hosts, and on the backup of a primary with Postfix: the same promises, but for one-domain: Exim sends what waits
 * for the same host along on one connection. Part of `npm run drills`.
 */
for (const primaryMta of ["exim", "postfix"]) {
    describe(`a backup-MX pair, its primary with ${primaryMta}, its backup with Exim`, () => {
        // The list of recipients is pulled to a backup with Postfix alone.
        const at = inLab("backup-mx", { primaryMta, backupMta: "exim", recipientsFrom: {} });

        relaySuite(at);
        paritySuite(at);
        queueSuite(at);
        drillsSuite(at, [primaryDead, backupDead, backupFull]);
    });
}
