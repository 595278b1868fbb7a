import * as pulumi from "@pulumi/pulumi";
import { Member } from "../member";
import { PairHosts, pairHosts, WantedHost } from "../roles/hosts";
import { packages as witnessPackages } from "../witness/plan";
import { arbitratorPackages } from "./galera/arbitrator";
import { packages as galeraPackages } from "./galera/plan";
import { COPY_PORT, GROUP_PORT, PART_PORT } from "./galera/provider-options";
import { MySqlPairArgs, MySqlSettings } from "./args";
import { CHECK_PORT, DATABASE_PORT, ENDPOINT_PORT } from "./endpoint/haproxy-config";
import { packages } from "./plan";
import { metricsPorts } from "./visibility/visibility";
import { hostArgs } from "./settings";

/** May this host and its records be deleted? Replicas and the witness hold nothing that cannot be made anew. */
export function isProtected(args: MySqlPairArgs, key: string): boolean {
    return !args.destroyable && (key === "a" || key === "b") && args.release !== (key as Member);
}

function power(args: MySqlPairArgs, key: string): "off" | "on" | undefined {
    if (args.lost === key) return "off";
    return args.rejoin === key ? "on" : undefined;
}

/** Makes or adopts the members, the replicas and the witness. */
export function mysqlHosts(
    name: string,
    args: MySqlPairArgs,
    settings: pulumi.Output<MySqlSettings>,
    parent: pulumi.Resource,
): PairHosts {
    const galera = args.engine === "galera";
    const ofWitness = galera ? [...witnessPackages, ...arbitratorPackages] : witnessPackages;
    const ofMember = galera ? galeraPackages : packages;
    const wanted = [...hostArgs(args)].map(([key, { linode, existing }]): WantedHost => ({
        ...{ key, linode, existing, protect: isProtected(args, key), power: power(args, key) },
        hostName: settings.apply(({ names }) => names[key]),
        // No session before every argument is known to be good: the address comes by way of the settings.
        existingAddress: settings.apply(({ addresses }) => addresses[key]),
        packages: key === "witness" ? ofWitness : ofMember,
    }));
    const { link = "tls", linkPort = 2345, clientsFrom = [] } = args;
    const reached = link === "tls" || clientsFrom.length > 0;
    const common = {
        deployKeyGeneration: args.deployKeyGeneration ?? 1,
        adminKeys: settings.apply(({ adminKeys }) => adminKeys),
        sshFrom: args.sshFrom,
        tcpPorts: [
            linkPort,
            ...(reached ? [DATABASE_PORT] : []),
            ...(galera ? [COPY_PORT, GROUP_PORT, PART_PORT] : []),
            ...(args.endpoint === "haproxy" ? [ENDPOINT_PORT, CHECK_PORT] : []),
            ...((args.metricsFrom ?? []).length > 0 ? metricsPorts({}) : []),
        ],
    };
    return pairHosts(name, wanted, common, parent);
}
