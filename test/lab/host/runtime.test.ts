import { RuntimeLab, type Host } from "../../helpers/runtime";
import { adoptedHost } from "./adopted";
import { changes } from "./changes";
import { data } from "./data";
import { disk } from "./disk";
import { drift } from "./drift";
import { failures } from "./failures";
import { firstRun } from "./first-run";
import { kills } from "./kills";
import { transport } from "./transport";

/** The hosts that all tests of the runtime share; each test leaves them as healthy as it found them. */
export interface Hosts {
    lab: RuntimeLab;
    /** A primary MX. */
    a: Host;
    /** A backup MX. */
    b: Host;
}

describe("the runtime on a host", function () {
    this.timeout(180_000);
    const hosts = {} as Hosts;

    before(async () => {
        hosts.lab = await RuntimeLab.start("test-runtime");
        [hosts.a, hosts.b] = await Promise.all([hosts.lab.machine(1), hosts.lab.machine(2)]);
    });
    after(() => hosts.lab?.end());

    describe("at first", () => firstRun(hosts));
    describe("for a change", () => changes(hosts));
    describe("over a bad line, or twice", () => transport(hosts));
    describe("with data", () => data(hosts));
    describe("when it fails", () => failures(hosts));
    describe("on a full disk", () => disk(hosts));
    describe("after a drift", () => drift(hosts));
    describe("of somebody else", () => adoptedHost(hosts));
    describe("when it is killed", () => kills(hosts));
});
