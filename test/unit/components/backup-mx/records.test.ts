import assert from "node:assert/strict";
import { find, valueOf } from "../../../helpers/mocks";
import { isAfter } from "../../../helpers/pair";
import { build, existing } from "./pair";

const MX = "dnsRecord:DnsRecord";

describe("BackupMxPair, its records", () => {
    it("are an A record for each host and an MX record for each host and domain", async () => {
        const recording = await build({ domains: ["example.com", "lists.example.com"], mxTtlSeconds: 3600 });
        const records = recording.resources.filter(({ type }) => type.includes(MX)).map(({ inputs }) => inputs);
        const zoneId = "zone-id";
        const mx = (name: string, content: string, priority: number) => ({
            zoneId,
            type: "MX",
            name,
            content,
            priority,
            ttl: 3600,
        });
        const address = { zoneId, type: "A", ttl: 300, proxied: false };
        const expected = [
            { ...address, name: "mail.example.com", content: "203.0.113.10" },
            { ...address, name: "mail2.example.com", content: "203.0.113.20" },
            mx("example.com", "mail.example.com", 10),
            mx("example.com", "mail2.example.com", 20),
            mx("lists.example.com", "mail.example.com", 10),
            mx("lists.example.com", "mail2.example.com", 20),
        ];
        const sorted = (list: unknown[]) =>
            list.map((one) => JSON.stringify(Object.entries(one as object).sort())).sort();
        assert.deepEqual(sorted(records), sorted(expected));
    });

    it("send mail to a host only once it serves", async () => {
        const recording = await build();
        for (const member of ["mail-a", "mail-b"]) {
            const mx = find(recording, `${member}-mx-example.com`);
            assert.ok(isAfter(mx, find(recording, `${member}-service`)));
            assert.ok(isAfter(mx, find(recording, `${member}-address`)));
        }
    });

    it("name an address only once its forward record is there", async () => {
        const recording = await build();
        for (const [member, rdns] of [
            ["mail-a", "mail.example.com"],
            ["mail-b", "mail2.example.com"],
        ]) {
            const reverse = find(recording, `${member}-reverse`);
            assert.ok(isAfter(reverse, find(recording, `${member}-address`)));
            assert.equal(reverse.inputs.rdns, rdns);
            assert.equal(reverse.inputs.waitForAvailable, true);
        }
    });
});

describe("BackupMxPair, its outputs", () => {
    it("tell addresses, commands and the topology", async () => {
        const { pair } = await build();
        assert.equal(await valueOf(pair.primaryAddress), "203.0.113.10");
        assert.equal(await valueOf(pair.backupAddress), "203.0.113.20");
        assert.equal(await valueOf(pair.flushCommand), "ssh root@mail2.example.com standby flush");
        assert.equal(await valueOf(pair.statusCommand), "ssh root@mail2.example.com standby status");
        const { members, records } = await valueOf(pair.topology);
        assert.match(members.a.instanceId!, /^\d+$/);
        assert.equal(members.b.role, "backup");
        assert.equal(records.length, 4);
    });

    it("name an existing host's own user and port in commands", async () => {
        const { pair } = await build(existing);
        assert.equal(await valueOf(pair.flushCommand), "ssh -p 2222 admin@mail2.example.com sudo standby flush");
        assert.equal(await valueOf(pair.statusCommand), "ssh -p 2222 admin@mail2.example.com sudo standby status");
    });
});
