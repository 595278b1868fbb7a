import { inLab } from "../../helpers/in-lab";
import { drillsSuite } from "../suite";
import { drill as drained } from "./drained";
import { drill as killed } from "./killed";

/** The timers of the lab's stack fit this mode too. */
describe("an active-active pair of which both members serve", function () {
    drillsSuite(inLab("active-active", { pairMode: "dual-primary" }), [killed, drained]);
});
