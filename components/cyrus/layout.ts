import { CyrusInstanceArgs, InstanceSettings } from "./instance-args";

/** What users and other members reach of an instance; the first is for replication and for our own tools. */
export const SERVICES = ["inner", "imap", "pop3", "sieve"] as const;
export type Service = (typeof SERVICES)[number];

/** Ports on the loopback begin here; ten for each instance. */
const INNER_PORTS = 12000;
/** The near ends of the tunnels to the other member. */
const TUNNEL_ENDS = 22000;
/** Ports of Sieve through the proxy: it cannot tell users apart, so each instance has one. */
const SIEVE_PORT = 4190;

/** Ports of one instance, by its place in the program. */
export interface InstancePorts {
    /** On the loopback of its own host. */
    readonly local: Readonly<Record<Service, number>>;
    /** Where a host accepts tunnels from the other one. */
    readonly tunnel: Readonly<Record<Service, number>>;
    /** On the loopback: the near end of the tunnel to the other one. */
    readonly near: Readonly<Record<Service, number>>;
    /** Public port of Sieve where a proxy is in front. */
    readonly sieve: number;
}

function each(first: number): Record<Service, number> {
    return Object.fromEntries(SERVICES.map((service, index) => [service, first + index])) as Record<Service, number>;
}

/** An instance keeps its ports as long as it keeps its place; add instances at the end. */
export function portsOf(place: number, tunnelPort: number): InstancePorts {
    return {
        local: each(INNER_PORTS + 10 * place),
        tunnel: each(tunnelPort + SERVICES.length * place),
        near: each(TUNNEL_ENDS + 10 * place),
        sieve: SIEVE_PORT + place,
    };
}

/** The other host of an instance. */
export function partnerOf({ members }: Pick<InstanceSettings, "members">, member: string): string {
    return members[0] === member ? members[1] : members[0];
}

/** Instances that a host holds, with their places. */
export function heldBy<T extends Pick<InstanceSettings, "members">>(
    instances: readonly T[],
    host: string,
): { instance: T; place: number }[] {
    return instances
        .map((instance, place) => ({ instance, place }))
        .filter(({ instance }) => instance.members.includes(host));
}

/**
 * Spreads instances over hosts so that each host is the primary of one and the standby of the one before it: with hosts of
 * two sites in turn, the loss of a site leaves a standby of every instance, and the loss of a host one more instance on one
 * other host alone.
 * @param hosts their keys, sites in turn: ["a", "b"], or ["a", "b", "c", "d"] with a and c at one site
 * @param instances what each instance has beside its hosts, in the same order; as many as hosts
 */
export function crossPaired(hosts: readonly string[], instances: readonly CyrusInstanceArgs[]): CyrusInstanceArgs[] {
    if (new Set(hosts).size !== hosts.length) throw new Error(`crossPaired: a host twice in ${hosts.join(", ")}`);
    if (hosts.length < 2) throw new Error("crossPaired: a host cannot be paired with itself: give two or more");
    if (hosts.length !== instances.length) {
        throw new Error(`crossPaired: ${hosts.length} hosts, ${instances.length} instances: give one instance a host`);
    }
    return instances.map((instance, index) => {
        const members = [hosts[index], hosts[(index + 1) % hosts.length]];
        return { ...instance, members, primary: instance.primary ?? members[0] };
    });
}
