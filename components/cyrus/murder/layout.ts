import { InstanceSettings } from "../instance-args";

/** What frontends reach of an instance. */
export const FRONT_SERVICES = ["imap", "pop3", "sieve", "lmtp"] as const;
export type FrontService = (typeof FRONT_SERVICES)[number];

/** Where mupdate lets in members, and where frontends. Its near ends on the loopback have the first of them too. */
export const MUPDATE_PORTS = { members: 3905, frontends: 3906 } as const;

/** The near ends on a frontend, by what services the file of services on the host calls so. */
export const NEAR_PORTS: Readonly<Record<FrontService, number>> = {
    imap: 10143,
    pop3: 10110,
    sieve: 14190,
    lmtp: 10024,
};

/** On the loopback of a member, above the ports that every instance has: see portsOf. */
const LOCAL_PORTS = 12005;

/** Ports of one instance for frontends, by its place in the program. */
export function frontPorts(place: number, tunnelPort: number) {
    const each = (first: number) =>
        Object.fromEntries(FRONT_SERVICES.map((service, index) => [service, first + index])) as Record<
            FrontService,
            number
        >;
    return { local: each(LOCAL_PORTS + 10 * place), tunnel: each(tunnelPort + FRONT_SERVICES.length * place) };
}

/** The address on a frontend's loopback that stands for an instance. */
export function nearAddress(place: number): string {
    return `127.77.0.${10 + place}`;
}

/** The most instances that have such an address. */
export const MOST_INSTANCES = 240;

/** The name in mupdate's list that is no mailbox: it stands there once all mailboxes of the instance do. */
export function markOf({ name }: Pick<InstanceSettings, "name">): string {
    return `standby_known_${name}`;
}
