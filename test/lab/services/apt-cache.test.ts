import { strict as assert } from "node:assert";
import { attempt } from "../../../lab/net/command";
import { APT_CACHE_PORT, hostDebianSources, servicesHealthy, startAptCache } from "../../../lab/services";
import { eventually } from "../../helpers/eventually";
import { killService, scratchServices, type ScratchServices } from "./scratch-services";

describe("package cache of a lab", function () {
    this.timeout(120_000);
    let lab: ScratchServices;
    before(async () => (lab = await scratchServices("test-apt")));
    after(() => lab.end());

    async function fetchRelease(): Promise<string> {
        const [source] = await hostDebianSources("bookworm");
        const proxy = `http://${lab.net.hostSide}:${APT_CACHE_PORT}`;
        const curl = ["curl", "-sS", "--fail", "--max-time", "20", "--proxy", proxy];
        const url = `${source.uri.replace("https:", "http:")}/dists/${source.suite}/InRelease`;
        const got = await attempt("nsenter", [`--net=/run/netns/${lab.net.netns}`, ...curl, url]);
        assert.equal(got.code, 0, got.stderr);
        return got.stdout;
    }

    it("gives the lab, which has no way to the Internet, what the archive has", async () => {
        await startAptCache(lab.net, lab.dir, console.log);
        assert.match(await fetchRelease(), /Codename: bookworm/);
    });

    it("comes back after a crash, and starting it again changes nothing", async () => {
        killService(lab.dir, "apt-cacher-ng");
        await eventually("it is down", 5, async () => !(await servicesHealthy(lab.net, lab.dir)).aptCache);
        await startAptCache(lab.net, lab.dir);
        await startAptCache(lab.net, lab.dir);
        assert.match(await fetchRelease(), /Codename: bookworm/);
    });

    it("is refused beside another one on the same address", async () => {
        await assert.rejects(startAptCache(lab.net, `${lab.dir}/rival`), /something else serves http:\/\/10\.213\./);
    });
});
