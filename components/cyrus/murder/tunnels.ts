import { tunnelHead } from "../tunnel-part";
import { InstanceSettings } from "../instance-args";
import { FRONT_SERVICES, frontPorts, MUPDATE_PORTS, NEAR_PORTS, nearAddress } from "./layout";

/** A host as tunnels need it. */
export interface TunnelHost {
    readonly key: string;
    readonly hostName: string;
    readonly address: string;
}

function conf(what: string, sections: readonly string[][]): string {
    return [`; standby: ${what}`, ...tunnelHead(), ...sections.flat(), ""].join("\n");
}

function far(name: string, accept: string, connect: number, from: readonly TunnelHost[]): string[] {
    return [
        ...[`[${name}]`, `accept = ${accept}`, `connect = 127.0.0.1:${connect}`],
        ...["verifyChain = yes", "requireCert = yes"],
        ...from.map(({ hostName }) => `checkHost = ${hostName}`),
    ];
}

function near(name: string, accept: string, port: number, to: readonly TunnelHost[]): string[] {
    return [
        ...[`[${name}]`, "client = yes", `accept = ${accept}`],
        ...to.map(({ address }) => `connect = ${address}:${port}`),
        ...["failover = prio", "verifyChain = yes"],
        ...to.map(({ hostName }) => `checkHost = ${hostName}`),
        "TIMEOUTconnect = 2",
    ];
}

function toMupdate(mupdate: TunnelHost, port: number): string[] {
    return near("mupdate", `127.0.0.1:${MUPDATE_PORTS.members}`, port, [mupdate]);
}

/** On a member: its way to mupdate. */
export function memberTunnel(mupdate: TunnelHost): string {
    return conf("a primary tells mupdate what it has", [toMupdate(mupdate, MUPDATE_PORTS.members)]);
}

/** On a member, where it is the primary of the instance: frontends come in. Nobody listens elsewhere, so they find it. */
export function backendTunnel(
    { name }: InstanceSettings,
    ports: ReturnType<typeof frontPorts>,
    address: string,
    frontends: readonly TunnelHost[],
): string {
    const services = FRONT_SERVICES.map((service) => {
        return far(`${name}-${service}`, `${address}:${ports.tunnel[service]}`, ports.local[service], frontends);
    });
    return conf(`frontends reach instance ${name} on its primary`, services);
}

/** On a frontend: its ways to mupdate, and to the primary of each instance, which is whichever of its members listens. */
export function frontTunnel(
    mupdate: TunnelHost,
    instances: readonly { readonly name: string; readonly members: readonly TunnelHost[] }[],
    tunnelPort: number,
): string {
    const ways = instances.flatMap(({ name, members }, place) => {
        const { tunnel } = frontPorts(place, tunnelPort);
        return FRONT_SERVICES.map((service) => {
            const accept = `${nearAddress(place)}:${NEAR_PORTS[service]}`;
            return near(`${name}-${service}`, accept, tunnel[service], members);
        });
    });
    return conf("this frontend's ways", [toMupdate(mupdate, MUPDATE_PORTS.frontends), ...ways]);
}

/** On the host of mupdate: one way in for those who write the list, another one for those who read it. */
export function mupdateTunnels(address: string, members: readonly TunnelHost[], frontends: readonly TunnelHost[]) {
    const way = (port: number, from: readonly TunnelHost[]) => {
        return [far("mupdate", `${address}:${port}`, MUPDATE_PORTS.members, from)];
    };
    return {
        members: conf("members tell mupdate what they have", way(MUPDATE_PORTS.members, members)),
        frontends: conf("frontends ask mupdate", way(MUPDATE_PORTS.frontends, frontends)),
    };
}
