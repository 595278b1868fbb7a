import assert from "node:assert/strict";
import { sshKeyFrom } from "../../../../components/host/identity";
import { PostgresPairArgs } from "../../../../components/postgres/args";
import { find, isSecret, passwordOf, plain, readable, valueOf } from "../../../helpers/mocks";
import { descends, isAfter, named } from "../../../helpers/pair";
import { build, existing } from "./sample";

const shapes: [string, Partial<PostgresPairArgs>][] = [
    ["three Linodes", {}],
    ["three existing hosts", existing],
    ["proxies and tunnels", { endpoint: "haproxy", link: "ssh-tunnel", mode: "ship" }],
    ["a failover", { primary: "b", lost: "a" }],
];

describe("PostgresPair", () => {
    for (const [what, change] of shapes) {
        for (const preview of [false, true]) {
            it(`is the ancestor of all that ${what} need, with no secret readable (${preview ? "preview" : "up"})`, async () => {
                const { resources, errors } = await build(change, preview);
                assert.deepEqual(errors, []);
                const canaries = ["a", "b"].map((key) => {
                    const secret = passwordOf(`pg-${key}-peer-key`, {});
                    return sshKeyFrom(secret, "walship").privateKey.split("\n")[3];
                });
                for (const one of resources) {
                    assert.ok(descends(one, resources, "PostgresPair"), `${one.urn} is outside of the pair`);
                    assert.ok(one.name === "pg" || one.name.startsWith("pg-"), one.name);
                    const text = readable(one.inputs);
                    assert.doesNotMatch(text, /PRIVATE KEY|canary-adopted/, one.urn);
                    for (const secret of [...canaries, passwordOf("pg-replication-password-1", {})])
                        assert.equal(text.includes(secret), false, one.urn);
                }
            });
        }
    }

    it("has these resources for three Linodes, under names that are fixed for ever", async () => {
        const host = (key: string) => [
            ...[`pg-${key} Instance`, `pg-${key} LinodeHost`, `pg-${key}-address DnsRecord`, `pg-${key}-base Command`],
            ...[`pg-${key}-gate Command`, `pg-${key}-host-key RandomPassword`, `pg-${key}-peer-key RandomPassword`],
            ...[`pg-${key}-reverse Rdns`, `pg-${key}-service Command`],
        ];
        const shared = [
            ...["pg PostgresPair", "pg-apart PlacementGroup", "pg-ca Command", "pg-deploy-key-1 RandomPassword"],
            ...["pg-deploy-key-2 RandomPassword", "pg-endpoint DnsRecord", "pg-firewall Firewall"],
            ...["pg-replication-password-1 RandomPassword", "pg-replication-password-2 RandomPassword"],
            "pg-role Command",
        ];
        assert.deepEqual(named(await build()), [...shared, ...["a", "b", "witness"].flatMap(host)].sort());
    });

    it("goes from the witness to the standby, the primary, the role and the endpoint", async () => {
        const recording = await build();
        const order = ["pg-witness-service", "pg-b-service", "pg-a-service", "pg-role", "pg-endpoint"];
        const steps = order.map((name) => find(recording, name));
        steps.slice(1).forEach((step, index) => assert.ok(isAfter(step, steps[index]), order[index + 1]));
    });

    it("takes over the record of another kind of endpoint, which an identical one would collide with", async () => {
        const [dns, proxies] = [await build({ primary: "b" }), await build({ primary: "b", endpoint: "haproxy" })];
        assert.deepEqual(find(dns, "pg-endpoint").aliases, ["pg-b-endpoint"]);
        assert.deepEqual(find(proxies, "pg-b-endpoint").aliases, ["pg-endpoint"]);
        assert.deepEqual(find(proxies, "pg-a-endpoint").aliases, []);
        assert.ok(isAfter(find(proxies, "pg-a-endpoint"), find(proxies, "pg-b-endpoint")));
    });

    it("powers a lost member off before the role step, and asks it for nothing", async () => {
        const recording = await build({ primary: "b", lost: "a" });
        assert.ok(isAfter(find(recording, "pg-role"), find(recording, "pg-a", "Instance")));
        assert.equal(find(recording, "pg-a", "Instance").inputs.booted, false);
        assert.equal(named(recording).includes("pg-a-service Command"), false);
    });

    it("sends each member its own key for the log, in secret", async () => {
        const recording = await build();
        const key = sshKeyFrom(passwordOf("pg-a-peer-key", {}), "walship");
        const { stdin } = find(recording, "pg-a-service").inputs;
        assert.ok(isSecret(stdin));
        assert.ok(plain<string>(stdin).includes(key.privateKey.split("\n")[3]));
        const other = plain<string>(find(recording, "pg-b-service").inputs.stdin);
        assert.equal(other.includes(key.privateKey.split("\n")[3]), false);
        assert.ok(other.includes(`wal/receive a" ${key.publicKey}`));
    });

    it("opens the ports of the link, the database and the proxies in the cloud's firewall", async () => {
        const ports = async (change: Partial<PostgresPairArgs>) => {
            const { inbounds } = find(await build(change), "pg-firewall").inputs as {
                inbounds: { label: string; ports: string }[];
            };
            return inbounds.find(({ label }) => label === "service")?.ports;
        };
        assert.equal(await ports({}), "2345, 5432");
        assert.equal(await ports({ link: "ssh-tunnel" }), "2345");
        assert.equal(await ports({ endpoint: "haproxy", mode: "stream" }), "2345, 5432, 5433, 5434");
    });

    it("tells how to connect, and what it is", async () => {
        const { pair } = await build({ endpoint: "multihost", mode: "stream" });
        const { uri, jdbc, hosts } = await valueOf(pair.endpoint);
        assert.deepEqual(hosts, ["db1.example.com", "db2.example.com"]);
        const list = "db1.example.com:5432,db2.example.com:5432";
        const options =
            "sslmode=verify-full&sslrootcert=ca.crt&target_session_attrs=read-write&connect_timeout=2&" +
            "keepalives_idle=5&keepalives_interval=2&keepalives_count=3&tcp_user_timeout=10000";
        assert.equal(uri, `postgresql://${list}/postgres?${options}`);
        assert.match(jdbc, /^jdbc:postgresql:\/\/db1\.example\.com:5432,db2.*targetServerType=primary/);
        const { pair: kind, engine, mode, port, primary } = await valueOf(pair.topology);
        assert.deepEqual(
            { kind, engine, mode, port, primary },
            { kind: "postgres", engine: "postgres", mode: "stream", port: 5432, primary: "a" },
        );
        assert.equal(await valueOf(pair.roleAtLastUp), "a");
        assert.equal(await valueOf(pair.statusCommand), "ssh root@db1.example.com standby status");
    });
});
