import assert from "node:assert/strict";
import { topology } from "../../../../components/database/topology";
import { MARIADB } from "../../../../components/mysql/server";
import { plainSettings } from "../../../../components/mysql/settings";
import { dc2, sampleArgs } from "../mysql/sample";

const hosts = {
    a: { address: "203.0.113.10", instanceId: "1001" },
    b: { address: "203.0.113.20", instanceId: "1002" },
    dc2: { address: "203.0.113.30", instanceId: "1003" },
    witness: { address: "203.0.113.40" },
};
const settings = plainSettings(sampleArgs({ replicas: [dc2] }))!;
const found = { hosts, promotable: ["a", "b"], primary: "b", endpoint: "dns" } as const;
const A = { type: "A", ttl: 300 };
const own = [
    { ...A, name: "db1.example.com", content: "203.0.113.10" },
    { ...A, name: "db2.example.com", content: "203.0.113.20" },
    { ...A, name: "db3.example.com", content: "203.0.113.30" },
    { ...A, name: "witness.example.com", content: "203.0.113.40" },
];
const moving = (content: string) => ({ name: "db.example.com", type: "A", content, ttl: 60 });

describe("topology of a pair of databases", () => {
    it("tells members with their roles, replicas, witness and records", () => {
        assert.deepEqual(topology("db", settings, found, MARIADB), {
            ...{ pair: "mysql", name: "db", zone: "example.com", primary: "b", port: 3306 },
            members: {
                a: { name: "db1.example.com", role: "standby", managed: true, ...hosts.a },
                b: { name: "db2.example.com", role: "primary", managed: true, ...hosts.b },
            },
            replicas: [{ key: "dc2", name: "db3.example.com", promotable: false, ...hosts.dc2 }],
            witness: { name: "witness.example.com", address: "203.0.113.40" },
            records: [...own, moving("203.0.113.20")],
        });
    });

    it("tells which replicas may be promoted", () => {
        const { replicas } = topology("db", settings, { ...found, promotable: ["a", "b", "dc2"] }, MARIADB);
        assert.equal(replicas[0].promotable, true);
    });

    for (const [endpoint, records] of [
        ["haproxy", [moving("203.0.113.10"), moving("203.0.113.20")]],
        ["multihost", []],
    ] as const) {
        it(`has ${records.length} moving records with ${endpoint}`, () => {
            assert.deepEqual(topology("db", settings, { ...found, endpoint }, MARIADB).records, [...own, ...records]);
        });
    }
});
