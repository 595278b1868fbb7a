import { Reached } from "../../database/endpoint/endpoint";
import { multihost } from "./multihost";

/** What a client needs to know to reach the primary. */
export interface EndpointTopology {
    /** "dns", "haproxy" or "multihost". */
    readonly kind: string;
    /** Full names to connect to: one that moves, one for all proxies, or all members. */
    readonly hosts: string[];
    readonly port: number;
    /** For MariaDB Connector/J 3; user and password go into the driver's properties. */
    readonly jdbc: string;
    /** First statement of a connection: fails with 1644 on a member that does not take writes. */
    readonly openCheck: string;
}

/** Tells clients of MariaDB how to connect to it. Pure. */
export function endpointTopology({ kind, hosts, port }: Reached): EndpointTopology {
    const { jdbc, openCheck } = multihost({ hosts: hosts.map((name) => ({ name, port })) });
    return { kind, hosts, port, jdbc, openCheck };
}
