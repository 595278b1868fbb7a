import assert from "node:assert/strict";
import { CyrusPairArgs } from "../../../../components/cyrus/args";
import { find, isSecret, plain, valueOf } from "../../../helpers/mocks";
import { descends, isAfter, named } from "../../../helpers/pair";
import { anna, build, crossed, dora, existing, second, withInstance } from "./sample";

const hosts = [{ name: "dc2", hostName: "imap3.example.com", linode: { region: "nl-ams" } }];
const three: Partial<CyrusPairArgs> = {
    ...{ hosts, endpoint: "proxy" },
    instances: [
        { name: "mail", users: [anna] },
        { ...second, members: ["b", "dc2"] },
    ],
};

describe("CyrusPair", () => {
    it("has these resources for three Linodes and one instance, under names that are fixed for ever", async () => {
        const host = (key: string) => [
            ...[`mail-${key} Instance`, `mail-${key} LinodeHost`, `mail-${key}-address DnsRecord`],
            ...[`mail-${key}-base Command`, `mail-${key}-gate Command`, `mail-${key}-host-key RandomPassword`],
            ...[`mail-${key}-peer-key RandomPassword`, `mail-${key}-reverse Rdns`, `mail-${key}-service Command`],
        ];
        const shared = [
            ...["mail CyrusPair", "mail-apart PlacementGroup", "mail-ca Command", "mail-deploy-key-1 RandomPassword"],
            ...["mail-deploy-key-2 RandomPassword", "mail-firewall Firewall"],
            ...["mail-mail-endpoint DnsRecord", "mail-mail-role Command"],
            ...["mail-mail-a-mx-example.com DnsRecord", "mail-mail-b-mx-example.com DnsRecord"],
            ...["mail-replication-password-1 RandomPassword", "mail-replication-password-2 RandomPassword"],
        ];
        assert.deepEqual(named(await build()), [...shared, ...["a", "b", "witness"].flatMap(host)].sort());
    });

    for (const [what, change] of Object.entries({ crossed, existing, three })) {
        it(`is the ancestor of all that it makes (${what})`, async () => {
            const { resources, errors } = await build(change);
            assert.deepEqual(errors, []);
            for (const one of resources) {
                assert.ok(descends(one, resources, "CyrusPair"), one.urn);
                assert.ok(one.name === "mail" || one.name.startsWith("mail-"), one.name);
            }
        });
    }

    it("goes from the witness to the standby, the primary, the role, and then to names and mail", async () => {
        const recording = await build();
        const order = ["mail-witness-service", "mail-b-service", "mail-a-service", "mail-mail-role"];
        const steps = order.map((name) => find(recording, name));
        steps.slice(1).forEach((step, index) => assert.ok(isAfter(step, steps[index]), order[index + 1]));
        for (const name of ["mail-mail-endpoint", "mail-mail-a-mx-example.com", "mail-ca"])
            assert.ok(isAfter(find(recording, name), steps[3]), name);
    });

    it("never restarts two hosts that serve at once", async () => {
        const recording = await build(crossed);
        assert.ok(isAfter(find(recording, "mail-b-service"), find(recording, "mail-a-service")));
    });

    it("moves the role of each instance by itself, on the host that is declared to be its primary", async () => {
        const recording = await build(crossed);
        const step = (instance: string) => find(recording, `mail-${instance}-role`);
        assert.match(plain<string>(step("two").inputs.stdin), /STANDBY_INSTANCE=two /);
        assert.equal(step("mail").parent, find(recording, "mail-a", "LinodeHost").urn);
        assert.equal(step("two").parent, find(recording, "mail-b", "LinodeHost").urn);
    });

    it("powers a lost host off before the steps of its instances, and asks it for nothing", async () => {
        const recording = await build({ ...three, primary: "a", lost: "dc2" });
        const machine = find(recording, "mail-dc2", "Instance");
        assert.equal(machine.inputs.booted, false);
        assert.ok(isAfter(find(recording, "mail-two-role"), machine));
        assert.equal(named(recording).includes("mail-dc2-service Command"), false);
        assert.match(plain<string>(find(recording, "mail-two-role").inputs.stdin), /lost dc2\nfenced the cloud says/);
        assert.doesNotMatch(plain<string>(find(recording, "mail-mail-role").inputs.stdin), /\nlost /);
    });

    it("boots a host that comes back, and leaves power alone else", async () => {
        const booted = async (change: Partial<CyrusPairArgs>) =>
            find(await build(change), "mail-a", "Instance").inputs.booted;
        assert.equal(await booted({ primary: "b", rejoin: "a" }), true);
        assert.equal(await booted({}), undefined);
    });

    it("protects hosts and their records, one released at a time, and nothing where all may be destroyed", async () => {
        const kept = async (change: Partial<CyrusPairArgs>) => {
            const { resources } = await build(change);
            return resources.filter(({ protect }) => protect).map(({ name }) => name);
        };
        const own = (key: string) => [`mail-${key}`, `mail-${key}-address`];
        const all = await kept({});
        for (const name of [...own("a"), ...own("b"), ...own("witness"), "mail-mail-a-mx-example.com"])
            assert.ok(all.includes(name), name);
        const released = await kept({ release: "b" });
        for (const name of [...own("b"), "mail-mail-b-mx-example.com"]) assert.equal(released.includes(name), false);
        for (const name of [...own("a"), ...own("witness")]) assert.ok(released.includes(name), name);
        assert.deepEqual(await kept({ destroyable: true }), []);
    });

    it("opens to the cloud what users, mail, tunnels and the link need, and no more", async () => {
        const ports = async (change: Partial<CyrusPairArgs>) => {
            const { inbounds } = find(await build(change), "mail-firewall").inputs as {
                inbounds: { label: string; protocol: string; ports: string }[];
            };
            return inbounds.filter(({ label }) => label === "service").map((one) => one.ports);
        };
        assert.deepEqual(await ports({}), ["2345, 25, 110, 143, 993, 995, 4190, 2005"]);
        assert.deepEqual(await ports({ endpoint: "proxy" }), [
            "2345, 25, 110, 143, 993, 995, 4190, 2005, 2006, 2007, 2008",
        ]);
        assert.match((await ports({ metricsFrom: ["10.0.0.0/8"] }))[0], / 9100$/);
    });
});

describe("CyrusPair's records", () => {
    const records = async (change: Partial<CyrusPairArgs>) => {
        const { resources } = await build(change);
        const found = resources.filter(({ type }) => type.endsWith(":DnsRecord")).map(({ inputs }) => inputs);
        return found.map(({ name, type, content, ttl, priority }) =>
            [name, type, content, ttl, priority].filter((one) => one !== undefined).join(" "),
        );
    };

    it("are a name for each host, for each instance, and both members as MX of each domain", async () => {
        assert.deepEqual((await records({})).sort(), [
            "example.com MX imap1.example.com 86400 10",
            "example.com MX imap2.example.com 86400 20",
            "imap.example.com A 203.0.113.10 300",
            "imap1.example.com A 203.0.113.10 300",
            "imap2.example.com A 203.0.113.20 300",
            "witness.example.com A 203.0.113.40 300",
        ]);
    });

    it("lead to the primary by dns, to the floating address, or to the proxies of both members", async () => {
        const service = async (change: Partial<CyrusPairArgs>) =>
            (await records(change)).filter((one) => one.startsWith("imap.example.com ")).sort();
        assert.deepEqual(await service({ primary: "b" }), ["imap.example.com A 203.0.113.20 300"]);
        const floating = withInstance({ floatingAddress: "10.77.0.5/24" });
        assert.deepEqual(await service(floating), ["imap.example.com A 10.77.0.5 300"]);
        assert.deepEqual(await service({ endpoint: "proxy", endpointTtlSeconds: 60 }), [
            "imap.example.com A 203.0.113.10 60",
            "imap.example.com A 203.0.113.20 60",
        ]);
    });

    it("have no MX where that is somebody else's", async () => {
        assert.equal((await records({ mx: false })).filter((one) => one.includes(" MX ")).length, 0);
    });

    it("prefer the first member of each instance, whatever its role", async () => {
        const mx = (await records(crossed)).filter((one) => one.startsWith("b.example.com MX")).sort();
        assert.deepEqual(mx, [
            "b.example.com MX imap1.example.com 86400 20",
            "b.example.com MX imap2.example.com 86400 10",
        ]);
    });
});

describe("CyrusPair's outputs", () => {
    it("tell what it is, and where each instance is", async () => {
        const { pair } = await build(crossed);
        const { pair: kind, instances, replicas, witness, members } = await valueOf(pair.topology);
        assert.equal(kind, "cyrus");
        assert.deepEqual(
            [replicas, witness.name, members.a.role, members.b.role],
            [...[[], "witness.example.com", "primary", "primary"]],
        );
        assert.deepEqual(instances[1], {
            ...{ name: "two", members: ["b", "a"], primary: "b", domains: ["b.example.com"] },
            ...{ serviceName: "two.example.com", endpoint: "proxy", durability: "rolling" },
            addresses: ["203.0.113.20", "203.0.113.10"],
        });
        assert.deepEqual(await valueOf(pair.endpoints), {
            mail: { kind: "proxy", hosts: ["imap.example.com"] },
            two: { kind: "proxy", hosts: ["two.example.com"] },
        });
    });

    it("tell the role, the epoch and the loss bound of each instance", async () => {
        const { pair } = await build(crossed);
        assert.deepEqual(await valueOf(pair.epoch), { mail: 1, two: 1 });
        assert.deepEqual(Object.keys(await valueOf(pair.roleAtLastUp)), ["mail", "two"]);
        assert.match((await valueOf(pair.lossBound)).two, /^0/);
        assert.equal(await valueOf(pair.statusCommand), "ssh root@imap1.example.com standby status");
    });

    it("tell the addresses of the first instance's primary and standby", async () => {
        const { pair } = await build({ primary: "b" });
        assert.equal(await valueOf(pair.primaryAddress), "203.0.113.20");
        assert.equal(await valueOf(pair.standbyAddress), "203.0.113.10");
    });

    it("list a further host", async () => {
        const [host] = (await valueOf((await build(three)).pair.topology)).replicas;
        assert.deepEqual([host.key, host.name], ["dc2", "imap3.example.com"]);
    });
});

describe("CyrusPair's hosts", () => {
    it("get, in secret, the passwords of the users that live there and no others", async () => {
        const recording = await build(three);
        const sent = (name: string) => {
            const { stdin } = find(recording, name).inputs;
            assert.ok(isSecret(stdin), name);
            return plain<string>(stdin);
        };
        assert.ok(sent("mail-a-service").includes(anna.password));
        assert.equal(sent("mail-a-service").includes(dora.password), false);
        assert.equal(sent("mail-dc2-service").includes(anna.password), false);
        assert.ok(sent("mail-dc2-service").includes(dora.password));
        assert.doesNotMatch(sent("mail-witness-service"), /canary/);
    });
});
