import type { CyrusTopology } from "../../../../components/cyrus/topology";
import type { MySqlTopology } from "../../../../components/mysql/topology";
import type { BackupMxTopology } from "../../../../components/backup-mx/topology";

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

/** A database pair, its primary on b. */
export const mySqlTopology: MySqlTopology = {
    pair: "mysql",
    name: "db",
    zone: "example.test",
    members: {
        a: { name: "db1.example.test", role: "standby", address: "10.213.0.13", managed: true, instanceId: "1003" },
        b: { name: "db2.example.test", role: "primary", address: "10.213.0.14", managed: true, instanceId: "1004" },
    },
    replicas: [{ key: "dc2", name: "db3.example.test", address: "10.213.0.16", promotable: false }],
    witness: { name: "witness.example.test", address: "10.213.0.15", instanceId: "1005" },
    records: [{ name: "db1.example.test", type: "A", content: "10.213.0.13", ttl: 300 }],
    primary: "b",
    engine: "mariadb",
    port: 3306,
};

/** A pair of Cyrus hosts with two instances, one primary on each. */
export const cyrusTopology: CyrusTopology = {
    pair: "cyrus",
    name: "imap",
    zone: "example.test",
    members: {
        a: { name: "imap1.example.test", role: "primary", address: "10.213.0.13", managed: true, instanceId: "1003" },
        b: { name: "imap2.example.test", role: "standby", address: "10.213.0.14", managed: true, instanceId: "1004" },
    },
    replicas: [],
    witness: { name: "witness.example.test", address: "10.213.0.15", instanceId: "1005" },
    records: [{ name: "imap1.example.test", type: "A", content: "10.213.0.13", ttl: 300 }],
    instances: [
        {
            ...{ name: "mail", members: ["a", "b"], primary: "a", domains: ["example.test"], endpoint: "proxy" },
            ...{ serviceName: "imap.example.test", addresses: ["10.213.0.13", "10.213.0.14"], durability: "rolling" },
        },
        {
            ...{ name: "work", members: ["b", "a"], primary: "b", domains: ["work.example.test"], endpoint: "dns" },
            ...{ serviceName: "work.example.test", addresses: ["10.213.0.14"], durability: "rightnow" },
        },
    ],
};
