import { HostFile } from "./file";

/** Where the rules of later phases lie; the host's table includes them all in its input chain. */
const FOLDER = "/etc/nftables.d";

/** Accept rules for TCP ports, from these networks alone; both families, in the words of nft. */
export function acceptFrom(networks: readonly string[], ports: readonly number[]): string {
    const families = [
        ["ip", networks.filter((network) => !network.includes(":"))],
        ["ip6", networks.filter((network) => network.includes(":"))],
    ] as const;
    return families
        .filter(([, from]) => from.length > 0)
        .map(([family, from]) => `${family} saddr { ${from.join(", ")} } tcp dport { ${ports.join(", ")} } accept\n`)
        .join("");
}

/** The file that opens what one concern serves, and the question to nft whether it can be read. */
export function packetRulesPart(name: string, rules: string): { files: HostFile[]; checks: string[] } {
    const path = `${FOLDER}/${name}.rules`;
    const table = String.raw`printf 'table inet check {\nchain input {\ninclude "%s"\n}\n}\n' "$STAGE${path}"`;
    return { files: [{ path, content: rules, mode: "0600" }], checks: [`${table} | nft -c -f -`] };
}
