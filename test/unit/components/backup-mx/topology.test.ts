import assert from "node:assert/strict";
import { topology } from "../../../../components/backup-mx/topology";
import { sampleSettings } from "./sample";

const a = { address: "203.0.113.10", managed: true, instanceId: "1001" };
const b = { address: "203.0.113.20", managed: true, instanceId: "1002" };

describe("topology", () => {
    it("tells members, roles and records of the pair", () => {
        const settings = sampleSettings({ domains: ["example.com", "lists.example.com"] });
        const { records, members, ...rest } = topology("mail", settings, { a, b });
        assert.deepEqual(rest, {
            pair: "backup-mx",
            name: "mail",
            zone: "example.com",
            domains: ["example.com", "lists.example.com"],
        });
        assert.deepEqual(members, {
            a: { name: "mail.example.com", role: "primary", ...a },
            b: { name: "mail2.example.com", role: "backup", ...b },
        });
        const mx = (name: string, content: string, priority: number) => ({
            name,
            type: "MX",
            content,
            ttl: 86400,
            priority,
        });
        assert.deepEqual(records, [
            { name: "mail.example.com", type: "A", content: "203.0.113.10", ttl: 300 },
            mx("example.com", "mail.example.com", 10),
            mx("lists.example.com", "mail.example.com", 10),
            { name: "mail2.example.com", type: "A", content: "203.0.113.20", ttl: 300 },
            mx("example.com", "mail2.example.com", 20),
            mx("lists.example.com", "mail2.example.com", 20),
        ]);
    });

    it("tells an AAAA record where mail comes by IPv6", () => {
        const { records } = topology("mail", sampleSettings(), { a, b }, { a: "2001:db8::a" });
        const found = records.filter(({ type }) => type === "AAAA");
        assert.deepEqual(found, [{ name: "mail.example.com", type: "AAAA", ttl: 300, content: "2001:db8::a" }]);
    });

    it("tells no records of a host that is left alone", () => {
        const found = { a: { address: "203.0.113.10", managed: false }, b };
        const { records } = topology("mail", sampleSettings(), found);
        assert.deepEqual(
            records.map(({ name, type, content }) => `${name} ${type} ${content}`),
            ["mail2.example.com A 203.0.113.20", "example.com MX mail2.example.com"],
        );
    });
});
