import * as linode from "@pulumi/linode";
import * as pulumi from "@pulumi/pulumi";

const EVERYWHERE = { ipv4s: ["0.0.0.0/0"], ipv6s: ["::/0"] };

/** What the cloud's firewall lets in. */
export interface FirewallPorts {
    readonly tcpPorts: readonly number[];
    /** @default none */
    readonly udpPorts?: readonly number[];
    /** Networks in CIDR form that may reach SSH. @default everybody */
    readonly sshFrom?: readonly string[];
}

/** Ports or ranges of one rule that Linode takes. */
const MOST_PORTS = 15;

/** Ports in the words of the Linode API; neighbours are a range where there would be too many. */
export function portList(ports: readonly number[]): string {
    if (ports.length <= MOST_PORTS) return ports.join(", ");
    const sorted = [...ports].sort((one, other) => one - other);
    const first = sorted.filter((port) => !sorted.includes(port - 1));
    const last = sorted.filter((port) => !sorted.includes(port + 1));
    return first.map((port, index) => (port === last[index] ? `${port}` : `${port}-${last[index]}`)).join(", ");
}

/** The inbound rules, in the words of the Linode API. */
export function inboundRules({ tcpPorts, udpPorts = [], sshFrom }: FirewallPorts) {
    const from = sshFrom ?? [];
    const ssh =
        from.length === 0
            ? EVERYWHERE
            : { ipv4s: from.filter((net) => !net.includes(":")), ipv6s: from.filter((net) => net.includes(":")) };
    return [
        { label: "ssh", action: "ACCEPT", protocol: "TCP", ports: "22", ...ssh },
        { label: "service", action: "ACCEPT", protocol: "TCP", ports: portList(tcpPorts), ...EVERYWHERE },
        ...(udpPorts.length > 0
            ? [{ label: "link", action: "ACCEPT", protocol: "UDP", ports: udpPorts.join(", "), ...EVERYWHERE }]
            : []),
        { label: "ping", action: "ACCEPT", protocol: "ICMP", ...EVERYWHERE },
    ];
}

/** One cloud firewall for all members of a pair: everything in is dropped but what the pair serves. */
export function pairFirewall(name: string, ports: FirewallPorts, opts: pulumi.CustomResourceOptions): linode.Firewall {
    const rules = { inbounds: inboundRules(ports), inboundPolicy: "DROP", outboundPolicy: "ACCEPT" };
    return new linode.Firewall(`${name}-firewall`, { label: `${name}-fw`, tags: [name], ...rules }, opts);
}

/** Keeps members in one region on different hardware. */
export function apart(
    name: string,
    region: pulumi.Input<string>,
    opts: pulumi.CustomResourceOptions,
): linode.PlacementGroup {
    return new linode.PlacementGroup(
        `${name}-apart`,
        { label: `${name}-apart`, region, placementGroupType: "anti_affinity:local", placementGroupPolicy: "strict" },
        opts,
    );
}
