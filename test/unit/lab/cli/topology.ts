import type { BackupMxTopology } from "../../../../lab/members";

/** A pair as the stack's output tells it. */
export const topology: BackupMxTopology = {
    pair: "backup-mx",
    name: "mx",
    zone: "example.test",
    domains: ["example.test"],
    members: {
        a: { name: "mail.example.test", role: "primary", address: "10.213.0.11", managed: true, instanceId: "1001" },
        b: { name: "mail2.example.test", role: "backup", address: "10.213.0.12", managed: true, instanceId: "1002" },
    },
    records: [
        { name: "mail.example.test", type: "A", content: "10.213.0.11", ttl: 300 },
        { name: "example.test", type: "MX", content: "mail.example.test", priority: 10, ttl: 86400 },
        { name: "example.test", type: "MX", content: "mail2.example.test", priority: 20, ttl: 86400 },
    ],
};
