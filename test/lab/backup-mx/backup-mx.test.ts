import { budgetMs } from "../../budgets";
import { drillsSuite } from "../../drills/suite";
import { inLab } from "../../helpers/in-lab";
import { adoptedSuite } from "./adopted";
import { destroySuite } from "./destroy";
import { shortDrills } from "./drills";
import { identitySuite } from "./identity";
import { importSuite } from "./import";
import { refusalsSuite } from "./refusals";
import { paritySuite } from "./parity";
import { queueSuite } from "./queue";
import { relaySuite } from "./relay";
import { rotateKeySuite } from "./rotate-key";
import { scanSuite } from "./scan";
import { secretsSuite } from "./secrets";
import { upSuite } from "./up";
import { visibilitySuite } from "./visibility";

/** Real `up`s on real machines. One lab and one pair for all, in this order; the last suite takes them down. */
describe("a backup-MX pair in the lab", function () {
    this.timeout(budgetMs("up"));
    const at = inLab("backup-mx");

    upSuite(at);
    relaySuite(at);
    paritySuite(at);
    queueSuite(at);
    scanSuite(at);
    refusalsSuite(at);
    drillsSuite(at, shortDrills);
    adoptedSuite(at);
    importSuite(at);
    rotateKeySuite(at);
    visibilitySuite(at);
    identitySuite(at);
    secretsSuite(at);
    destroySuite(at);
});
