import * as pulumi from "@pulumi/pulumi";
import { WIREGUARD_PORT } from "../link/inner-network";
import { wireguardPackages } from "../link/wireguard-part";
import { PairHosts, pairHosts, WantedHost } from "../roles/hosts";
import { DatabaseSettings, PairShape } from "./args";
import { checkPort, DatabaseServer, endpointPort } from "./server";
import { hostArgs } from "./settings";

/** What hosts are made with. */
export interface HostNeeds {
    /** Debian packages of each data member. */
    readonly memberPackages: readonly string[];
    readonly witnessPackages: readonly string[];
    /** Ports that the cloud's firewall opens beside that of the link. */
    readonly tcpPorts: readonly number[];
}

/** Are this host and its records kept from deletion? The witness has the record of roles; a replica holds nothing of its own. */
export function isProtected(args: PairShape, key: string): boolean {
    return !args.destroyable && ["a", "b", "witness"].includes(key) && args.release !== key;
}

function power(args: PairShape, key: string): "off" | "on" | undefined {
    if (args.lost === key) return "off";
    return args.rejoin === key ? "on" : undefined;
}

/** Ports that a pair serves: the hosts' own filter knows from whom. */
export function servedPorts(
    args: PairShape,
    server: DatabaseServer,
    { cluster = [], metrics = [] }: { cluster?: readonly number[]; metrics?: readonly number[] },
): number[] {
    const { link = "tls", clientsFrom = [], endpoint, metricsFrom = [] } = args;
    return [
        ...(link === "tls" || clientsFrom.length > 0 ? [server.port] : []),
        ...cluster,
        ...(endpoint === "haproxy" ? [endpointPort(server), checkPort(server)] : []),
        ...(metricsFrom.length > 0 ? metrics : []),
    ];
}

/** Makes or adopts the members, the replicas and the witness. */
export function databaseHosts(
    name: string,
    args: PairShape,
    settings: pulumi.Output<DatabaseSettings>,
    needs: HostNeeds,
    parent: pulumi.Resource,
): PairHosts {
    const linked = args.link === "wireguard";
    const ofMember = [...needs.memberPackages, ...(linked ? wireguardPackages : [])];
    const wanted = [...hostArgs(args)].map(([key, { linode, existing }]): WantedHost => ({
        ...{ key, linode, existing, protect: isProtected(args, key), power: power(args, key) },
        hostName: settings.apply(({ names }) => names[key]),
        // No session before every argument is known to be good: the address comes by way of the settings.
        existingAddress: settings.apply(({ addresses }) => addresses[key]),
        packages: key === "witness" ? needs.witnessPackages : ofMember,
    }));
    const common = {
        deployKeyGeneration: args.deployKeyGeneration ?? 1,
        adminKeys: settings.apply(({ adminKeys }) => adminKeys),
        sshFrom: args.sshFrom,
        tcpPorts: [args.linkPort ?? 2345, ...needs.tcpPorts],
        udpPorts: linked ? [args.wireguardPort ?? WIREGUARD_PORT] : [],
    };
    return pairHosts(name, wanted, common, parent);
}
