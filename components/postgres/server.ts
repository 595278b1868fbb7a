import { DatabaseServer } from "../database/server";

/** PostgreSQL, as the shared parts of a pair of databases know it. */
export const POSTGRES: DatabaseServer = {
    kind: "postgres",
    title: "PostgreSQL",
    unit: "postgresql@15-main.service",
    port: 5432,
    idle: {
        timeout: "7d",
        reason: "PostgreSQL ends no idle session by itself: a proxy that did would surprise connection pools.",
    },
};
