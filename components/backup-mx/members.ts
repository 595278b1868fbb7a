import * as pulumi from "@pulumi/pulumi";
import { DeployKey, deployKey } from "../host/deploy-key";
import { ExistingHost } from "../host/existing-host";
import { apart, pairFirewall } from "../host/firewall";
import { Host } from "../host/host";
import { LinodeHost } from "../host/linode-host";
import { Member } from "../member";
import { packages as preflightPackages } from "../preflight/preflight-part";
import { exporterPorts, packages as metricsPackages } from "../visibility/visibility";
import { BackupMxMta, BackupMxPairArgs, BackupMxSettings } from "./args";
import { filterPackages } from "./filters";
import { packages, tcpPorts } from "./plan";
import { webPackagesOf, webPorts } from "./web";

/** A managed host of the pair; `answers` is done as soon as it can be logged in to. */
export type ManagedHost = Host & { readonly answers: pulumi.Resource };

/** The hosts of the pair, or nothing in the place of a primary that is left alone. */
export interface Members {
    readonly a?: ManagedHost;
    readonly b: ManagedHost;
    /** OpenSSH private key of the hosts that we make; undefined where there is none. */
    readonly deployPrivateKey?: pulumi.Output<string>;
}

interface Shared {
    readonly key: DeployKey;
    readonly firewallId: pulumi.Output<number>;
    readonly placementGroupId?: pulumi.Output<number>;
}

/** May this member's host and records be deleted? */
export function isProtected(args: BackupMxPairArgs, member: Member): boolean {
    return !args.destroyable && args.release !== member;
}

const number = (id: pulumi.Output<string>) => id.apply(Number);

/** Ports that the cloud's firewall opens: the hosts' own filter knows from whom. */
function openPorts(args: BackupMxPairArgs): number[] {
    const { metricsFrom = [] } = args;
    return [...tcpPorts, ...webPorts(args), ...(metricsFrom.length > 0 ? exporterPorts({}) : [])];
}

/** What the Linodes of a pair have in common. Two in one region are kept on different hardware. */
function shared(name: string, args: BackupMxPairArgs, opts: pulumi.CustomResourceOptions): Shared {
    const regions = [args.a.linode?.region, args.b.linode?.region];
    const together = typeof regions[0] === "string" && regions[0] === regions[1];
    const group = together ? apart(name, regions[0] as string, opts) : undefined;
    return {
        key: deployKey(name, args.deployKeyGeneration ?? 1, opts),
        firewallId: number(pairFirewall(name, { tcpPorts: openPorts(args), sshFrom: args.sshFrom }, opts).id),
        placementGroupId: group && number(group.id),
    };
}

/** Makes or adopts the hosts of the pair. */
export function members(
    name: string,
    args: BackupMxPairArgs,
    settings: pulumi.Output<BackupMxSettings>,
    parent: pulumi.Resource,
): Members {
    const ofPair = args.a.linode || args.b.linode ? shared(name, args, { parent }) : undefined;
    const ofOptions = [
        ...((args.metricsFrom ?? []).length > 0 ? metricsPackages : []),
        ...(args.preflight ? preflightPackages : []),
        ...webPackagesOf(args),
    ];
    const host = (member: Member): ManagedHost | undefined => {
        const { linode, existing } = args[member];
        const hostName = settings.apply(({ names }) => names[member]);
        const mta = args[member].mta ?? BackupMxMta.Postfix;
        const needed = [...packages(mta), ...ofOptions, ...filterPackages(mta, args.policy)];
        if (existing) {
            // No session before every argument is known to be good: the address comes by way of the settings.
            const address = settings.apply(({ addresses }) => addresses[`${member}.existing`]);
            const adopted = { hostName, existing: { ...existing, address }, packages: needed };
            return new ExistingHost(`${name}-${member}`, adopted, { parent });
        }
        if (!linode || !ofPair) return undefined;
        const machine = {
            ...{ hostName, linode, protect: isProtected(args, member), tags: [name] },
            ...{ firewallId: ofPair.firewallId, placementGroupId: ofPair.placementGroupId, deployKey: ofPair.key },
            adminKeys: settings.apply(({ adminKeys }) => adminKeys),
            base: { tcpPorts: [...tcpPorts, ...webPorts(args)], packages: needed, sshFrom: args.sshFrom },
        };
        return new LinodeHost(`${name}-${member}`, machine, { parent });
    };
    const deployPrivateKey = ofPair?.key.current.apply(({ privateKey }) => privateKey);
    return { a: host("a"), b: host("b") as ManagedHost, deployPrivateKey };
}
