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
    // A record that another kind of endpoint made is taken over: an identical one would be refused while it is there.
    const former = (of: string) => ({ parent, aliases: [{ name: `${of}-endpoint` }] });
    const own = `${name}-${primary.key}`;
    if (kind === "dns") movingAddress(name, zone, record(primary.host.address), role, former(own));
    if (kind === "haproxy") {
        const first = movingAddress(own, zone, record(primary.host.address), role, former(name));
        for (const { key, host } of members.filter(({ key }) => key !== primary.key && (key === "a" || key === "b")))
            movingAddress(`${name}-${key}`, zone, record(host.address), role, { parent, dependsOn: first });
    }
    return settings.apply(({ names, endpointName }) => {
        const first = primary.key;
        const all = [first, ...promotable(args).filter((key) => key !== first)].map((key) => names[key]);
        const hosts = kind === "multihost" ? all : [endpointName];
        return { kind, hosts, port: kind === "haproxy" ? endpointPort(server) : server.port };
    });
}
