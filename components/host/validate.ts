import { isIP, isIPv4 } from "node:net";
import { between, Problem, shown } from "../problems";
import { ExistingArgs } from "./existing-host";

/** Resource names become labels of machines, firewalls ("-fw", at most 32) and groups ("-apart"). */
const PAIR_NAME = /^[a-z]([a-z0-9-]{0,22}[a-z0-9])$/;
const HOST_KEY = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d+) [A-Za-z0-9+/]+=*$/;
const PUBLIC_KEY = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d+|sk-ssh-ed25519@openssh\.com) [A-Za-z0-9+/]+=*( .*)?$/;
const PORT = { min: 1, max: 65535 };

/** Is the text a network of either family, "203.0.113.0/24"? */
function isNetwork(text: string): boolean {
    const [, address, length] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
    return address !== undefined && isIP(address) !== 0 && Number(length) <= (isIPv4(address) ? 32 : 128);
}

export function networkProblems(property: string, networks: readonly string[] = []): Problem[] {
    return networks.flatMap((network, index) => {
        if (isNetwork(network)) return [];
        const reason = `${shown(network)} is not a network, like "203.0.113.0/24"`;
        return [{ property: `${property}[${index}]`, reason }];
    });
}

export function pairNameProblems(name: string): Problem[] {
    if (PAIR_NAME.test(name) && !name.includes("--")) return [];
    const reason = `${shown(name)} cannot label machines: 2 to 24 lower-case letters, digits and single inner hyphens, a letter first`;
    return [{ property: "name", reason }];
}

export function hostKeyProblems(property: string, hostKey: string): Problem[] {
    if (HOST_KEY.test(hostKey)) return [];
    const reason = `${shown(hostKey)} is not an SSH host key: write what ssh-keyscan prints, without the host name`;
    return [{ property, reason }];
}

/** How to log in to a host that stands already; what is not a plain value is left to SSH to refuse. */
export function loginProblems(property: string, existing: ExistingArgs | undefined): Problem[] {
    const { hostKey, port } = existing ?? {};
    const problems: Problem[] = [];
    if (typeof hostKey === "string") problems.push(...hostKeyProblems(`${property}.existing.hostKey`, hostKey));
    if (typeof port === "number") problems.push(...between(`${property}.existing.port`, port, "", PORT));
    return problems;
}

/** Exactly one of these properties says where a host comes from. */
export function originProblems(property: string, host: object, kinds: readonly string[]): Problem[] {
    const given = kinds.filter((kind) => (host as Record<string, unknown>)[kind] !== undefined);
    if (given.length === 1) return [];
    const found = given.length === 0 ? "none is given" : `${given.join(" and ")} are given`;
    return [{ property, reason: `${found}: say with exactly one of ${kinds.join(", ")} where the host comes from` }];
}

export function addressProblems(property: string, address: string): Problem[] {
    if (isIPv4(address)) return [];
    return [{ property, reason: `${shown(address)} is not an IPv4 address, like "203.0.113.25"` }];
}

/** Addresses of hosts that stand already, by their keys: each needs a host of its own. */
export function standingProblems(addresses: Readonly<Record<string, string>>): Problem[] {
    const hosts = Object.entries(addresses);
    return hosts.flatMap(([key, address], index) => {
        const property = `${key}.existing.address`;
        const twin = hosts.slice(0, index).find(([, other]) => other === address);
        if (!twin) return addressProblems(property, address);
        return [{ property, reason: `"${address}" is the address of ${twin[0]} too: each needs a host of its own` }];
    });
}

export function generationProblems(property: string, generation: number): Problem[] {
    if (Number.isInteger(generation) && generation >= 1) return [];
    return [{ property, reason: `${shown(generation)} is not 1, 2, 3 ...: raise it by one to rotate` }];
}

export function releaseProblems(release: string | undefined, keeps: string): Problem[] {
    if (release === undefined || release === "a" || release === "b") return [];
    const reason = `${shown(release)} is not a member: release "a" or "b", one at a time, so that the other keeps ${keeps}`;
    return [{ property: "release", reason }];
}

export function adminKeyProblems(keys: readonly string[]): Problem[] {
    return keys.flatMap((key, index) => {
        if (PUBLIC_KEY.test(key)) return [];
        const reason = `${shown(key)} is not an SSH public key: write the one line of a .pub file`;
        return [{ property: `adminKeys[${index}]`, reason }];
    });
}
