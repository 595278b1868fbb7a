import { BundlePart } from "../ops/bundle";
import { HostFile } from "../ops/file";
import { filled, verbatim } from "../ops/host-file";
import { packetRulesPart } from "../ops/packet-rules";

/** One member at its end of the link. */
export interface WireguardMember {
    readonly key: string;
    /** Where its packets go to and come from. */
    readonly address: string;
    /** Its address inside of the link. */
    readonly innerAddress: string;
    readonly publicKey: string;
}

/** What the link of one member must know; plain data. */
export interface WireguardPlan {
    /** Whose plan it is. */
    readonly member: string;
    readonly members: readonly WireguardMember[];
    /** Of this member, base64. */
    readonly privateKey: string;
    /** Network of the inner addresses, "10.77.12.0/24". */
    readonly network: string;
    /** UDP port of every member. */
    readonly port: number;
    /** What the members reach of each other by the link. */
    readonly tcpPorts: readonly number[];
    /** The unit that listens there: it must not start before the address is there. */
    readonly service: string;
    /** Is the host's packet filter ours? */
    readonly ownFirewall: boolean;
}

/** Debian packages of the link; wireguard-go is for kernels without WireGuard, such as those of some containers. */
export const wireguardPackages = ["wireguard-tools", "wireguard-go"] as const;

const INTERFACE = "standby";
const CONF = `/etc/wireguard/${INTERFACE}.conf`;
const NAME = "standby-wireguard.service";
const UNIT = `/etc/systemd/system/${NAME}`;

function peer({ key, address, innerAddress, publicKey }: WireguardMember, port: number): string {
    return [
        ...["", "[Peer]", `# member ${key}`, `PublicKey = ${publicKey}`, `Endpoint = ${address}:${port}`],
        // Both ends have a fixed address. It is for `standby status`: a link without traffic makes no handshakes.
        ...[`AllowedIPs = ${innerAddress}/32`, "PersistentKeepalive = 25"],
    ].join("\n");
}

function configuration(plan: WireguardPlan): HostFile {
    const { members, member, port, privateKey } = plan;
    const own = members.find(({ key }) => key === member);
    if (!own) throw new Error(`${member} is not among the members`);
    const peers = members.filter(({ key }) => key !== member).map((other) => peer(other, port));
    const address = `${own.innerAddress}/24`;
    return filled("link", CONF, { address, port, privateKey, peers: peers.join("\n") }, { mode: "0600" });
}

/** The link's packets from the other members alone; out of the link, what is served there from their inner addresses alone. */
export function wireguardRules({ members, member, port, tcpPorts }: WireguardPlan): string {
    const others = members.filter(({ key }) => key !== member);
    const from = others.map(({ address }) => address).join(", ");
    const served = tcpPorts.length === 1 ? String(tcpPorts[0]) : `{ ${tcpPorts.join(", ")} }`;
    const inside = others.map(({ innerAddress }) => innerAddress).join(", ");
    return [
        `ip saddr { ${from} } udp dport ${port} accept\n`,
        `iifname "${INTERFACE}" ip saddr { ${inside} } tcp dport ${served} accept\n`,
    ].join("");
}

/** A network between the members that nobody else sees into: on every member, whatever its role. */
export function wireguardPart(plan: WireguardPlan): BundlePart {
    const { network, service } = plan;
    const rules = plan.ownFirewall ? packetRulesPart("wireguard", wireguardRules(plan)) : { files: [], checks: [] };
    const taken = `ip -4 route show root ${network} | grep -v 'dev ${INTERFACE}'`;
    return {
        packages: wireguardPackages,
        folders: [{ path: "/etc/wireguard", mode: "0700" }],
        files: [
            configuration(plan),
            filled("link", UNIT, { network, service }),
            verbatim("link", "/usr/local/lib/standby/status.d/wireguard", { mode: "0755" }),
            ...rules.files,
        ],
        checks: [
            `wg-quick strip "$STAGE${CONF}" >/dev/null`,
            `! ${taken} || { echo 'this host has routes in ${network} already: set wireguardNetwork to a free one'; false; }`,
            ...rules.checks,
        ],
        units: [
            ...(plan.ownFirewall ? [{ name: "nftables.service", reloadOn: rules.files.map(({ path }) => path) }] : []),
            { name: NAME, reloadOn: [CONF], restartOn: [UNIT] },
        ],
        probes: [`wg show ${INTERFACE} listen-port | grep -qx ${plan.port}`],
    };
}
