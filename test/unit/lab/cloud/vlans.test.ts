import * as assert from "node:assert/strict";
import { LINODE, TestCloud } from "./running-cloud";

const PATH = "/linode/instances";
const PUBLIC = { purpose: "public" };
const vlan = (address: string | null = "10.77.0.11/24", label = "db-net") => {
    return { purpose: "vlan", label, ipam_address: address };
};

describe("local cloud: VLANs", () => {
    let cloud: TestCloud;
    beforeEach(async () => (cloud = await TestCloud.start()));
    afterEach(() => cloud.end());

    const refused = async (interfaces: unknown, body: object = {}) =>
        (await cloud.linode("POST", PATH, { ...LINODE, interfaces, ...body })).body.errors;
    const profile = async (id: number) => (await cloud.linode("GET", `${PATH}/${id}/configs`)).body.data[0];

    it("shows the interfaces in the boot profile, and boots the machine in its VLANs", async () => {
        const { id } = await cloud.runningLinode("db-a", { interfaces: [PUBLIC, vlan(), vlan(null, "other")] });
        const none = { vpc_id: null, subnet_id: null, ipv4: null, ip_ranges: [], active: true, primary: false };
        assert.deepEqual((await profile(id)).interfaces, [
            { id: 1001, purpose: "public", label: null, ipam_address: null, ...none },
            { id: 1002, purpose: "vlan", label: "db-net", ipam_address: "10.77.0.11/24", ...none },
            { id: 1003, purpose: "vlan", label: "other", ipam_address: null, ...none },
        ]);
        assert.deepEqual(cloud.ground.vlans.get(id), [
            { region: "eu-central", label: "db-net", address: "10.77.0.11/24" },
            { region: "eu-central", label: "other" },
        ]);
    });

    it("has none in the boot profile of a Linode that was made without, and no rules for VLANs", async () => {
        const { id } = await cloud.runningLinode("db-a");
        assert.deepEqual((await profile(id)).interfaces, []);
        assert.deepEqual(cloud.ground.vlans.get(id), []);
        assert.equal(cloud.ground.rules.vlanCuts, undefined);
    });

    it("changes them in the profile at once, in the machine at its next boot", async () => {
        const { id } = await cloud.runningLinode("db-a");
        const path = `${PATH}/${id}/configs/${(await profile(id)).id}`;
        const changed = await cloud.linode("PUT", path, { interfaces: [PUBLIC, vlan()] });
        assert.deepEqual([changed.status, changed.body.interfaces[1].label], [200, "db-net"]);
        assert.deepEqual(cloud.ground.vlans.get(id), []);
        await cloud.linode("POST", `${PATH}/${id}/reboot`);
        await cloud.idle();
        assert.equal(cloud.ground.vlans.get(id)?.[0].label, "db-net");
        await cloud.linode("PUT", path, { interfaces: [] });
        await cloud.linode("POST", `${PATH}/${id}/shutdown`);
        await cloud.idle();
        await cloud.linode("POST", `${PATH}/${id}/boot`);
        await cloud.idle();
        assert.deepEqual(cloud.ground.vlans.get(id), []);
        assert.equal((await cloud.linode("PUT", `${PATH}/${id}/configs/1`, { interfaces: [] })).status, 404);
        assert.deepEqual((await cloud.linode("PUT", path, { kernel: "x" })).body.errors, [
            { reason: "The lab does not change kernel of a configuration profile", field: "kernel" },
        ]);
    });

    it("wants a name, a public eth0 and what an interface of its purpose can have", async () => {
        const problems = await refused([
            { purpose: "public", label: "x", ipam_address: "10.0.0.1/8" },
            { purpose: "vlan", ipam_address: "10.0.0.1" },
            { purpose: "bridge" },
        ]);
        assert.deepEqual(problems, [
            { reason: "Public interfaces cannot have a label", field: "interfaces[0].label" },
            { reason: "Public interfaces cannot have an address", field: "interfaces[0].ipam_address" },
            { reason: "label is required for vlan interfaces", field: "interfaces[1].label" },
            { reason: "Must be an IPv4 address in CIDR notation", field: "interfaces[1].ipam_address" },
            { reason: "Must be one of public, vlan, vpc", field: "interfaces[2].purpose" },
        ]);
        for (const [interfaces, reason, field] of [
            ["public", "Must be an array", "interfaces"],
            [
                [PUBLIC, vlan("x", "a"), vlan("y", "b"), vlan("z", "c")],
                "A Linode has at most 3 interfaces",
                "interfaces",
            ],
            [[PUBLIC, PUBLIC], "Only one public interface is allowed", "interfaces"],
            [[PUBLIC, vlan(), vlan("10.1.0.1/8")], "Label must be unique among the Linode's interfaces", "interfaces"],
            [
                [PUBLIC, vlan(), vlan("10.77.0.11/24", "b")],
                "ipam_address must be unique among the Linode's interfaces",
                "interfaces",
            ],
            [
                [PUBLIC, vlan(null, "a_b")],
                "Label must be 1-64 ASCII letters, numbers and dashes",
                "interfaces[1].label",
            ],
            [[PUBLIC, { purpose: "vpc" }], "vpc interfaces are not offered by the lab", "interfaces[1].purpose"],
            [
                [PUBLIC, { ...vlan(), subnet_id: 5 }],
                "subnet_id is for vpc interfaces, which the lab does not offer",
                "interfaces[1].subnet_id",
            ],
            [[vlan(), PUBLIC], "The lab reaches its machines by eth0: the first interface must be the public one", ""],
        ] as const) {
            assert.deepEqual((await refused(interfaces))[0], { reason, field: field || "interfaces" });
        }
        const [bare] = await refused([PUBLIC, vlan()], { image: undefined });
        assert.equal(bare.reason, "interfaces need an image: they belong to the configuration profile made from it");
    });

    it("holds ten VLANs in a region, and as many in another one", async () => {
        for (let index = 0; index < 10; index++) {
            await cloud.runningLinode(`db-${index}`, { interfaces: [PUBLIC, vlan(null, `net-${index}`)] });
        }
        const [problem] = await refused([PUBLIC, vlan(null, "net-10")]);
        assert.deepEqual(problem, { reason: "A region holds at most 10 VLANs", field: "interfaces" });
        await cloud.runningLinode("db-more", { interfaces: [PUBLIC, vlan(null, "net-9")] });
        await cloud.runningLinode("db-there", { region: "nl-ams", interfaces: [PUBLIC, vlan(null, "net-10")] });
    });

    it("cuts within VLANs what is cut between two machines, not between a machine and an address", async () => {
        const a = await cloud.runningLinode("db-a", { interfaces: [PUBLIC, vlan()] });
        const b = await cloud.runningLinode("db-b");
        assert.deepEqual(cloud.ground.rules.vlanCuts, []);
        await cloud.lab.cut("db-a", "10.213.5.254");
        assert.deepEqual(cloud.ground.rules.vlanCuts, []);
        await cloud.lab.cut("db-a", "db-b", { oneWay: true });
        assert.deepEqual(cloud.ground.rules.vlanCuts, [{ from: a.id, to: b.id }]);
        await cloud.lab.heal();
        await cloud.lab.cut("db-a", "db-b");
        assert.deepEqual(cloud.ground.rules.vlanCuts, [
            { from: a.id, to: b.id },
            { from: b.id, to: a.id },
        ]);
        await cloud.lab.heal("db-b", "db-a");
        assert.deepEqual(cloud.ground.rules.vlanCuts, []);
    });
});
