import * as pulumi from "@pulumi/pulumi";
import { movingAddress } from "../../dns/endpoint-record";
import { Zone } from "../../dns/zone";
import { PairHost } from "../../roles/hosts";
import { Phases, promotable } from "../phases";
import { DatabaseServer, endpointPort } from "../server";

/** Where clients reach the primary. */
export interface Reached {
    /** "dns", "haproxy" or "multihost". */
    readonly kind: string;
    /** Full names to connect to: one that moves, one for all proxies, or all members. */
    readonly hosts: string[];
    readonly port: number;
}

/** Names the endpoint after the role step, and tells clients about it. */
export function endpoint(
    phases: Phases,
    server: DatabaseServer,
    zone: Zone,
    primary: PairHost,
    role: pulumi.Resource,
): pulumi.Output<Reached> {
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
        return { kind, hosts, port: kind === "haproxy" ? endpointPort(server) : server.port };
    });
}
