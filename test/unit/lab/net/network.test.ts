import * as assert from "node:assert/strict";
import { networkOf, vlanBridge, vlanWords } from "../../../../lab/net/network";
import { clashingSlots } from "../../../../lab/net/slot";

describe("lab/net: addresses", () => {
    it("come from the slot", () => {
        assert.deepEqual(networkOf("demo", 26), {
            lab: "demo",
            slot: 26,
            netns: "standby-26",
            gateway: "10.213.26.1",
            dns: "10.213.26.2",
            hostSide: "10.213.26.254",
            subnet: "10.213.26.0/24",
            subnet6: "fd5b:ab:1a::/64",
        });
    });

    it("have a bridge for each VLAN of a region, whose name fits a link", () => {
        const names = [
            ["nl-ams", "db-net"],
            ["eu-central", "db-net"],
            ["nl-ams", "x".repeat(64)],
        ].map(([region, label]) => {
            return vlanBridge(region, label);
        });
        assert.equal(new Set(names).size, 3);
        for (const name of names) assert.match(name, /^vlan-[0-9a-f]{10}$/);
        const ports = [{ bridge: "vlan-1", address: "10.77.0.11/24" }, { bridge: "vlan-2" }];
        assert.deepEqual([vlanWords(ports), vlanWords()], [["vlan-1,10.77.0.11/24", "vlan-2,"], []]);
    });

    it("refuse a slot that is none", () => {
        assert.throws(() => networkOf("demo", 200), { message: 'slot of lab "demo": 200: allowed are 0 to 199' });
    });
});

describe("lab/net: slots that the user's routes take", () => {
    it("counts routes within a slot's subnet, single hosts too", () => {
        assert.deepEqual(clashingSlots([{ dst: "10.213.3.0/24", dev: "eth1" }, { dst: "10.213.5.7" }]), [3, 5]);
    });

    it("counts each slot that a wider route covers, up to /16", () => {
        assert.deepEqual(clashingSlots([{ dst: "10.213.4.0/23", dev: "tun0" }]), [4, 5]);
        assert.equal(clashingSlots([{ dst: "10.213.0.0/16", dev: "tun0" }]).length, 256);
    });

    it("leaves out the lab's own link, other networks, and routes so wide that they work around us", () => {
        const routes = [{ dst: "10.213.3.0/24", dev: "sb3" }, { dst: "10.0.0.0/8", dev: "tun0" }, { dst: "default" }];
        assert.deepEqual(clashingSlots(routes), []);
    });
});
