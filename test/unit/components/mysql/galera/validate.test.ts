import assert from "node:assert/strict";
import type { MySqlPairArgs } from "../../../../../components/mysql/args";
import { shapeProblems } from "../../../../../components/mysql/shape";
import { args } from "./sample";

const told = (more: Partial<MySqlPairArgs>) =>
    shapeProblems("db", args(more)).map(({ property, reason }) => `${property}: ${reason}`);

describe("what engine galera is told", () => {
    it("takes the least: an engine and its endpoint", () => {
        assert.deepEqual(told({}), []);
        assert.deepEqual(
            told({ galera: { cacheMegabytes: 2048, providerOptions: { "evs.suspect_timeout": "PT3S" } } }),
            [],
        );
    });

    it("refuses another engine, and settings of the engine that is not there", () => {
        assert.deepEqual(told({ engine: "ndb" as "galera" }), ['engine: "ndb" is no engine: "mariadb" or "galera"']);
        assert.deepEqual(told({ engine: "mariadb", galera: {} }), ['galera: is for engine "galera" only: take it out']);
    });

    it("refuses what belongs to asynchronous replication", () => {
        const found = told({
            endpoint: "dns",
            link: "ssh-tunnel",
            binlogFormat: "MIXED",
            durability: "semisync",
            replicas: [{ name: "dc2", hostName: "db3.example.com", linode: { region: "us-east" } }],
            metricsFrom: ["192.0.2.0/24"],
            backup: { directory: "/srv/backup" },
            lost: "b",
            override: ["lag"],
        });
        const properties = found.map((line) => line.split(":")[0]);
        for (const one of [
            "endpoint",
            "link",
            "binlogFormat",
            "durability",
            "replicas",
            "metricsFrom",
            "backup",
            "lost",
            "override",
        ]) {
            assert.ok(properties.includes(one), `${one} in ${found.join("\n")}`);
        }
    });

    for (const name of ["pc.ignore_sb", "pc.ignore_quorum", "pc.bootstrap", "pc.weight"]) {
        it(`refuses ${name}, which would make two histories`, () => {
            assert.deepEqual(told({ galera: { providerOptions: { [name]: "yes" } } }), [
                `galera.providerOptions.${name}: would let a member take writes without a majority, and so make two histories: take it out`,
            ]);
        });
    }

    it("refuses what the pair sets, and what would break out of the list", () => {
        assert.match(told({ galera: { providerOptions: { "socket.ssl": "no" } } })[0], /set by the pair itself/);
        assert.match(told({ galera: { providerOptions: { "evs.a": "1;pc.ignore_sb=1" } } })[0], /one word/);
        assert.match(told({ galera: { cacheMegabytes: 1 } })[0], /^galera.cacheMegabytes: /);
    });
});
