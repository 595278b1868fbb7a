import { Reached } from "../../database/endpoint/endpoint";

/** What a client needs to know to reach the primary. */
export interface PostgresEndpointTopology {
    /** "dns", "haproxy" or "multihost". */
    readonly kind: string;
    /** Full names to connect to: one that moves, one for all proxies, or all members. */
    readonly hosts: string[];
    readonly port: number;
    /** For libpq and what is made with it; put the certificate of the output `caCertificate` at `sslrootcert`. */
    readonly uri: string;
    /** For PgJDBC; user and password go into the driver's properties. */
    readonly jdbc: string;
}

/** A host that lost its power says nothing: without these a client that waits for its answer would wait for two hours. */
const DEAD_PEER = "keepalives_idle=5&keepalives_interval=2&keepalives_count=3&tcp_user_timeout=10000";

/**
 * Tells clients of PostgreSQL how to connect to it. The drivers themselves go on to the next host while one takes no writes;
 * with one host they refuse instead of writing to a standby. Pure.
 */
export function endpointTopology({ kind, hosts, port }: Reached): PostgresEndpointTopology {
    const list = hosts.map((host) => `${host}:${port}`).join(",");
    const tls = "sslmode=verify-full&sslrootcert=ca.crt";
    const options = `${tls}&target_session_attrs=read-write&connect_timeout=2&${DEAD_PEER}`;
    return {
        ...{ kind, hosts, port },
        uri: `postgresql://${list}/postgres?${options}`,
        jdbc: `jdbc:postgresql://${list}/postgres?sslmode=verify-full&targetServerType=primary&connectTimeout=2`,
    };
}
