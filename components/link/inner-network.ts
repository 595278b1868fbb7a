import { createHash } from "node:crypto";
import { isIPv4 } from "node:net";
import { between, Problem, shown } from "../problems";

/** Where WireGuard listens when nothing is said: its own port. */
export const WIREGUARD_PORT = 51820;

/** What a pair says of its WireGuard link, and the members that it has beside a and b. */
export interface WireguardShape {
    readonly link?: string;
    readonly wireguardPort?: number;
    readonly wireguardNetwork?: string;
    readonly replicas?: readonly { readonly name: string }[];
}

const PORT = { min: 1024, max: 65535 };
const NETWORK = /^(?:10\.\d+|172\.(?:1[6-9]|2\d|3[01])|192\.168|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.\d+\.0\/24$/;
/** Hosts of a /24 that are neither a, nor b, nor the address of the network or of all. */
const FURTHER = 252;

function bytesOf(text: string): Buffer {
    return createHash("sha256").update(`pulumi-standby ${text}`).digest();
}

/**
 * The network of a pair's inner addresses, from its name. Its second number is 64 to 191: what people number by hand
 * is mostly below.
 */
export function innerNetwork(pair: string): string {
    const [second, third] = bytesOf(`network ${pair}`);
    return `10.${64 + (second % 128)}.${third}.0/24`;
}

/** A member's address in there, for life: a further member's comes from its name, since others may come and go. */
export function innerAddress(network: string, member: string): string {
    const given: Record<string, number> = { a: 1, b: 2 };
    const host = given[member] ?? 3 + (bytesOf(`member ${member}`)[0] % FURTHER);
    return network.replace(/\d+\/24$/, String(host));
}

/** Two replicas whose names give the same address. */
function twins({ replicas = [] }: WireguardShape): Problem[] {
    const names = replicas.map(({ name }) => name);
    const hosts = names.map((name) => innerAddress("10.0.0.0/24", name));
    return names.flatMap((name, index) => {
        const first = hosts.indexOf(hosts[index]);
        if (first === index || names[first] === name) return [];
        const reason = `"${name}" gives the same address inside of WireGuard as "${names[first]}": choose another name`;
        return [{ property: `replicas[${index}].name`, reason }];
    });
}

/** What is wrong with the WireGuard link of a pair. */
export function wireguardProblems(args: WireguardShape): Problem[] {
    const { wireguardPort = WIREGUARD_PORT, wireguardNetwork: network } = args;
    const problems = between("wireguardPort", wireguardPort, "", PORT);
    if (network !== undefined && !(NETWORK.test(network) && isIPv4(network.slice(0, -"/24".length)))) {
        const reason = `${shown(network)} is not a private IPv4 network of 24 bits, like "10.77.12.0/24"`;
        problems.push({ property: "wireguardNetwork", reason });
    }
    return [...problems, ...(args.link === "wireguard" ? twins(args) : [])];
}
