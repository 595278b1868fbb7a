import assert from "node:assert/strict";
import { ActiveActivePair } from "../../../../components/active-active/active-active-pair";
import { ActiveActivePairArgs } from "../../../../components/active-active/args";
import { find, isSecret, plain, readable, record, valueOf } from "../../../helpers/mocks";
import { descends, isAfter, named, refusalMessage, refusedBy } from "../../../helpers/pair";
import { existing, sampleArgs } from "./sample";

async function build(change: Partial<ActiveActivePairArgs> = {}, preview = false) {
    let pair: ActiveActivePair | undefined;
    const recording = await record(() => (pair = new ActiveActivePair("mail", sampleArgs(change))), preview);
    return { ...recording, pair: pair! };
}

describe("ActiveActivePair", function () {
    // Several whole programs each, on machines that do other things as well.
    this.timeout(60_000);

    it("has these resources for three Linodes, under names that are fixed for ever", async () => {
        const host = (key: string) => [
            ...[`mail-${key} Instance`, `mail-${key} LinodeHost`, `mail-${key}-address DnsRecord`],
            ...[`mail-${key}-base Command`, `mail-${key}-gate Command`, `mail-${key}-host-key RandomPassword`],
            ...[`mail-${key}-peer-key RandomPassword`, `mail-${key}-reverse Rdns`, `mail-${key}-service Command`],
        ];
        const member = (key: string) => [
            ...[`mail-${key}-endpoint DnsRecord`, `mail-${key}-mx-example.com DnsRecord`, `mail-${key}-disk Volume`],
        ];
        const shared = [
            ...["mail ActiveActivePair", "mail-apart PlacementGroup", "mail-ca Command", "mail-pair Command"],
            ...["mail-deploy-key-1 RandomPassword", "mail-deploy-key-2 RandomPassword", "mail-firewall Firewall"],
            "mail-replication-secret RandomPassword",
        ];
        const all = [...shared, ...["a", "b"].flatMap(member), ...["a", "b", "witness"].flatMap(host)];
        assert.deepEqual(named(await build()), all.sort());
    });

    for (const [what, change] of Object.entries({ linodes: {}, existing })) {
        it(`is the ancestor of all that it makes (${what})`, async () => {
            const { resources, errors } = await build(change);
            assert.deepEqual(errors, []);
            for (const one of resources) {
                assert.ok(descends(one, resources, "ActiveActivePair"), one.urn);
                assert.ok(one.name === "mail" || one.name.startsWith("mail-"), one.name);
            }
        });
    }

    it("previews as it is made", async () => {
        const [made, previewed] = [await build(), await build({}, true)];
        assert.deepEqual(previewed.errors, []);
        assert.deepEqual(named(previewed), named(made));
    });

    it("goes from the witness to b, to a, until the pair serves, and then to names and mail: never to both members at once", async () => {
        const recording = await build();
        const order = ["mail-witness-service", "mail-b-service", "mail-a-service", "mail-pair"];
        const steps = order.map((name) => find(recording, name));
        steps.slice(1).forEach((step, index) => assert.ok(isAfter(step, steps[index]), order[index + 1]));
        for (const name of ["mail-a-endpoint", "mail-b-endpoint", "mail-a-mx-example.com", "mail-ca"])
            assert.ok(isAfter(find(recording, name), steps[3]), name);
    });

    it("gives each member a volume, there before its service, and both members hardware of their own", async () => {
        const recording = await build({ volumeGiB: 40 });
        for (const key of ["a", "b"]) {
            const volume = find(recording, `mail-${key}-disk`);
            assert.deepEqual(
                [volume.inputs.label, volume.inputs.size, volume.inputs.region],
                [...[`mail-${key}-disk`, 40, "de-fra-2"]],
            );
            assert.ok(isAfter(find(recording, `mail-${key}-service`), volume));
            assert.match(
                plain<string>(find(recording, `mail-${key}-service`).inputs.stdin),
                new RegExp(`DISK='/dev/disk/by-id/scsi-0Linode_Volume_mail-${key}-disk'`),
            );
        }
        const group = find(recording, "mail-apart").inputs;
        assert.deepEqual([group.placementGroupType, group.placementGroupPolicy], ["anti_affinity:local", "strict"]);
    });

    it("protects hosts, volumes and records, one released at a time, and nothing where all may be destroyed", async () => {
        const kept = async (change: Partial<ActiveActivePairArgs>) => {
            const { resources } = await build(change);
            return resources.filter(({ protect }) => protect).map(({ name }) => name);
        };
        const own = (key: string) => [`mail-${key}`, `mail-${key}-disk`, `mail-${key}-mx-example.com`];
        const all = await kept({});
        for (const name of [...own("a"), ...own("b"), "mail-witness"]) assert.ok(all.includes(name), name);
        const released = await kept({ release: "b" });
        for (const name of own("b")) assert.equal(released.includes(name), false, name);
        for (const name of own("a")) assert.ok(released.includes(name), name);
        assert.deepEqual(await kept({ destroyable: true }), []);
    });

    it("opens to the cloud mail, users and the link, and nothing of replication", async () => {
        const { inbounds } = find(await build(), "mail-firewall").inputs as {
            inbounds: { label: string; ports: string }[];
        };
        assert.deepEqual(
            inbounds.filter(({ label }) => label === "service").map(({ ports }) => ports),
            ["2345, 25, 110, 143, 993, 995, 4190"],
        );
    });

    it("gives the token that fences to the witness alone, and nobody's secrets in clear", async () => {
        const recording = await build();
        for (const { name, inputs } of recording.resources) {
            assert.doesNotMatch(readable(inputs), /canary/, name);
            if (inputs.stdin === undefined) continue;
            assert.ok(isSecret(inputs.stdin), name);
            const text = plain<string>(inputs.stdin);
            assert.equal(text.includes("canary-fence-token"), name === "mail-witness-service", name);
            // Passwords of users leave the program as hashes.
            assert.doesNotMatch(text, /canary-anna/, name);
        }
    });

    it("tells the witness which machines it may power off", async () => {
        const recording = await build();
        assert.match(plain<string>(find(recording, "mail-witness-service").inputs.stdin), /\na \d+\nb \d+\n/);
        const adopted = await build(existing);
        assert.match(plain<string>(find(adopted, "mail-witness-service").inputs.stdin), /\na none\nb none\n/);
    });

    it("refuses the token that it builds with, also where values come late", async () => {
        process.env.LINODE_TOKEN = "deploy-token-1";
        try {
            const message = refusedBy(() => new ActiveActivePair("mail", sampleArgs({ fenceToken: "deploy-token-1" })));
            const reason =
                "fenceToken: is the token that this program builds with: whoever breaks into the witness would own the account. " +
                "Make a user who may reach the two members alone, and a token of that user";
            assert.equal(message, refusalMessage(`ActiveActivePair "mail"`, [reason]));
        } finally {
            delete process.env.LINODE_TOKEN;
        }
    });

    it("tells what it is", async () => {
        const { pair } = await build();
        const { members, witness, records, linkAddresses, ...rest } = await valueOf(pair.topology);
        assert.deepEqual([members.a.role, members.b.role, witness.name], ["primary", "standby", "witness.example.com"]);
        assert.deepEqual(linkAddresses, { a: "10.77.0.1", b: "10.77.0.2" });
        assert.deepEqual(
            records.map(({ name, type, content, priority }) => [name, type, content, priority ?? ""].join(" ").trim()),
            [
                ...["mx1.example.com A 203.0.113.10", "mx2.example.com A 203.0.113.20"],
                ...["witness.example.com A 203.0.113.40", "mail.example.com A 203.0.113.10"],
                ...["mail.example.com A 203.0.113.20", "example.com MX mx1.example.com 10"],
                "example.com MX mx2.example.com 10",
            ],
        );
        assert.deepEqual(rest, {
            ...{ pair: "active-active", name: "mail", zone: "example.com", mode: "active-passive" },
            ...{ domains: ["example.com"], serviceName: "mail.example.com", primary: "a" },
        });
        assert.equal(await valueOf(pair.statusCommand), "ssh root@mx1.example.com standby status");
        assert.deepEqual(await valueOf(pair.endpoint), { kind: "dns", hosts: ["mail.example.com"] });
    });
});
