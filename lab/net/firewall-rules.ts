import { isIP } from "node:net";
import type { LabNetwork } from "./network";
import { mergePorts } from "./ports";

/** One rule of a cloud firewall. Neither `ipv4` nor `ipv6`: any address. */
export interface PacketRule {
    protocol: "TCP" | "UDP" | "ICMP" | "IPENCAP";
    /** As the cloud writes it: "22, 80, 8000-8010"; undefined: all ports. */
    ports?: string;
    ipv4?: string[];
    ipv6?: string[];
    action: "ACCEPT" | "DROP";
}

/** What a machine lets in and out. First match wins, then the policy. A machine without an entry is open. */
export interface MachineFirewall {
    ipv4: string;
    ipv6: string;
    inboundPolicy: "ACCEPT" | "DROP";
    outboundPolicy: "ACCEPT" | "DROP";
    inbound: PacketRule[];
    outbound: PacketRule[];
}

export interface LabRules {
    machines: MachineFirewall[];
    /** false: new connections from guests to ports 25, 465 and 587 are dropped, as on a fresh cloud account. */
    mailPortsOpen: boolean;
    /** Partitions by address, one-way each: what goes from `from` to `to` is dropped, known connections too. */
    cuts: { from: string; to: string }[];
    /** The same within all VLANs, by machine. Absent while no machine is in one: a kernel may lack what it takes. */
    vlanCuts?: { from: number; to: number }[];
}

const APT_CACHE_PORT = 3142;
const MAIL_PORTS = "{ 25, 465, 587 }";

/** The whole rule set of a lab as one nft transaction. Pure. */
export function renderRules(net: LabNetwork, rules: LabRules): string {
    const cuts = rules.cuts.map(({ from, to }) => {
        const family = familyOf(from);
        if (family !== familyOf(to)) throw new Error(`cut from ${from} to ${to}: both must be IPv4 or both IPv6`);
        return `${family} saddr ${checked(from)} ${family} daddr ${checked(to)} drop`;
    });
    return [
        "add table inet lab",
        "delete table inet lab",
        "table inet lab {",
        // Before conntrack, so that known connections stop too and go on when the cut is healed.
        ...chain("cut_received", "type filter hook prerouting priority raw", cuts),
        ...chain("cut_sent", "type filter hook output priority raw", cuts),
        ...chain("forward", "type filter hook forward priority filter", forward(net, rules)),
        ...chain(
            "outbound",
            undefined,
            rules.machines.flatMap((m, i) => jumps(m, "saddr", `out_${i}`)),
        ),
        ...chain(
            "inbound",
            undefined,
            rules.machines.flatMap((m, i) => jumps(m, "daddr", `in_${i}`)),
        ),
        ...rules.machines.flatMap((m, i) => [
            ...chain(`out_${i}`, undefined, leaf(m.outbound, "daddr", m.outboundPolicy)),
            ...chain(`in_${i}`, undefined, leaf(m.inbound, "saddr", m.inboundPolicy)),
        ]),
        "}",
        ...vlanTable(rules.vlanCuts),
        "",
    ].join("\n");
}

/** Nothing but cuts filters a VLAN. Its frames go from port to port of a bridge, broadcasts too. */
function vlanTable(cuts: LabRules["vlanCuts"]): string[] {
    if (cuts === undefined) return [];
    const lines = cuts.map(({ from, to }) => `iifname "v${from}e*" oifname "v${to}e*" drop`);
    return [
        "add table bridge lab",
        "delete table bridge lab",
        "table bridge lab {",
        ...chain("cut", "type filter hook forward priority filter", lines),
        "}",
    ];
}

/** A packet passes when the sender's firewall lets it out and the receiver's lets it in. */
function forward(net: LabNetwork, rules: LabRules): string[] {
    return [
        // Where br_netfilter is loaded, what passes through a bridge comes by here.
        ...(rules.vlanCuts === undefined ? [] : ['iifname "vlan-*" accept']),
        "ct state established,related accept",
        "ct state invalid drop",
        `iifname "m*" ip daddr ${net.hostSide} tcp dport ${APT_CACHE_PORT} accept`,
        'iifname "m*" oifname "up0" drop',
        ...(rules.mailPortsOpen ? [] : [`iifname "m*" tcp dport ${MAIL_PORTS} drop`]),
        "jump outbound",
        "jump inbound",
        "accept",
    ];
}

function chain(name: string, hook: string | undefined, lines: string[]): string[] {
    const head = hook === undefined ? [] : [`        ${hook};`];
    return [`    chain ${name} {`, ...head, ...lines.map((line) => `        ${line}`), "    }"];
}

function jumps(machine: MachineFirewall, side: "saddr" | "daddr", target: string): string[] {
    return [
        `ip ${side} ${checked(machine.ipv4)} jump ${target}`,
        `ip6 ${side} ${checked(machine.ipv6)} jump ${target}`,
    ];
}

/** `return` goes on to the other machine's firewall: an accept here would skip it. */
function leaf(rules: PacketRule[], side: "saddr" | "daddr", policy: "ACCEPT" | "DROP"): string[] {
    const verdict = (action: "ACCEPT" | "DROP") => (action === "ACCEPT" ? "return" : "drop");
    return [
        ...rules.flatMap((rule) => matches(rule, side).map((match) => `${match} ${verdict(rule.action)}`)),
        verdict(policy),
    ];
}

/** One match an address: a set of overlapping networks would be refused by nft. */
function matches(rule: PacketRule, side: "saddr" | "daddr"): string[] {
    const what = protocolMatch(rule);
    const addresses = [...(rule.ipv4 ?? []), ...(rule.ipv6 ?? [])];
    if (rule.ipv4 === undefined && rule.ipv6 === undefined) return [what];
    return addresses.map((address) => `${familyOf(address)} ${side} ${checked(address)} ${what}`);
}

function protocolMatch(rule: PacketRule): string {
    if (rule.protocol === "ICMP") return "meta l4proto { icmp, ipv6-icmp }";
    if (rule.protocol === "IPENCAP") return "meta l4proto ipencap";
    const protocol = rule.protocol.toLowerCase();
    if (rule.ports === undefined || rule.ports.trim() === "") return `meta l4proto ${protocol}`;
    return `${protocol} dport { ${mergePorts(rule.ports).join(", ")} }`;
}

function familyOf(address: string): "ip" | "ip6" {
    return address.includes(":") ? "ip6" : "ip";
}

/** The address or network, if it is one: it becomes part of a program for nft. */
function checked(address: string): string {
    const [host, bits, ...rest] = address.split("/");
    const family = isIP(host ?? "");
    const most = family === 6 ? 128 : 32;
    const sound = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
    if (family === 0 || !sound || rest.length > 0) {
        throw new Error(
            `firewall address "${address}": an IPv4 or IPv6 address or network such as 192.0.2.0/24 is needed`,
        );
    }
    return address;
}
