import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { hostArgs } from "../../../../components/database/settings";
import { plainSettings, settingsFrom } from "../../../../components/mysql/settings";
import { valueOf } from "../../../helpers/mocks";
import { dc2, existing, sampleArgs, sampleSettings } from "./sample";

describe("settings of a MySqlPair", () => {
    const defaults = {
        ...{ binlogFormat: "MIXED", durability: "semisync", degradeAfterSeconds: 10, selfFenceSeconds: 20 },
        ...{ maxLagSeconds: 30, link: "tls", linkPort: 2345, tunnelUser: "mysql_tunnel", tunnelPort: 4406 },
        ...{ endpointName: "db.example.com", endpointTtlSeconds: 60, binlogKeepDays: 7, mariadbSettings: {} },
        ...{ addressTtlSeconds: 300, adminKeys: [] },
    };
    for (const [name, value] of Object.entries(defaults)) {
        it(`has ${JSON.stringify(value)} for ${name} when nothing is given`, () => {
            assert.deepEqual(plainSettings(sampleArgs())?.[name as keyof typeof defaults], value);
        });
    }

    it("takes names and addresses of all hosts", () => {
        const { names, addresses } = plainSettings(sampleArgs({ ...existing, replicas: [dc2] }))!;
        assert.deepEqual(names, {
            ...{ a: "db1.example.com", b: "db2.example.com", dc2: "db3.example.com", witness: "witness.example.com" },
        });
        assert.deepEqual(addresses, { a: "198.51.100.25", b: "198.51.100.26", witness: "198.51.100.27" });
    });

    it("keeps the order of hosts, since the numbers of servers follow it", () => {
        assert.deepEqual([...hostArgs(sampleArgs({ replicas: [dc2] })).keys()], ["a", "b", "dc2", "witness"]);
    });

    for (const [what, value] of [
        ["an Output", pulumi.output(12)],
        ["a secret", pulumi.secret(12)],
        ["a promise", Promise.resolve(12)],
    ] as const) {
        it(`waits for ${what} and then fills in the same`, async () => {
            const args = sampleArgs({ maxLagSeconds: value });
            assert.equal(plainSettings(args), undefined);
            assert.deepEqual(await valueOf(settingsFrom(args)), sampleSettings({ maxLagSeconds: 12 }));
        });
    }

    it("names the endpoint after a zone that is known late", async () => {
        const settings = await valueOf(settingsFrom(sampleArgs({ zone: pulumi.output("example.com") })));
        assert.equal(settings.endpointName, "db.example.com");
    });

    it("sees an Output deep inside a record", () => {
        assert.equal(
            plainSettings(sampleArgs({ mariadbSettings: { max_connections: pulumi.secret("9") } })),
            undefined,
        );
    });
});
