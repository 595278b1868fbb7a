import assert from "node:assert/strict";
import { find, Recording, Registered } from "../../../helpers/mocks";
import { isAfter } from "../../../helpers/pair";
import { build, existing } from "./pair";

describe("BackupMxPair, its machines", () => {
    it("are made once and never rebuilt by a change of keys, image or user data", async () => {
        for (const member of ["mail-a", "mail-b"]) {
            const machine = find(await build(), member, "Instance");
            assert.deepEqual(machine.ignoreChanges, ["authorizedKeys", "rootPass", "image", "metadatas", "firewallId"]);
            assert.equal(machine.deleteBeforeReplace, true, "labels are unique");
            assert.ok(machine.additionalSecretOutputs.includes("metadatas"));
        }
    });

    it("get what is asked for, or the defaults", async () => {
        const a = {
            hostName: "mail.example.com",
            linode: { region: "de-fra-2", type: "g6-standard-1", image: "linode/debian13" },
        };
        const recording = await build({ a });
        const shown = ({ inputs: { label, region, type, image, tags } }: Registered) => ({
            label,
            region,
            type,
            image,
            tags,
        });
        assert.deepEqual(shown(find(recording, "mail-a", "Instance")), {
            ...{ label: "mail-a", region: "de-fra-2", type: "g6-standard-1", image: "linode/debian13" },
            tags: ["mail"],
        });
        assert.deepEqual(shown(find(recording, "mail-b", "Instance")), {
            ...{ label: "mail-b", region: "nl-ams", type: "g6-nanode-1", image: "linode/debian12" },
            tags: ["mail"],
        });
    });

    it("are in a VLAN by eth1 where the program says so, and have no interfaces of their own where it does not", async () => {
        const vlan = { label: "mail-net", address: "10.77.0.11/24" };
        const a = { hostName: "mail.example.com", linode: { region: "de-fra-2", vlan } };
        const recording = await build({ a });
        assert.deepEqual(find(recording, "mail-a", "Instance").inputs.interfaces, [
            { purpose: "public" },
            { purpose: "vlan", label: "mail-net", ipamAddress: "10.77.0.11/24" },
        ]);
        assert.equal("interfaces" in find(recording, "mail-b", "Instance").inputs, false);
    });

    it("stand behind the cloud's firewall from their first boot", async () => {
        const recording = await build({ sshFrom: ["203.0.113.0/24"] });
        const firewall = find(recording, "mail-firewall");
        assert.equal(firewall.inputs.inboundPolicy, "DROP");
        assert.equal(firewall.inputs.outboundPolicy, "ACCEPT");
        assert.equal(firewall.inputs.label, "mail-fw");
        assert.deepEqual((firewall.inputs.inbounds as { ipv4s: string[] }[])[0].ipv4s, ["203.0.113.0/24"]);
        for (const member of ["mail-a", "mail-b"]) assert.ok(isAfter(find(recording, member, "Instance"), firewall));
    });

    it("take administrators' keys beside the deploy key", async () => {
        const adminKeys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 anna"];
        const keys = find(await build({ adminKeys }), "mail-a", "Instance").inputs.authorizedKeys as string[];
        assert.equal(keys.length, 3);
        assert.equal(keys[2], adminKeys[0]);
    });

    it("take everything that lives on them along when they go", async () => {
        const recording = await build();
        const machine = find(recording, "mail-b", "Instance");
        for (const name of ["gate", "base", "recipients", "service", "reverse"]) {
            assert.equal(find(recording, `mail-b-${name}`).deletedWith, machine.urn, name);
        }
    });
});

describe("BackupMxPair, its protection", () => {
    const guarded = ({ resources }: Recording) =>
        resources
            .filter(({ protect }) => protect)
            .map(({ name }) => name)
            .sort();
    const of = (member: string) => [`mail-${member}`, `mail-${member}-address`, `mail-${member}-mx-example.com`];

    it("holds machines and records by default", async () => {
        assert.deepEqual(guarded(await build()), [...of("a"), ...of("b")]);
    });

    for (const [release, kept] of [
        ["a", "b"],
        ["b", "a"],
    ] as const) {
        it(`is given up for ${release} alone when ${release} is released`, async () => {
            assert.deepEqual(guarded(await build({ release })), of(kept));
        });
    }

    it("is off in a stack that is made to be destroyed", async () => {
        assert.deepEqual(guarded(await build({ destroyable: true })), []);
    });

    it("holds an existing host's records", async () => {
        assert.deepEqual(guarded(await build(existing)), [...of("a").slice(1), ...of("b").slice(1)]);
    });
});
