import assert from "node:assert/strict";
import {
    innerAddress,
    innerNetwork,
    WireguardShape,
    wireguardProblems,
} from "../../../../components/link/inner-network";

const names = Array.from({ length: 500 }, (_, index) => `pair-${index}`);

describe("innerNetwork", () => {
    it("is this one for ever: another one would be a restart of the link", () => {
        assert.equal(innerNetwork("db"), "10.150.93.0/24");
    });

    it("is one that is accepted, whatever the name, and rarely that of another pair", () => {
        const networks = names.map(innerNetwork);
        for (const wireguardNetwork of networks) assert.deepEqual(wireguardProblems({ wireguardNetwork }), []);
        assert.ok(new Set(networks).size > 450, `${new Set(networks).size} networks`);
        for (const network of networks) {
            const [first, second] = network.split(".").map(Number);
            assert.ok(first === 10 && second >= 64 && second < 192, network);
        }
    });
});

describe("innerAddress", () => {
    it("is the first for a and the second for b", () => {
        assert.equal(innerAddress("10.77.12.0/24", "a"), "10.77.12.1");
        assert.equal(innerAddress("10.77.12.0/24", "b"), "10.77.12.2");
    });

    it("of a further member is neither of these, and does not change when others come or go", () => {
        const hosts = names.map((name) => Number(innerAddress("10.77.12.0/24", name.replace("-", "")).split(".")[3]));
        assert.ok(hosts.every((host) => host >= 3 && host <= 254));
        assert.equal(innerAddress("10.77.12.0/24", "dc2"), innerAddress("10.77.12.0/24", "dc2"));
    });
});

describe("wireguardProblems", () => {
    const said = (args: WireguardShape) =>
        wireguardProblems(args).map(({ property, reason }) => `${property}: ${reason}`);

    for (const network of ["10.0.0.0/24", "172.31.255.0/24", "192.168.7.0/24", "100.64.0.0/24", "100.127.3.0/24"]) {
        it(`takes ${network}`, () => assert.deepEqual(said({ wireguardNetwork: network }), []));
    }

    const wrong = ["10.0.0.0/16", "10.0.0.1/24", "10.256.0.0/24", "10.01.0.0/24", "172.32.0.0/24", "192.0.2.0/24"];
    for (const network of [...wrong, "100.128.0.0/24", "fd00::/64", "10.0.0.0/24\n", ""]) {
        it(`refuses ${JSON.stringify(network)}`, () => {
            const reason = `${JSON.stringify(network)} is not a private IPv4 network of 24 bits, like "10.77.12.0/24"`;
            assert.deepEqual(said({ wireguardNetwork: network }), [`wireguardNetwork: ${reason}`]);
        });
    }

    it("refuses a port that is none", () => {
        const reason = "wireguardPort: 53 is out of range: a whole number from 1024 to 65535";
        assert.deepEqual(said({ wireguardPort: 53 }), [reason]);
    });

    it("refuses replicas with one address, where the link is WireGuard", () => {
        const at = (name: string) => innerAddress("10.0.0.0/24", name);
        const twin = Array.from({ length: 5000 }, (_, index) => `dc${index}`).find((name) => at(name) === at("dc"))!;
        const args = { replicas: [{ name: "dc" }, { name: twin }] };
        assert.deepEqual(said({ ...args, link: "wireguard" }), [
            `replicas[1].name: "${twin}" gives the same address inside of WireGuard as "dc": choose another name`,
        ]);
        assert.deepEqual(said(args), []);
    });
});
