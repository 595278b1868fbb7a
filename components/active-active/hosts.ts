import * as pulumi from "@pulumi/pulumi";
import { hostVolume, HostVolume } from "../host/volume";
import { PairHost, PairHosts, pairHosts, WantedHost } from "../roles/hosts";
import { packages as witnessPackages } from "../witness/plan";
import { exporterPorts, packages as metricsPackages } from "../visibility/visibility";
import { ActiveActivePairArgs, ActiveActiveSettings } from "./args";
import { USER_PORTS } from "./mail";
import { dualPrimaryPackages, memberPackages } from "./plan";
import { hostArgs } from "./settings";

/** Enough memory for Dovecot, Postfix and the caches of a small site. */
const MEMBER_TYPE = "g6-standard-2";

/** Are this host, its volume and its records kept from deletion? */
export function isProtected(args: ActiveActivePairArgs, key: string): boolean {
    return !args.destroyable && args.release !== key;
}

/** Makes or adopts the members and the witness. */
export function activeHosts(
    name: string,
    args: ActiveActivePairArgs,
    settings: pulumi.Output<ActiveActiveSettings>,
    parent: pulumi.Resource,
): PairHosts {
    const asked = (args.metricsFrom ?? []).length > 0;
    const dual = args.mode === "dual-primary" ? dualPrimaryPackages : [];
    const ofMember = [...memberPackages, ...dual, ...(asked ? metricsPackages : [])];
    const wanted = [...hostArgs(args)].map(([key, { linode, existing }]): WantedHost => {
        const type = linode?.type ?? (key === "witness" ? undefined : MEMBER_TYPE);
        return {
            ...{ key, existing, protect: isProtected(args, key) },
            linode: linode && { ...linode, type },
            hostName: settings.apply(({ names }) => names[key]),
            // No session before every argument is known to be good: the address comes by way of the settings.
            existingAddress: settings.apply(({ addresses }) => addresses[key]),
            packages: key === "witness" ? [...witnessPackages, "curl", "jq"] : ofMember,
        };
    });
    const common = {
        deployKeyGeneration: args.deployKeyGeneration ?? 1,
        adminKeys: settings.apply(({ adminKeys }) => adminKeys),
        sshFrom: args.sshFrom,
        // Replication goes by the VLAN, into which this firewall does not look; the hosts' own filter does.
        tcpPorts: [args.linkPort ?? 2345, 25, ...USER_PORTS, ...(asked ? exporterPorts({}) : [])],
    };
    return pairHosts(name, wanted, common, parent);
}

/** The volume of a member that is a Linode. */
export function memberVolume(
    name: string,
    args: ActiveActivePairArgs,
    { key, host }: PairHost,
): HostVolume | undefined {
    const linode = hostArgs(args).get(key)?.linode;
    if (!linode) return undefined;
    const wanted = { region: linode.region, sizeGiB: args.volumeGiB ?? 20, tags: [name] };
    return hostVolume(`${name}-${key}-disk`, host, { ...wanted, protect: isProtected(args, key) });
}
