import assert from "node:assert/strict";
import { MySqlPairArgs } from "../../../../components/mysql/args";
import { find, plain, Recording, Registered, valueOf } from "../../../helpers/mocks";
import { descends, isAfter, named } from "../../../helpers/pair";
import { build, dc2, existing } from "./sample";

const failover: Partial<MySqlPairArgs> = { primary: "b", lost: "a" };

/** What the role step writes on its host. */
function declared(recording: Recording): string[] {
    const stdin = plain<string>(find(recording, "db-role").inputs.stdin);
    // The manifest before it names the host's own instance.
    const text = stdin.slice(stdin.search(/^primary /m));
    return [...text.matchAll(/^(?:primary|lost|fenced|override|instance) .+$/gm)].map(([line]) => line);
}

/** Address that a session goes to. */
const hostOf = (one: Registered) => plain<{ host: string }>(one.inputs.connection).host;
const booted = (recording: Recording) =>
    ["a", "b", "witness"].map((key) => find(recording, `db-${key}`, "Instance").inputs.booted);

for (const preview of [false, true]) {
    describe(`MySqlPair, in ${preview ? "a preview" : "an up"}`, () => {
        const shapes: [string, Partial<MySqlPairArgs>][] = [
            ["three Linodes", {}],
            ["three existing hosts", existing],
            ["a further copy, and proxies", { replicas: [dc2], endpoint: "haproxy", link: "ssh-tunnel" }],
            ["WireGuard", { replicas: [dc2], link: "wireguard" }],
            ["a failover", failover],
        ];
        for (const [what, change] of shapes) {
            it(`is the ancestor of all that ${what} need, and all names start with its own`, async () => {
                const { resources, errors } = await build(change, preview);
                assert.deepEqual(errors, []);
                for (const one of resources) {
                    assert.ok(descends(one, resources, "MySqlPair"), `${one.urn} is outside of the pair`);
                    assert.ok(one.name === "db" || one.name.startsWith("db-"), one.name);
                }
            });
        }

        it("registers the same resources in preview and up", async () => {
            assert.deepEqual(named(await build({}, preview)), named(await build({}, !preview)));
        });
    });
}

describe("MySqlPair, its resources", () => {
    const host = (key: string) => [
        ...[`db-${key} Instance`, `db-${key} LinodeHost`, `db-${key}-address DnsRecord`, `db-${key}-base Command`],
        ...[`db-${key}-gate Command`, `db-${key}-host-key RandomPassword`, `db-${key}-peer-key RandomPassword`],
        ...[`db-${key}-reverse Rdns`, `db-${key}-service Command`],
    ];

    it("are these for three Linodes, under names that are fixed for ever", async () => {
        const shared = [
            ...["db MySqlPair", "db-apart PlacementGroup", "db-ca Command", "db-deploy-key-1 RandomPassword"],
            ...["db-deploy-key-2 RandomPassword", "db-endpoint DnsRecord", "db-firewall Firewall"],
            ...["db-replication-password-1 RandomPassword", "db-replication-password-2 RandomPassword"],
            "db-role Command",
        ];
        assert.deepEqual(named(await build()), [...shared, ...["a", "b", "witness"].flatMap(host)].sort());
    });

    it("protect what holds data: the members and their records, not witness and replicas", async () => {
        const { resources } = await build({ replicas: [dc2] });
        const names = resources.filter(({ protect }) => protect).map(({ name }) => name);
        assert.deepEqual(names.sort(), [
            "db-a",
            "db-a-address",
            "db-b",
            "db-b-address",
            "db-witness",
            "db-witness-address",
        ]);
    });

    it("give up the protection of one member, or of all", async () => {
        const kept = async (change: Partial<MySqlPairArgs>) => {
            return (await build(change)).resources.filter(({ protect }) => protect).map(({ name }) => name);
        };
        assert.deepEqual((await kept({ release: "a" })).sort(), [
            "db-b",
            "db-b-address",
            "db-witness",
            "db-witness-address",
        ]);
        assert.deepEqual(await kept({ destroyable: true }), []);
    });
});

describe("MySqlPair, the order of an up", () => {
    it("is witness, standbys, primary, role, endpoint", async () => {
        const recording = await build({ replicas: [dc2] });
        const [witness, a, b, far, role, endpoint] = [
            ...["db-witness-service", "db-a-service", "db-b-service", "db-dc2-service", "db-role", "db-endpoint"],
        ].map((name) => find(recording, name));
        for (const standby of [b, far]) {
            assert.ok(isAfter(standby, witness));
            assert.ok(isAfter(a, standby), "what a standby refuses never touches the primary");
        }
        assert.equal(isAfter(b, a), false);
        assert.ok(isAfter(a, witness));
        for (const service of [a, b, far]) assert.ok(isAfter(role, service));
        assert.ok(isAfter(endpoint, role), "the name moves only to a member that takes writes");
        assert.ok(isAfter(find(recording, "db-ca"), role));
    });

    it("turns round with the roles", async () => {
        const recording = await build({ primary: "b" });
        assert.ok(isAfter(find(recording, "db-b-service"), find(recording, "db-a-service")));
        assert.equal(isAfter(find(recording, "db-a-service"), find(recording, "db-b-service")), false);
    });

    for (const [primary, address] of [
        ["a", "203.0.113.10"],
        ["b", "203.0.113.20"],
    ] as const) {
        it(`runs the role step on ${primary} when that is declared, and names its address`, async () => {
            const recording = await build({ primary });
            assert.equal(hostOf(find(recording, "db-role")), address);
            assert.equal(declared(recording)[0], `primary ${primary}`);
            assert.equal(find(recording, "db-endpoint").inputs.content, address);
            assert.equal(await valueOf(recording.pair.primaryAddress), address);
        });
    }

    it("has a record for each proxy, both after the role", async () => {
        const recording = await build({ endpoint: "haproxy" });
        for (const [key, address] of Object.entries({ a: "203.0.113.10", b: "203.0.113.20" })) {
            const record = find(recording, `db-${key}-endpoint`);
            assert.equal(record.inputs.content, address);
            assert.equal(record.inputs.name, "db.example.com");
            assert.ok(isAfter(record, find(recording, "db-role")));
        }
    });

    it("has no moving record for clients that know all members", async () => {
        const recording = await build({ endpoint: "multihost" });
        assert.deepEqual(
            named(recording).filter((one) => one.includes("endpoint")),
            [],
        );
        assert.deepEqual((await valueOf(recording.pair.endpoint)).hosts, ["db1.example.com", "db2.example.com"]);
    });
});

describe("MySqlPair, a lost member", () => {
    it("is powered off before the role step, which says so", async () => {
        const recording = await build(failover);
        assert.deepEqual(booted(recording), [false, undefined, undefined]);
        const role = find(recording, "db-role");
        assert.ok(isAfter(role, find(recording, "db-a", "Instance")), "nobody is promoted before the other one is off");
        assert.equal(hostOf(role), "203.0.113.20");
        assert.deepEqual(declared(recording).slice(0, 3), [
            ...["primary b", "lost a", "fenced the cloud says that db1.example.com is offline"],
        ]);
    });

    it("is asked for nothing: no session goes to it, and its instance is in no declaration", async () => {
        const recording = await build(failover);
        const sessions = recording.resources.filter(({ type }) => type.startsWith("command:"));
        assert.deepEqual(
            sessions.filter(({ name }) => name.startsWith("db-a-")).map(({ name }) => name),
            [],
        );
        const remote = sessions.filter(({ type }) => type.startsWith("command:remote:"));
        assert.deepEqual([...new Set(remote.map(hostOf))].sort(), ["203.0.113.20", "203.0.113.40"]);
        assert.equal(declared(recording).filter((line) => line.startsWith("instance ")).length, 1);
    });

    it("keeps its machine, its protection and its record", async () => {
        const recording = await build(failover);
        assert.equal(find(recording, "db-a", "Instance").protect, true);
        assert.equal(find(recording, "db-a-address").protect, true);
    });

    it("of the user's own is called off in the user's words", async () => {
        const lostConfirmed = "db1.example.com is switched off";
        const recording = await build({ ...existing, ...failover, lostConfirmed });
        assert.deepEqual(recording.errors, []);
        assert.ok(declared(recording).includes(`fenced ${lostConfirmed}`));
        assert.equal(named(recording).includes("db-a-service Command"), false);
    });
});

describe("MySqlPair, a member that comes back", () => {
    it("is booted, and gets its phases again as a standby", async () => {
        const recording = await build({ primary: "b", rejoin: "a" });
        assert.deepEqual(booted(recording), [true, undefined, undefined]);
        const service = find(recording, "db-a-service");
        assert.ok(isAfter(find(recording, "db-b-service"), service));
        assert.ok(isAfter(find(recording, "db-role"), service));
        assert.equal(
            declared(recording).some((line) => line.startsWith("lost")),
            false,
        );
    });

    it("is left as it is when nothing is said: an up never boots what somebody fenced by hand", async () => {
        for (const change of [{}, { primary: "b" }] as const) {
            const recording = await build(change);
            for (const key of ["a", "b", "witness"])
                assert.equal("booted" in find(recording, `db-${key}`, "Instance").inputs, false, key);
        }
    });

    it("takes the codes that the program overrides along", async () => {
        const lines = declared(await build({ primary: "b", override: ["lag", "parity"] }));
        assert.deepEqual(lines.slice(1, 3), ["override lag", "override parity"]);
    });
});

describe("MySqlPair, its outputs", () => {
    it("tell role, epoch, loss bound, addresses and how to connect", async () => {
        const { pair } = await build({ replicas: [{ ...dc2, promotable: true }] });
        assert.equal(await valueOf(pair.roleAtLastUp), "a");
        assert.equal(await valueOf(pair.epoch), 1);
        assert.equal(await valueOf(pair.lossBound), "0: nothing has failed yet");
        assert.equal(await valueOf(pair.standbyAddress), "203.0.113.20");
        assert.equal(await valueOf(pair.statusCommand), "ssh root@db1.example.com standby status");
        const { kind, hosts, port, jdbc } = await valueOf(pair.endpoint);
        assert.deepEqual({ kind, hosts, port }, { kind: "dns", hosts: ["db.example.com"], port: 3306 });
        assert.match(jdbc, /^jdbc:mariadb:sequential:\/\/db\.example\.com:3306\/\?sslMode=verify-full/);
        const { members, witness, replicas } = await valueOf(pair.topology);
        assert.match(members.a.instanceId!, /^\d+$/);
        assert.equal(witness.address, "203.0.113.40");
        assert.deepEqual([replicas[0].key, replicas[0].address, replicas[0].promotable], ["dc2", "203.0.113.30", true]);
    });
});
