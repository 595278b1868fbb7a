import type { ConfigChange } from "../../../lab/pair";

/** What the seed's hosts had beside the plain form: several partitions, headers on a fast disk, old mails on a large one. */
export const SETTINGS: ConfigChange = {
    // Prometheus, and clients of POP and Sieve, are on the witness here.
    metricsFrom: ["10.0.0.0/8"],
    clientsFrom: ["10.0.0.0/8"],
    instances: [
        {
            name: "mail",
            partitions: ["default", "second"],
            metaFolder: "/srv/fast",
            archiveFolder: "/srv/large",
            archiveAfterDays: 7,
        },
    ],
    users: [
        { name: "anna@example.test", password: "Lab-anna-vu7Ohqu3", quotaMiB: 64 },
        { name: "ben@example.test", password: "Lab-ben-Ahs5xie4" },
    ],
};
