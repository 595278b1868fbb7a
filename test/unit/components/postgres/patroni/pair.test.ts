import assert from "node:assert/strict";
import { find, isSecret, passwordOf, plain, readable, valueOf } from "../../../../helpers/mocks";
import { isAfter, named } from "../../../../helpers/pair";
import { build, existing } from "../sample";

describe("PostgresPair with engine patroni", () => {
    for (const [what, hosts] of [
        ["three Linodes", {}],
        ["three existing hosts", existing],
    ] as const) {
        it(`has a password for orders and a third vote more than a pair, on ${what}, and no secret readable`, async () => {
            const [pair, cluster] = [
                await build({ ...hosts, endpoint: "haproxy" }),
                await build({ ...hosts, endpoint: "haproxy", engine: "patroni" }),
            ];
            assert.deepEqual(cluster.errors, []);
            const more = named(cluster).filter((one) => !named(pair).includes(one));
            assert.deepEqual(more, ["pg-patroni-password RandomPassword", "pg-witness-quorum Command"]);
            assert.deepEqual(
                named(pair).filter((one) => !named(cluster).includes(one)),
                [],
            );
            const secrets = ["pg-patroni-password", "pg-replication-password-1"].map((name) => passwordOf(name, {}));
            for (const { inputs, urn } of cluster.resources) {
                assert.ok(
                    secrets.every((one) => !readable(inputs).includes(one)),
                    urn,
                );
            }
            const { stdin } = find(cluster, "pg-a-service").inputs;
            assert.ok(isSecret(stdin) && plain<string>(stdin).includes(secrets[0]));
        });
    }

    it("goes from the witness to the third vote, the follower, the leader, and who is to lead", async () => {
        const recording = await build({ engine: "patroni", endpoint: "multihost", primary: "b" });
        const order = ["pg-witness-service", "pg-witness-quorum", "pg-a-service", "pg-b-service", "pg-role"];
        const steps = order.map((name) => find(recording, name));
        steps.slice(1).forEach((step, index) => assert.ok(isAfter(step, steps[index]), order[index + 1]));
        assert.equal((await valueOf(recording.pair.topology)).engine, "patroni");
    });

    for (const engine of ["postgres", "patroni"] as const) {
        it(`has the ports of Patroni open in the cloud's firewall with engine ${engine}: the way back needs them`, async () => {
            const { inbounds } = find(await build({ engine, endpoint: "multihost" }), "pg-firewall").inputs as {
                inbounds: { label: string; ports: string }[];
            };
            const { ports } = inbounds.find(({ label }) => label === "service")!;
            assert.equal(ports, "2345, 5432, 2379, 2380, 8008");
        });
    }

    it("opens the ports of its exporters in the cloud's firewall where somebody may ask", async () => {
        const recording = await build({ engine: "patroni", endpoint: "multihost", metricsFrom: ["192.0.2.0/24"] });
        assert.deepEqual(recording.errors, []);
        const { inbounds } = find(recording, "pg-firewall").inputs as { inbounds: { label: string; ports: string }[] };
        assert.match(inbounds.find(({ label }) => label === "service")!.ports, /, 9187, 9100$/);
    });
});
