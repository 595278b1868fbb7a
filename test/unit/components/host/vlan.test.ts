import assert from "node:assert/strict";
import { LinodeVlanArgs, VlanHost, vlanProblems } from "../../../../components/host/vlan";

const host = (property: string, vlan: Partial<LinodeVlanArgs> = {}, region = "nl-ams"): VlanHost => {
    return [property, { region, vlan: { label: "db-net", address: "10.77.0.11/24", ...vlan } }];
};
const told = (...hosts: VlanHost[]) => vlanProblems(hosts).map(({ property, reason }) => `${property}: ${reason}`);

describe("vlanProblems", () => {
    it("finds none in hosts without a VLAN, and in good ones", () => {
        const addresses = ["10.0.0.1/8", "172.31.255.254/16", "192.168.0.255/23", "10.77.0.5/30"];
        const good = addresses.map((address, index) => host(`${index}`, { address }));
        const longest = host("b", { label: `A-${"9".repeat(62)}` });
        assert.deepEqual(told(["a", undefined], ["c", { region: "nl-ams" }], longest, ...good), []);
    });

    for (const label of ["", "db_net", "db net", "dä", "x".repeat(65)]) {
        it(`refuses the name "${label.slice(0, 10)}" of ${label.length} characters`, () => {
            const reason = `${JSON.stringify(label)} cannot name a VLAN: 1 to 64 letters, digits and hyphens`;
            assert.deepEqual(told(host("a", { label })), [`a.linode.vlan.label: ${reason}`]);
        });
    }

    const bad = ["", "10.77.0.11", "10.77.0.11/7", "10.77.0.11/31", "10.77.0.11/024", "10.77.0.256/24", "11.0.0.1/24"];
    for (const address of [...bad, "172.32.0.1/16", "192.169.0.1/24", "fd00::1/64", "10.77.0.11/24/24"]) {
        it(`refuses the address "${address}"`, () => {
            const form = "a private IPv4 address with the length of its network, 8 to 30";
            const reason = `"${address}" is not ${form}, like "10.77.0.11/24"`;
            assert.deepEqual(told(host("a", { address })), [`a.linode.vlan.address: ${reason}`]);
        });
    }

    for (const address of ["10.77.0.0/24", "10.77.0.255/24", "10.77.0.16/28", "10.77.1.255/23"]) {
        it(`refuses the address "${address}", which is that of a whole network`, () => {
            const why = "is the first or last address of its network, which no host can have: take one in between";
            assert.deepEqual(told(host("a", { address })), [`a.linode.vlan.address: "${address}" ${why}`]);
        });
    }

    it("refuses one address for two hosts of one VLAN, whatever the length, and not in two VLANs", () => {
        const twin = host("replicas[0]", { address: "10.77.0.11/16" });
        assert.deepEqual(told(host("a"), host("b", { label: "other" }), host("witness", {}, "us-east"), twin), [
            'replicas[0].linode.vlan.address: "10.77.0.11/16" is the address of a too: each needs one of its own',
        ]);
    });
});
