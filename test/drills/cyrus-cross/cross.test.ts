import { inLab } from "../../helpers/in-lab";
import { drillsSuite } from "../suite";
import { drill, SETTINGS } from "./cross-lost";

describe("two instances of Cyrus on two hosts", function () {
    const at = inLab("cyrus", SETTINGS);

    drillsSuite(at, [drill]);
});
