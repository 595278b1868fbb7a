import * as assert from "node:assert/strict";
import { renderRules, type LabRules, type MachineFirewall, type PacketRule } from "../../../../lab/net/firewall-rules";
import { networkOf } from "../../../../lab/net/network";

const net = networkOf("unit", 26);
const open: LabRules = { machines: [], mailPortsOpen: true, cuts: [] };

function machine(changes: Partial<MachineFirewall>): MachineFirewall {
    return {
        ipv4: "10.213.26.11",
        ipv6: "fd5b:ab:1a::11",
        inboundPolicy: "DROP",
        outboundPolicy: "ACCEPT",
        inbound: [],
        outbound: [],
        ...changes,
    };
}

/** The lines of one chain, without indentation. */
function chainOf(rules: LabRules, name: string): string[] {
    const lines = renderRules(net, rules).split("\n");
    const first = lines.indexOf(`    chain ${name} {`);
    assert.notEqual(first, -1, `no chain ${name}`);
    return lines.slice(first + 1, lines.indexOf("    }", first)).map((line) => line.trim());
}

describe("lab/net: rendering the lab's firewall", () => {
    it("replaces the whole table in one transaction", () => {
        const lines = renderRules(net, open).split("\n");
        assert.deepEqual(lines.slice(0, 3), ["add table inet lab", "delete table inet lab", "table inet lab {"]);
    });

    it("lets known connections pass first, guests reach the apt cache and nothing else of this machine", () => {
        assert.deepEqual(chainOf(open, "forward"), [
            "type filter hook forward priority filter;",
            "ct state established,related accept",
            "ct state invalid drop",
            'iifname "m*" ip daddr 10.213.26.254 tcp dport 3142 accept',
            'iifname "m*" oifname "up0" drop',
            "jump outbound",
            "jump inbound",
            "accept",
        ]);
    });

    it("drops what guests send to mail ports until these are opened", () => {
        const dropped = 'iifname "m*" tcp dport { 25, 465, 587 } drop';
        assert.ok(chainOf({ ...open, mailPortsOpen: false }, "forward").includes(dropped));
        assert.ok(!chainOf(open, "forward").includes(dropped));
    });

    it("asks the sender's rules, then the receiver's; accepting in one does not skip the other", () => {
        const inbound: PacketRule[] = [{ protocol: "TCP", ports: "22", action: "ACCEPT" }];
        const rules = { ...open, machines: [machine({ inbound })] };
        assert.deepEqual(chainOf(rules, "outbound"), [
            "ip saddr 10.213.26.11 jump out_0",
            "ip6 saddr fd5b:ab:1a::11 jump out_0",
        ]);
        assert.deepEqual(chainOf(rules, "out_0"), ["return"]);
        assert.deepEqual(chainOf(rules, "in_0"), ["tcp dport { 22 } return", "drop"]);
    });

    it("writes one match for each address, in the order of the rules", () => {
        const inbound: PacketRule[] = [
            { protocol: "TCP", ports: "25", ipv4: ["192.0.2.0/24"], ipv6: ["2001:db8::/32"], action: "DROP" },
            { protocol: "ICMP", ipv4: ["0.0.0.0/0"], action: "ACCEPT" },
            { protocol: "UDP", ipv6: ["::/0"], action: "ACCEPT" },
            { protocol: "IPENCAP", action: "DROP" },
        ];
        assert.deepEqual(chainOf({ ...open, machines: [machine({ inbound })] }, "in_0"), [
            "ip saddr 192.0.2.0/24 tcp dport { 25 } drop",
            "ip6 saddr 2001:db8::/32 tcp dport { 25 } drop",
            "ip saddr 0.0.0.0/0 meta l4proto { icmp, ipv6-icmp } return",
            "ip6 saddr ::/0 meta l4proto udp return",
            "meta l4proto ipencap drop",
            "drop",
        ]);
    });

    it("matches the other side's address on the way out", () => {
        const outbound: PacketRule[] = [{ protocol: "TCP", ipv4: ["10.213.26.12"], action: "DROP" }];
        const rules = { ...open, machines: [machine({ outbound })] };
        assert.deepEqual(chainOf(rules, "out_0"), ["ip daddr 10.213.26.12 meta l4proto tcp drop", "return"]);
    });

    it("a rule with empty address lists matches nothing", () => {
        const inbound: PacketRule[] = [{ protocol: "TCP", ipv4: [], ipv6: [], action: "ACCEPT" }];
        assert.deepEqual(chainOf({ ...open, machines: [machine({ inbound })] }, "in_0"), ["drop"]);
    });

    it("merges ports that overlap, because nft refuses them", () => {
        const inbound: PacketRule[] = [{ protocol: "TCP", ports: "443, 20-25, 22,26", action: "ACCEPT" }];
        const lines = chainOf({ ...open, machines: [machine({ inbound })] }, "in_0");
        assert.equal(lines[0], "tcp dport { 20-26, 443 } return");
    });

    it("cuts in one direction, before connections are looked up, received and sent", () => {
        const cuts = [{ from: "10.213.26.11", to: "10.213.26.12" }];
        const line = "ip saddr 10.213.26.11 ip daddr 10.213.26.12 drop";
        const received = ["type filter hook prerouting priority raw;", line];
        assert.deepEqual(chainOf({ ...open, cuts }, "cut_received"), received);
        assert.deepEqual(chainOf({ ...open, cuts }, "cut_sent"), ["type filter hook output priority raw;", line]);
    });

    it("leaves VLANs alone but for cuts, and names no bridge where there is none", () => {
        assert.doesNotMatch(renderRules(net, open), /bridge|vlan/);
        const rules = { ...open, vlanCuts: [{ from: 1001, to: 1002 }] };
        const cut = ["type filter hook forward priority filter;", 'iifname "v1001e*" oifname "v1002e*" drop'];
        assert.deepEqual(chainOf(rules, "cut"), cut);
        assert.equal(chainOf(rules, "forward")[1], 'iifname "vlan-*" accept');
        const lines = renderRules(net, { ...open, vlanCuts: [] }).split("\n");
        for (const line of ["add table bridge lab", "delete table bridge lab"]) assert.ok(lines.includes(line), line);
    });

    it("refuses what is no address or port, so that nothing else gets into the program", () => {
        const address: PacketRule[] = [{ protocol: "TCP", ipv4: ["1.2.3.4; flush"], action: "DROP" }];
        assert.throws(() => renderRules(net, { ...open, machines: [machine({ inbound: address })] }), {
            message:
                'firewall address "1.2.3.4; flush": an IPv4 or IPv6 address or network such as 192.0.2.0/24 is needed',
        });
        const ports: PacketRule[] = [{ protocol: "TCP", ports: "22, 70000", action: "DROP" }];
        assert.throws(() => renderRules(net, { ...open, machines: [machine({ inbound: ports })] }), {
            message: 'firewall port "70000": a port or range from 1 to 65535 is needed, such as 25 or 8000-8010',
        });
        assert.throws(() => renderRules(net, { ...open, cuts: [{ from: "10.213.26.11", to: "fd5b:ab:1a::12" }] }), {
            message: "cut from 10.213.26.11 to fd5b:ab:1a::12: both must be IPv4 or both IPv6",
        });
    });
});
