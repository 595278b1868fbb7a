import { budgetMs } from "../../budgets";
import { testLab, type CyrusLab } from "../../helpers/lab";
import { drill as passwordOnWire } from "../cyrus/password-on-wire";
import { drill as primaryLost } from "../cyrus/primary-lost";
import { switchovers } from "../cyrus/switchovers";
import { drillsSuite } from "../suite";

/** The other link: a network of the members' own in the place of TLS tunnels. */
describe("a Cyrus pair whose members are linked by WireGuard", function () {
    let test: CyrusLab | undefined;

    before("bring up the lab and the pair", async function () {
        this.timeout(budgetMs("coldLab"));
        test = await testLab("cyrus", () => undefined, { link: "wireguard" });
    });

    after("take down the lab", async function () {
        this.timeout(budgetMs("destroy"));
        await test?.down();
    });

    drillsSuite(() => test as CyrusLab, [switchovers(2), passwordOnWire, primaryLost]);
});
