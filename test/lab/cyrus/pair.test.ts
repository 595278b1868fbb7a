import { drill as passwordOnWire } from "../../drills/cyrus/password-on-wire";
import { powerCuts } from "../../drills/cyrus/power-cuts";
import { drill as primaryLost } from "../../drills/cyrus/primary-lost";
import { switchovers } from "../../drills/cyrus/switchovers";
import { drillsSuite } from "../../drills/suite";
import { budgetMs } from "../../budgets";
import { inLab } from "../../helpers/in-lab";
import { cyrusMailSuite } from "./mail";
import { cyrusRolesSuite } from "./roles";
import { cyrusScanSuite } from "./scan";
import { cyrusUpSuite } from "./up";

/** `npm run drills` does these more often, and has all other drills. */
const SWITCHES = 3;
const CUTS = 3;

/** Real `up`s on real machines. One lab and one pair for all, in this order. */
describe("a Cyrus pair in the lab", function () {
    this.timeout(budgetMs("up"));
    const at = inLab("cyrus");

    cyrusUpSuite(at);
    cyrusMailSuite(at);
    cyrusRolesSuite(at);
    // Last of those that ask for a role: they end wherever the role is then.
    drillsSuite(at, [switchovers(SWITCHES), primaryLost, powerCuts(CUTS), passwordOnWire]);
    cyrusScanSuite(at);
});
