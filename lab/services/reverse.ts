import { isIPv4, isIPv6 } from "node:net";
import type { LabNetwork } from "../net/network";
import { fqdn, within, type Zone } from "./zone";

/** A reverse entry: the name that `address` has. */
export interface Pointer {
    address: string;
    name: string;
}

const POINTER_TTL = 300;

/** The name under in-addr.arpa or ip6.arpa that stands for `address`, with its last dot. */
export function reverseName(address: string): string {
    if (isIPv4(address)) return `${address.split(".").reverse().join(".")}.in-addr.arpa.`;
    if (isIPv6(address) && !address.includes(".")) return `${[...nibbles(address)].reverse().join(".")}.ip6.arpa.`;
    throw new Error(`${JSON.stringify(address)} is not an IP address; write it without a prefix length`);
}

function nibbles(address: string): string {
    const [head, tail] = address.split("%")[0].split("::");
    const left = head === "" ? [] : head.split(":");
    const right = tail === undefined || tail === "" ? [] : tail.split(":");
    const zeros = tail === undefined ? [] : new Array<string>(8 - left.length - right.length).fill("0");
    return [...left, ...zeros, ...right].map((group) => group.padStart(4, "0").toLowerCase()).join("");
}

/** The lab's two reverse zones (its IPv4 /24 and its IPv6 /64) with an entry for each pointer. */
export function reverseZones(net: LabNetwork, pointers: Pointer[]): Zone[] {
    const v4 = reverseName(net.subnet.split("/")[0]).split(".").slice(1).join(".");
    const v6 = reverseName(net.subnet6.split("/")[0]).split(".").slice(16).join(".");
    const records = pointers.map(({ address, name }) => ({
        name: reverseName(address),
        ttl: POINTER_TTL,
        type: "PTR",
        data: fqdn(name),
    }));
    const stray = records.findIndex((record) => !within(record.name, v4) && !within(record.name, v6));
    if (stray >= 0) {
        throw new Error(`address ${pointers[stray].address} is not of lab ${net.lab} (${net.subnet}, ${net.subnet6})`);
    }
    return [v4, v6].map((name) => ({ name, records: records.filter((record) => within(record.name, name)) }));
}
