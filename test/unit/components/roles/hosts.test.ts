import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { PairHosts, pairHosts, WantedHost } from "../../../../components/roles/hosts";
import { sshKeyFrom } from "../../../../components/host/identity";
import { find, passwordOf, plain, record, valueOf } from "../../../helpers/mocks";
import { descends, isAfter, named, sampleExisting } from "../../../helpers/pair";

const wanted = (key: string, change: Partial<WantedHost> = {}): WantedHost => ({
    ...{ key, hostName: `${key}.example.com`, linode: { region: "de-fra-2" }, existingAddress: "" },
    ...{ packages: ["openssl"], protect: true, ...change },
});
const adopted = (key: string, address: string): WantedHost => {
    return wanted(key, { linode: undefined, existing: sampleExisting("unused"), existingAddress: address });
};
const common = { deployKeyGeneration: 1, adminKeys: [], tcpPorts: [2345, 3306] };

async function build(hosts: WantedHost[]) {
    let made: PairHosts | undefined;
    const recording = await record(() => {
        const parent = new pulumi.ComponentResource("standby:index:TestPair", "db");
        made = pairHosts("db", hosts, common, parent);
    });
    return { ...recording, made: made! };
}

describe("pairHosts", () => {
    it("keeps members of one region on different hardware, and the witness of another region out of it", async () => {
        const recording = await build([wanted("a"), wanted("b"), wanted("witness", { linode: { region: "nl-ams" } })]);
        assert.deepEqual(recording.errors, []);
        const group = find(recording, "db-apart");
        for (const key of ["db-a", "db-b"]) assert.ok(isAfter(find(recording, key, "Instance"), group), key);
        assert.equal("placementGroup" in find(recording, "db-witness", "Instance").inputs, false);
    });

    it("makes a group for each region that holds two", async () => {
        const there = { linode: { region: "nl-ams" } };
        const recording = await build([wanted("a"), wanted("b"), wanted("dc2", there), wanted("witness", there)]);
        assert.deepEqual(
            named(recording).filter((one) => one.endsWith("PlacementGroup")),
            ["db-de-fra-2-apart PlacementGroup", "db-nl-ams-apart PlacementGroup"],
        );
    });

    it("makes no key, firewall or group for hosts that stand already", async () => {
        const recording = await build([adopted("a", "198.51.100.25"), adopted("b", "198.51.100.26")]);
        assert.deepEqual(
            named(recording).filter((one) => /PlacementGroup|Firewall|deploy-key/.test(one)),
            [],
        );
        assert.equal(recording.made.deployPrivateKey, undefined);
        assert.equal(await valueOf(recording.made.all[1].host.address), "198.51.100.26");
    });

    it("opens the cloud's firewall for what the pair serves", async () => {
        const { inputs } = find(await build([wanted("a"), wanted("b")]), "db-firewall");
        const [, service] = plain<{ ports: string }[]>(inputs.inbounds);
        assert.equal(service.ports, "2345, 3306");
        assert.equal(inputs.inboundPolicy, "DROP");
    });

    for (const [power, booted] of [
        ["off", false],
        ["on", true],
        [undefined, undefined],
    ] as const) {
        it(`says booted: ${booted} for power ${power}`, async () => {
            const recording = await build([wanted("a", { power }), wanted("b")]);
            assert.equal(find(recording, "db-a", "Instance").inputs.booted, booted);
            assert.equal("booted" in find(recording, "db-b", "Instance").inputs, false);
        });
    }

    it("asks nothing of a host that is off", async () => {
        const recording = await build([wanted("a", { power: "off" }), wanted("b")]);
        assert.deepEqual(
            named(recording).filter((one) => one.startsWith("db-a ") || one.startsWith("db-a-")),
            ["db-a Instance", "db-a LinodeHost", "db-a-host-key RandomPassword", "db-a-peer-key RandomPassword"],
        );
    });

    it("derives the key of each member toward the others from a secret of its own", async () => {
        const { made } = await build([wanted("a"), adopted("b", "198.51.100.26")]);
        for (const { key, peerKey } of made.all) {
            const expected = sshKeyFrom(passwordOf(`db-${key}-peer-key`, {}), "peer");
            assert.equal((await valueOf(peerKey)).publicKey, expected.publicKey);
        }
    });

    it("puts everything under the pair", async () => {
        const { resources } = await build([wanted("a"), adopted("b", "198.51.100.26"), wanted("witness")]);
        for (const one of resources) assert.ok(descends(one, resources, "TestPair"), one.urn);
    });

    it("protects what it is told to", async () => {
        const recording = await build([wanted("a"), wanted("b", { protect: false })]);
        assert.equal(find(recording, "db-a", "Instance").protect, true);
        assert.equal(find(recording, "db-b", "Instance").protect, false);
    });
});
