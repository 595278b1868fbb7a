import * as pulumi from "@pulumi/pulumi";
import { hostAnswer } from "../host/host-answer";
import { operatorCommand } from "../host/operator-command";
import { PairHost, PairHosts } from "../roles/hosts";
import { PairShape } from "./args";
import { DoneRoles } from "./roles";

/** A host of the pair by its key: "a", "b", "witness" or the name of a replica. */
export function hostOf({ all }: PairHosts, wanted: string): PairHost {
    return all.find(({ key }) => key === wanted) as PairHost;
}

/** What every pair of databases tells, beside topology and endpoint. */
export function sharedOutputs(name: string, args: PairShape, hosts: PairHosts, { done, state }: DoneRoles) {
    const primary = args.primary ?? "a";
    const { host } = hostOf(hosts, primary);
    return {
        primaryAddress: host.address,
        standbyAddress: hostOf(hosts, primary === "a" ? "b" : "a").host.address,
        roleAtLastUp: state.apply((role) => role.primary),
        epoch: state.apply((role) => role.epoch),
        lossBound: state.apply((role) => role.lossBound),
        caCertificate: hostAnswer(`${name}-ca`, host, "cat /etc/standby/tls/ca.crt", [done]),
        statusCommand: pulumi.interpolate`${operatorCommand(host.hostName, args[primary].existing)} status`,
        deployPrivateKey: pulumi.secret(hosts.deployPrivateKey ?? ""),
    };
}
