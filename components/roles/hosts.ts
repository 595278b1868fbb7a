import * as pulumi from "@pulumi/pulumi";
import { DeployKey, deployKey, secretText } from "../host/deploy-key";
import { ExistingArgs, ExistingHost } from "../host/existing-host";
import { apart, pairFirewall } from "../host/firewall";
import { Host } from "../host/host";
import { SshKey, sshKeyFrom } from "../host/identity";
import { LinodeArgs, LinodeHost } from "../host/linode-host";

/** A host that is wanted. */
export interface WantedHost {
    /** "a", "b", "witness" or the name of a replica. */
    readonly key: string;
    readonly hostName: pulumi.Input<string>;
    readonly linode?: LinodeArgs;
    readonly existing?: ExistingArgs;
    /** Address of a host that stands already; known only once every argument is known to be good. */
    readonly existingAddress: pulumi.Input<string>;
    readonly packages: readonly string[];
    readonly protect: boolean;
    readonly power?: "off" | "on";
    /** Hosts of a kind of their own, kept apart from each other and not from the rest: a placement group takes five. @default none */
    readonly kind?: string;
}

/** What all hosts of a pair have in common. */
export interface HostsOfPair {
    readonly deployKeyGeneration: number;
    readonly adminKeys: pulumi.Input<string[]>;
    readonly sshFrom?: string[];
    /** Ports that the cloud's firewall opens; the hosts' own filter knows from whom. */
    readonly tcpPorts: readonly number[];
    /** @default none */
    readonly udpPorts?: readonly number[];
}

/** A host of the pair, with the key that it logs in to the others with. */
export interface PairHost {
    readonly key: string;
    readonly host: Host & { readonly answers: pulumi.Resource };
    readonly peerKey: pulumi.Output<SshKey>;
    /** The secret that this key, and others of this member, are derived from. */
    readonly secret: pulumi.Output<string>;
}

export interface PairHosts {
    readonly all: readonly PairHost[];
    /** OpenSSH private key of the hosts that we make; undefined where there is none. */
    readonly deployPrivateKey?: pulumi.Output<string>;
}

const number = (id: pulumi.Output<string>) => id.apply(Number);

/** One group for each region that holds two members or more: they are kept on different hardware. */
function groups(name: string, wanted: readonly WantedHost[], opts: pulumi.CustomResourceOptions) {
    const regions = wanted.flatMap(({ linode }) => (typeof linode?.region === "string" ? [linode.region] : []));
    const shared = [...new Set(regions.filter((region, index) => regions.indexOf(region) !== index))];
    const only = shared.length === 1;
    return new Map(
        shared.map((region) => [region, number(apart(only ? name : `${name}-${region}`, region, opts).id)] as const),
    );
}

/** Makes or adopts the hosts of a pair whose roles move. */
export function pairHosts(
    name: string,
    wanted: readonly WantedHost[],
    pair: HostsOfPair,
    parent: pulumi.Resource,
): PairHosts {
    const opts = { parent };
    const linodes = wanted.some(({ linode }) => linode);
    const key: DeployKey | undefined = linodes ? deployKey(name, pair.deployKeyGeneration, opts) : undefined;
    const firewall = linodes ? pairFirewall(name, pair, opts) : undefined;
    const kinds = [...new Set(wanted.map(({ kind }) => kind))];
    const together = new Map(
        kinds.map((kind) => {
            const own = wanted.filter((one) => one.kind === kind);
            return [kind, groups(kind === undefined ? name : `${name}-${kind}`, own, opts)];
        }),
    );
    const make = (one: WantedHost) => {
        const { hostName, linode, existing, packages, protect, power } = one;
        if (existing) {
            const adopted = { hostName, existing: { ...existing, address: one.existingAddress }, packages };
            return new ExistingHost(`${name}-${one.key}`, adopted, opts);
        }
        if (!linode || !key || !firewall) throw new Error(`${one.key} has no host`);
        const machine = {
            ...{ hostName, linode, protect, power, tags: [name], deployKey: key, adminKeys: pair.adminKeys },
            ...{
                firewallId: number(firewall.id),
                placementGroupId: together.get(one.kind)?.get(linode.region as string),
            },
            base: { tcpPorts: [], packages, sshFrom: pair.sshFrom },
        };
        return new LinodeHost(`${name}-${one.key}`, machine, opts);
    };
    const all = wanted.map((one) => {
        const secret = secretText(`${name}-${one.key}-peer-key`, opts);
        const peerKey = secret.apply((text) => sshKeyFrom(text, "peer"));
        return { key: one.key, host: make(one), peerKey, secret };
    });
    return { all, deployPrivateKey: key?.current.apply(({ privateKey }) => privateKey) };
}
