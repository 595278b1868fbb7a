import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import {
    hostArgs,
    plainSettings,
    primaryOf,
    settingsFrom,
    withoutSecrets,
} from "../../../../components/cyrus/settings";
import { valueOf } from "../../../helpers/mocks";
import { anna, ben, crossed, existing, sampleArgs, sampleSettings, second } from "./sample";

describe("CyrusPair's settings", () => {
    it("have these defaults", () => {
        assert.deepEqual(sampleSettings(), {
            zone: "example.com",
            zoneService: "cloudflare",
            names: { a: "imap1.example.com", b: "imap2.example.com", witness: "witness.example.com" },
            addresses: {},
            instances: [
                {
                    ...{ name: "mail", members: ["a", "b"], primary: "a", domains: ["example.com"] },
                    ...{ users: [anna, ben], durability: "rolling", serviceName: "imap.example.com" },
                    ...{ partitions: ["default"], archiveAfterDays: 7, imapdSettings: {} },
                },
            ],
            ...{ link: "stunnel", endpoint: "dns", linkPort: 2345, tunnelPort: 2005 },
            ...{ endpointTtlSeconds: 300, addressTtlSeconds: 300, mxTtlSeconds: 86400 },
            ...{ selfFenceSeconds: 20, maxLagSeconds: 30, adminKeys: [] },
        });
    });

    it("call a further instance by its own name, and give it no domain by themselves", () => {
        const [, other] = sampleSettings({ ...crossed, instances: [second, { name: "two", users: [] }] }).instances;
        assert.deepEqual([other.serviceName, other.domains], ["two.example.com", []]);
    });

    it("keep an argument that is given, and take one that is undefined for none", () => {
        const [instance] = sampleSettings({
            maxLagSeconds: 5,
            linkPort: undefined,
            instances: [{ name: "mail", users: [], durability: undefined, archiveAfterDays: 30 }],
        }).instances;
        assert.deepEqual([instance.durability, instance.archiveAfterDays], ["rolling", 30]);
        assert.equal(sampleSettings({ maxLagSeconds: 5 }).maxLagSeconds, 5);
        assert.equal(sampleSettings({ linkPort: undefined }).linkPort, 2345);
    });

    it("let an instance follow the pair's primary where that holds it, and its first member else", () => {
        const primary = (members: string[], ofPair?: string, own?: string) =>
            primaryOf({ name: "one", members, primary: own }, { primary: ofPair });
        assert.equal(primary(["a", "b"]), "a");
        assert.equal(primary(["a", "b"], "b"), "b");
        assert.equal(primary(["b", "c"]), "b");
        assert.equal(primary(["c", "d"], "b"), "c");
        assert.equal(primary(["a", "b"], "b", "a"), "a");
    });

    it("know all hosts by their keys, the further ones by name", () => {
        const hosts = [{ name: "c", hostName: "imap3.example.com", linode: { region: "nl-ams" } }];
        assert.deepEqual([...hostArgs(sampleArgs({ hosts })).keys()], ["a", "b", "c", "witness"]);
        assert.equal(sampleSettings({ hosts }).names.c, "imap3.example.com");
        assert.equal(sampleSettings(existing).addresses.b, "198.51.100.26");
    });

    it("are plain only if every value is: one that is late is waited for", async () => {
        const args = sampleArgs({ instances: [{ name: "mail", users: pulumi.output([anna]) }] });
        assert.equal(plainSettings(args), undefined);
        assert.deepEqual((await valueOf(settingsFrom(args))).instances[0].users, [anna]);
        const late = sampleArgs({ zone: pulumi.output("example.com") });
        assert.equal((await valueOf(settingsFrom(late))).instances[0].serviceName, "imap.example.com");
    });

    it("without secrets hold no password, neither of users nor of a directory", () => {
        const directory = {
            ...{ engine: "pgsql" as const, hosts: ["db"], database: "mail", user: "cyrus", password: "canary-sql" },
            select: "SELECT 1",
        };
        const settings = sampleSettings({ instances: [{ name: "mail", users: [anna], directory }] });
        assert.match(JSON.stringify(settings), /canary-anna-1.*canary-sql/);
        assert.doesNotMatch(JSON.stringify(withoutSecrets(settings)), /canary/);
    });
});
