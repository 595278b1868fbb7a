import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { movingAddress } from "../../../../../components/dns/endpoint-record";
import { AddressRecord, Zone } from "../../../../../components/dns/zone";
import { multihost } from "../../../../../components/mysql/endpoint/multihost";

describe("movingAddress", () => {
    it("waits for the role step, besides what else it waits for", () => {
        const made: [string, AddressRecord, pulumi.CustomResourceOptions][] = [];
        const record = {} as pulumi.CustomResource;
        const zone = {
            address: (name: string, what: AddressRecord, opts: pulumi.CustomResourceOptions) => {
                made.push([name, what, opts]);
                return record;
            },
        } as unknown as Zone;
        const [role, other] = [{} as pulumi.Resource, {} as pulumi.Resource];
        const what = { name: "db.example.com", ipv4: "203.0.113.10", ttlSeconds: 60 };
        assert.equal(movingAddress("db", zone, what, role, { protect: true, dependsOn: other }), record);
        const [[name, given, opts]] = made;
        assert.equal(name, "db-endpoint");
        assert.equal(given, what);
        assert.equal(opts.protect, true);
        const before = opts.dependsOn as pulumi.Resource[];
        assert.ok(before.length === 2 && before[0] === other && before[1] === role);
    });
});

describe("multihost", () => {
    const { jdbc, hosts, commands, openCheck, note } = multihost({
        hosts: [{ name: "db2.example.com" }, { name: "db1.example.com", port: 3307 }],
    });

    it("names all members in the given order, with TLS that knows the name, and without a password", () => {
        assert.equal(
            jdbc,
            "jdbc:mariadb:sequential://db2.example.com:3306,db1.example.com:3307/?sslMode=verify-full&connectTimeout=2000",
        );
        assert.deepEqual(hosts, [
            { host: "db2.example.com", port: 3306 },
            { host: "db1.example.com", port: 3307 },
        ]);
        assert.equal(
            commands[1],
            "mariadb --ssl --ssl-verify-server-cert --connect-timeout=2 --host=db1.example.com --port=3307",
        );
    });

    it("says how to tell a standby, which answers too", () => {
        assert.match(openCheck, /@@global\.read_only/);
        assert.doesNotMatch(openCheck, /\n/);
        assert.match(note, /openCheck/);
    });
});
