import assert from "node:assert/strict";
import { BackupMxPairArgs } from "../../../../components/backup-mx/args";
import { find, plain, valueOf } from "../../../helpers/mocks";
import { descends, isAfter, named, sampleExisting } from "../../../helpers/pair";
import { build, existing, unmanaged } from "./pair";

for (const preview of [false, true]) {
    describe(`BackupMxPair, ${preview ? "in a preview" : "in an up"}`, () => {
        const shapes: [string, Partial<BackupMxPairArgs>][] = [
            ["two Linodes", {}],
            ["two existing hosts", existing],
            ["an unmanaged primary", unmanaged],
        ];
        for (const [what, change] of shapes) {
            it(`is the ancestor of all that ${what} need, and all names start with its own`, async () => {
                const recording = await build(change, preview);
                assert.deepEqual(recording.errors, []);
                for (const one of recording.resources) {
                    assert.ok(descends(one, recording.resources, "BackupMxPair"), `${one.urn} is outside of the pair`);
                    assert.ok(one.name === "mail" || one.name.startsWith("mail-"), one.name);
                }
            });

            it(`makes few resources and sessions for ${what}`, async () => {
                const { resources } = await build(change, preview);
                assert.ok(resources.length <= 60, `${resources.length} resources`);
                for (const member of ["mail-a", "mail-b"]) {
                    const sessions = resources.filter(
                        ({ type, name }) => type.startsWith("command:remote:") && name.startsWith(member),
                    );
                    assert.ok(sessions.length <= 4, `${sessions.length} remote commands on ${member}`);
                }
            });
        }

        it("registers the same resources in preview and up", async () => {
            assert.deepEqual(named(await build({}, preview)), named(await build({}, !preview)));
        });

        it("asks for its zone once, and for nothing else", async () => {
            const { calls } = await build({}, preview);
            assert.deepEqual(calls, ['cloudflare:index/getZone:getZone {"filter":{"name":"example.com"}}']);
        });
    });
}

describe("BackupMxPair, its resources", () => {
    it("are these for two Linodes, under names that are fixed for ever", async () => {
        assert.deepEqual(named(await build()), [
            "mail BackupMxPair",
            "mail-a Instance",
            "mail-a LinodeHost",
            "mail-a-address DnsRecord",
            "mail-a-base Command",
            "mail-a-gate Command",
            "mail-a-host-key RandomPassword",
            "mail-a-mx-example.com DnsRecord",
            "mail-a-recipients CopyToRemote",
            "mail-a-reverse Rdns",
            "mail-a-service Command",
            "mail-b Instance",
            "mail-b LinodeHost",
            "mail-b-address DnsRecord",
            "mail-b-base Command",
            "mail-b-gate Command",
            "mail-b-host-key RandomPassword",
            "mail-b-mx-example.com DnsRecord",
            "mail-b-recipients CopyToRemote",
            "mail-b-reverse Rdns",
            "mail-b-service Command",
            "mail-certificate RandomPassword",
            "mail-deploy-key-1 RandomPassword",
            "mail-deploy-key-2 RandomPassword",
            "mail-firewall Firewall",
        ]);
    });

    it("leave an unmanaged primary and its records alone", async () => {
        const recording = await build(unmanaged);
        assert.deepEqual(
            named(recording).filter((one) => one.startsWith("mail-a")),
            [],
        );
        assert.equal(await valueOf(recording.pair.primaryAddress), "198.51.100.25");
    });

    it("keep two members in one region apart", async () => {
        const b = { hostName: "mail2.example.com", linode: { region: "de-fra-2" } };
        const recording = await build({ b });
        const group = find(recording, "mail-apart");
        assert.deepEqual(group.inputs, {
            label: "mail-apart",
            region: "de-fra-2",
            placementGroupType: "anti_affinity:local",
            placementGroupPolicy: "strict",
        });
        for (const member of ["mail-a", "mail-b"]) {
            const machine = find(recording, member, "Instance");
            assert.equal(typeof plain<{ id: number }>(machine.inputs.placementGroup).id, "number");
            assert.ok(isAfter(machine, group));
        }
    });

    it("know no placement group for two regions", async () => {
        const recording = await build();
        assert.deepEqual(
            named(recording).filter((one) => one.includes("PlacementGroup")),
            [],
        );
        assert.equal("placementGroup" in find(recording, "mail-a", "Instance").inputs, false);
    });

    it("hold no cloud resource but records for existing hosts", async () => {
        assert.deepEqual(named(await build(existing)), [
            "mail BackupMxPair",
            "mail-a ExistingHost",
            "mail-a-address DnsRecord",
            "mail-a-base Command",
            "mail-a-gate Command",
            "mail-a-mx-example.com DnsRecord",
            "mail-a-recipients CopyToRemote",
            "mail-a-service Command",
            "mail-b ExistingHost",
            "mail-b-address DnsRecord",
            "mail-b-base Command",
            "mail-b-gate Command",
            "mail-b-mx-example.com DnsRecord",
            "mail-b-recipients CopyToRemote",
            "mail-b-service Command",
            "mail-certificate RandomPassword",
        ]);
    });

    it("log in to an existing host as its owner says", async () => {
        const service = find(await build(existing), "mail-b-service");
        const { host, user, port, hostKey } = plain<Record<string, unknown>>(service.inputs.connection);
        assert.deepEqual({ host, user, port }, { host: "198.51.100.26", user: "admin", port: 2222 });
        assert.equal(hostKey, sampleExisting("").hostKey);
        assert.match(service.inputs.create as string, /^sudo -n sh -c '/);
    });
});
