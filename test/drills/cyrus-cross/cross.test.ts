import { inLab } from "../../helpers/in-lab";
import { drillsSuite } from "../suite";
import { crossLost } from "./cross-lost";
import { ringSettings } from "./ring";

for (const hosts of [
    ["a", "b"],
    ["a", "b", "c"],
]) {
    describe(`instances of Cyrus on ${hosts.length} hosts, each the primary of one`, () => {
        drillsSuite(inLab("cyrus", ringSettings(hosts)), [crossLost(hosts)]);
    });
}
