import * as pulumi from "@pulumi/pulumi";
import { wireguardPackages } from "../link/wireguard-part";
import { WIREGUARD_PORT } from "../link/inner-network";
import { PairHosts, pairHosts, WantedHost } from "../roles/hosts";
import { exporterPorts, packages as metricsPackages } from "../visibility/visibility";
import { packages as witnessPackages } from "../witness/plan";
import { CyrusPairArgs, CyrusSettings } from "./args";
import { directoryPackages, packages } from "./instance-part";
import { portsOf, SERVICES } from "./layout";
import { USER_PORTS } from "./plan";
import { frontPorts, MUPDATE_PORTS } from "./murder/layout";
import { frontPackages, mupdatePackages } from "./murder/plan";
import { allHosts, hostArgs } from "./settings";

/** Are this host and its records kept from deletion? */
export function isProtected(args: CyrusPairArgs, key: string): boolean {
    return !args.destroyable && args.release !== key;
}

function power(args: CyrusPairArgs, key: string): "off" | "on" | undefined {
    if (args.lost === key) return "off";
    return args.rejoin === key ? "on" : undefined;
}

/** Ports that the cloud's firewall opens: the hosts' own filter knows from whom. */
export function openPorts(args: CyrusPairArgs): number[] {
    const { endpoint = "dns", instances, tunnelPort = 2005, linkPort = 2345, metricsFrom = [] } = args;
    const proxied = endpoint === "proxy";
    const each = instances.flatMap((_, place) => {
        const { tunnel, sieve } = portsOf(place, tunnelPort);
        return proxied ? [...SERVICES.map((service) => tunnel[service]), sieve] : [tunnel.inner];
    });
    const murdered = args.murder ? murderPorts(args) : [];
    // Users of a Murder come by its VLAN, into which this firewall does not look.
    const users = args.murder ? [] : USER_PORTS;
    return [
        ...new Set([
            ...murdered,
            linkPort,
            25,
            ...users,
            ...each,
            ...(metricsFrom.length > 0 ? exporterPorts({}) : []),
        ]),
    ];
}

function murderPorts({ murder, instances }: CyrusPairArgs): number[] {
    const each = instances.flatMap((_, place) => Object.values(frontPorts(place, murder?.tunnelPort ?? 4005).tunnel));
    return [...Object.values(MUPDATE_PORTS), ...each];
}

/** What a host gets in its first transaction, by its key. */
function packagesOf(args: CyrusPairArgs, ofMember: readonly string[], key: string): readonly string[] {
    if (key === "witness") return witnessPackages;
    if (hostArgs(args).has(key)) return [...ofMember, ...(args.murder ? ["cyrus-murder"] : [])];
    return key === "mupdate" ? mupdatePackages : frontPackages;
}

/** Makes or adopts the members and the witness. */
export function cyrusHosts(
    name: string,
    args: CyrusPairArgs,
    settings: pulumi.Output<CyrusSettings>,
    parent: pulumi.Resource,
): PairHosts {
    const linked = args.link === "wireguard";
    const proxied = args.endpoint === "proxy" ? ["nginx-light", "libnginx-mod-mail", "libnginx-mod-stream"] : [];
    const asking = args.instances.some(({ directory }) => directory) ? directoryPackages : [];
    const metrics = (args.metricsFrom ?? []).length > 0 ? metricsPackages : [];
    const ofMember = [...packages, "stunnel4", ...proxied, ...asking, ...metrics, ...(linked ? wireguardPackages : [])];
    const wanted = [...allHosts(args)].map(([key, { linode, existing }]): WantedHost => ({
        ...{ key, linode, existing, protect: isProtected(args, key), power: power(args, key) },
        hostName: settings.apply(({ names }) => names[key]),
        // No session before every argument is known to be good: the address comes by way of the settings.
        existingAddress: settings.apply(({ addresses }) => addresses[key]),
        packages: packagesOf(args, ofMember, key),
        kind: hostArgs(args).has(key) ? undefined : "murder",
    }));
    const common = {
        deployKeyGeneration: args.deployKeyGeneration ?? 1,
        adminKeys: settings.apply(({ adminKeys }) => adminKeys),
        sshFrom: args.sshFrom,
        tcpPorts: openPorts(args),
        udpPorts: linked ? [args.wireguardPort ?? WIREGUARD_PORT] : [],
    };
    return pairHosts(name, wanted, common, parent);
}
