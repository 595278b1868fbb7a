import { inLab } from "../../helpers/in-lab";
import { drillsSuite } from "../suite";
import { drill, SETTINGS } from "./floating";

describe("an instance of Cyrus with a floating address", function () {
    const at = inLab("cyrus", SETTINGS);

    drillsSuite(at, [drill]);
});
