import { isIPv4 } from "node:net";
import * as pulumi from "@pulumi/pulumi";
import { Problem, shown } from "../problems";

/**
 * A private network of layer 2 that a Linode is in, beside the public one: eth1 there. An address may float in it, as ARP
 * and multicast pass: so keepalived works in it. The cloud's firewall does not look into it; the host's own filter does.
 */
export interface LinodeVlanArgs {
    /**
     * Name of the VLAN, plain: 1 to 64 letters, digits and hyphens, as Linode rules. It is there while Linodes are in it;
     * those of the same account and region that give the same name are in the same one.
     */
    label: string;
    /**
     * Address of this host in it, plain: a private IPv4 address with the length of its network, "10.77.0.11/24". Linode
     * sets it at each boot, and does not look whether another host has it.
     */
    address: string;
}

const LABEL = /^[A-Za-z0-9-]{1,64}$/;
const PRIVATE = /^(?:10|172\.(?:1[6-9]|2\d|3[01])|192\.168)\./;
const LENGTH = /^(?:[89]|[12]\d|30)$/;

/** A host by its property, "b" or "replicas[0]", and the machine that is wanted for it, if it is to be a Linode. */
export type VlanHost = readonly [
    property: string,
    linode: { readonly region: pulumi.Input<string>; readonly vlan?: LinodeVlanArgs } | undefined,
];

/** The network interfaces that Linode is asked for: eth0 stays the public one. */
export function interfacesWith({ label, address }: LinodeVlanArgs) {
    return [{ purpose: "public" }, { purpose: "vlan", label, ipamAddress: address }];
}

/** Why a text cannot be the address of a host in a VLAN. */
function addressReason(text: string): string | undefined {
    const [address = "", length = "", ...rest] = text.split("/");
    if (!isIPv4(address) || !PRIVATE.test(address) || !LENGTH.test(length) || rest.length > 0) {
        const form = "a private IPv4 address with the length of its network, 8 to 30";
        return `${shown(text)} is not ${form}, like "10.77.0.11/24"`;
    }
    const number = address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
    const hosts = 2 ** (32 - Number(length));
    if (number % hosts !== 0 && number % hosts !== hosts - 1) return undefined;
    return `${shown(text)} is the first or last address of its network, which no host can have: take one in between`;
}

/** Everything that can be wrong with the VLANs of a pair's hosts. */
export function vlanProblems(hosts: readonly VlanHost[]): Problem[] {
    const inVlan = hosts.flatMap(([property, linode]) => {
        return linode?.vlan === undefined ? [] : [{ property, region: linode.region, ...linode.vlan }];
    });
    return inVlan.flatMap(({ property, region, label, address }, index) => {
        const problems: Problem[] = [];
        const at = `${property}.linode.vlan`;
        if (!LABEL.test(label)) {
            const reason = `${shown(label)} cannot name a VLAN: 1 to 64 letters, digits and hyphens`;
            problems.push({ property: `${at}.label`, reason });
        }
        const wrong = addressReason(address);
        if (wrong !== undefined) return [...problems, { property: `${at}.address`, reason: wrong }];
        const twin = inVlan.slice(0, index).find((other) => {
            const sameVlan = other.label === label && other.region === region;
            return sameVlan && other.address.split("/")[0] === address.split("/")[0];
        });
        if (twin === undefined) return problems;
        const reason = `${shown(address)} is the address of ${twin.property} too: each needs one of its own`;
        return [...problems, { property: `${at}.address`, reason }];
    });
}
