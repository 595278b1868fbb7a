import type { MailPolicyArgs } from "../../../components/backup-mx/policy/args";
import { EICAR_SIGNATURE } from "../../../lab/client/bad-content";
import { succeeded } from "../../../lab/engine/pulumi";
import type { ConfigChange } from "../../../lab/pair";
import { serveSignatures, type SignatureServer } from "../../../lab/services/signatures";
import { budgetMs } from "../../budgets";
import { inLab } from "../../helpers/in-lab";
import { paritySuite } from "../../lab/backup-mx/parity";
import { filtersSuite } from "../../lab/backup-mx/filters";
import { filtersAlikeSuite } from "../../lab/backup-mx/filters-alike";
import { drillsSuite } from "../suite";
import { drill as filtersDead } from "./filters-dead";
import { filtersInLab } from "./with-filters";

/** Within a `describe`: a pair with every filter on both hosts, and what it promises. */
export function everyFilterSuite(settings: ConfigChange = {}): void {
    const at = inLab("backup-mx", settings);
    let signatures: SignatureServer;
    let policy: MailPolicyArgs;

    before("switch the filters on", async function () {
        this.timeout(budgetMs("coldUp"));
        const { pair, lab } = at();
        signatures = await serveSignatures(lab.net, EICAR_SIGNATURE);
        policy = filtersInLab(lab.net.gateway, signatures.url);
        succeeded(await pair.up({ policy: policy as never, identity: { dkimGeneration: 1 } }));
    });
    after(() => signatures?.close());

    paritySuite(at, { filtered: true });
    filtersSuite(at, () => policy);
    filtersAlikeSuite(at, () => policy);
    drillsSuite(at, [filtersDead]);
}
