import assert from "node:assert/strict";
import { type Props, revealed } from "../../../../lab/plugins/values";
import { FakeApi } from "./fake-api";
import { PluginProcess } from "./plugin-process";

const TOKEN = "linode:index/instance:Instance";
const INPUTS: Props = { region: "eu", type: "g6-nanode-1", image: "linode/debian12", label: "db-a" };
const vlan = (ipamAddress: string): Props => ({ purpose: "vlan", label: "db-net", ipamAddress });
const PROFILE = "/linode/instances/1000/configs";

describe("linode Instance, its interfaces", () => {
    let api: FakeApi;
    let plugin: PluginProcess;
    const checked = async (more: Props = {}) => (await plugin.check(TOKEN, { ...INPUTS, ...more })).inputs;
    const made = async (more: Props = {}) => {
        const inputs = await checked(more);
        const { id, outs } = await plugin.create(TOKEN, inputs);
        return { id, state: revealed(outs), inputs };
    };
    /** The profile as the API shows it once it has these interfaces. */
    const profile = (...addresses: string[]) => {
        const vlans = addresses.map((address, index) => {
            return { id: 8 + index, purpose: "vlan", label: "db-net", ipam_address: address, active: true };
        });
        const nothing = { label: null, ipam_address: null, ip_ranges: [], vpc_id: null };
        const interfaces = [{ id: 7, purpose: "public", active: true, ...nothing }, ...vlans];
        api.things.set(`${PROFILE}/5`, { id: 5, label: "profile", devices: {}, interfaces });
    };

    beforeEach(async () => {
        api = new FakeApi();
        plugin = await PluginProcess.start("linode");
        await plugin.configure({ token: "t", url: await api.start() });
    });
    afterEach(async () => {
        await plugin.stop();
        await api.stop();
    });

    it("go to the API in its words, and come back with ids", async () => {
        profile("10.77.0.11/24");
        const { state } = await made({ interfaces: [{ purpose: "public" }, vlan("10.77.0.11/24")] });
        const { body } = api.calls.find(({ method }) => method === "POST")!;
        assert.deepEqual(body.interfaces, [
            { purpose: "public" },
            { purpose: "vlan", label: "db-net", ipam_address: "10.77.0.11/24" },
        ]);
        assert.deepEqual(state.interfaces, [
            { id: 7, purpose: "public", active: true, ipRanges: [] },
            { id: 8, active: true, ...vlan("10.77.0.11/24") },
        ]);
    });

    it("are none, and no difference, where the program gives none", async () => {
        profile("10.77.0.11/24");
        const old = await made();
        assert.equal("interfaces" in api.calls.find(({ method }) => method === "POST")!.body, false);
        assert.deepEqual(old.state.interfaces, []);
        assert.deepEqual((await plugin.diff(TOKEN, old.id, old, old.inputs)).detailed, {});
    });

    it("change in place, with a reboot", async () => {
        profile("10.77.0.11/24");
        const old = await made({ interfaces: [{ purpose: "public" }, vlan("10.77.0.11/24")] });
        assert.deepEqual((await plugin.diff(TOKEN, old.id, old, old.inputs)).detailed, {});
        const news = await checked({ interfaces: [{ purpose: "public" }, vlan("10.77.0.12/24")] });
        const diff = await plugin.diff(TOKEN, old.id, old, news);
        assert.deepEqual([diff.replaces, Object.keys(diff.detailed)], [[], ["interfaces[1].ipamAddress"]]);
        await plugin.update(TOKEN, old.id, old, news);
        const put = api.calls.find(({ method }) => method === "PUT")!;
        assert.equal(put.path, `${PROFILE}/5`);
        assert.deepEqual(put.body.interfaces, [
            { purpose: "public" },
            { purpose: "vlan", label: "db-net", ipam_address: "10.77.0.12/24" },
        ]);
        assert.equal(api.count("POST", /1000\/reboot$/), 1);
    });

    it("go when the program gives none any more, without a reboot of a machine that is to be off", async () => {
        profile("10.77.0.11/24");
        const old = await made({ interfaces: [{ purpose: "public" }, vlan("10.77.0.11/24")] });
        const state = await plugin.update(TOKEN, old.id, old, await checked({ booted: false }));
        assert.deepEqual(api.calls.find(({ method }) => method === "PUT")!.body.interfaces, []);
        assert.deepEqual(revealed(state).interfaces, []);
        assert.equal(api.count("POST", /reboot$/), 0);
        assert.equal(api.count("POST", /shutdown$/), 1);
    });

    it("are refused without an image, and with a purpose that there is not", async () => {
        const { failures } = await plugin.check(TOKEN, {
            region: "eu",
            interfaces: [{ purpose: "public" }, { purpose: "lan" }],
        });
        assert.deepEqual(
            failures.map(({ property, reason }) => `${property}: ${reason}`),
            [
                'interfaces: "interfaces" needs "image" to be set',
                "interfaces[1].purpose: expected one of public, vlan, vpc, got lan",
            ],
        );
    });
});
