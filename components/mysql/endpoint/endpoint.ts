import * as pulumi from "@pulumi/pulumi";
import { movingAddress } from "../../dns/endpoint-record";
import { Zone } from "../../dns/zone";
import { PairHost } from "../../roles/hosts";
import { Phases, promotable } from "../phases";
import { DATABASE_PORT, ENDPOINT_PORT } from "./haproxy-config";
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

/** Names the endpoint after the role step, and tells clients about it. */
export function endpoint(
    phases: Phases,
    zone: Zone,
    primary: PairHost,
    role: pulumi.Resource,
): pulumi.Output<EndpointTopology> {
    const { name, args, settings, members, parent } = phases;
    const kind = args.endpoint ?? "dns";
    const record = (ipv4: pulumi.Output<string>) => ({
        name: settings.apply(({ endpointName }) => endpointName),
        ttlSeconds: settings.apply(({ endpointTtlSeconds }) => endpointTtlSeconds),
        ipv4,
    });
    if (kind === "dns") movingAddress(name, zone, record(primary.host.address), role, { parent });
    if (kind === "haproxy") {
        const proxies = members.filter(({ key }) => key === "a" || key === "b");
        for (const { key, host } of proxies)
            movingAddress(`${name}-${key}`, zone, record(host.address), role, { parent });
    }
    return settings.apply(({ names, endpointName }) => {
        const first = primary.key;
        const all = [first, ...promotable(args).filter((key) => key !== first)].map((key) => names[key]);
        const hosts = kind === "multihost" ? all : [endpointName];
        const port = kind === "haproxy" ? ENDPOINT_PORT : DATABASE_PORT;
        const { jdbc, openCheck } = multihost({ hosts: hosts.map((host) => ({ name: host, port })) });
        return { kind, hosts, port, jdbc, openCheck };
    });
}
