import { DatabaseServer } from "../database/server";

/** MariaDB, as the shared parts of a pair of databases know it. */
export const MARIADB: DatabaseServer = {
    kind: "mysql",
    title: "MariaDB",
    unit: "mariadb.service",
    port: 3306,
    idle: {
        timeout: "28860s",
        reason: "A little longer than MariaDB's own wait_timeout, so that MariaDB ends an idle session, not this.",
    },
};
