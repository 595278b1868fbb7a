import { budgetMs } from "../../budgets";
import { inLab } from "../../helpers/in-lab";
import { drill as passwordOnWire } from "../cyrus/password-on-wire";
import { drill as primaryLost } from "../cyrus/primary-lost";
import { switchovers } from "../cyrus/switchovers";
import { drillsSuite } from "../suite";

/** The other link: a network of the members' own in the place of TLS tunnels. */
describe("a Cyrus pair whose members are linked by WireGuard", function () {
    this.timeout(budgetMs("up"));
    drillsSuite(inLab("cyrus", { link: "wireguard" }), [switchovers(2), passwordOnWire, primaryLost]);
});
