import assert from "node:assert/strict";
import { inboundRules } from "../../../../components/host/firewall";

const everywhere = { ipv4s: ["0.0.0.0/0"], ipv6s: ["::/0"] };

describe("inboundRules", () => {
    it("let in SSH, the ports served and pings: nothing else", () => {
        assert.deepEqual(inboundRules({ tcpPorts: [25, 993] }), [
            { label: "ssh", action: "ACCEPT", protocol: "TCP", ports: "22", ...everywhere },
            { label: "service", action: "ACCEPT", protocol: "TCP", ports: "25, 993", ...everywhere },
            { label: "ping", action: "ACCEPT", protocol: "ICMP", ...everywhere },
        ]);
    });

    it("name neighbours as ranges where there are more ports than one rule takes, and only there", () => {
        const ports = (tcpPorts: number[]) => {
            const [, service] = inboundRules({ tcpPorts });
            return "ports" in service ? service.ports : undefined;
        };
        const fifteen = [25, ...Array.from({ length: 14 }, (_, index) => 2005 + index)];
        assert.equal(ports(fifteen), fifteen.join(", "));
        assert.equal(ports([2345, ...fifteen, 4190]), "25, 2005-2018, 2345, 4190");
    });

    it("let in UDP ports where there are any", () => {
        const udp = inboundRules({ tcpPorts: [25], udpPorts: [51820] }).filter(({ protocol }) => protocol === "UDP");
        assert.deepEqual(udp, [{ label: "link", action: "ACCEPT", protocol: "UDP", ports: "51820", ...everywhere }]);
    });

    it("let SSH in from named networks alone, the service from everywhere", () => {
        const [ssh, service] = inboundRules({ tcpPorts: [25], sshFrom: ["203.0.113.0/24", "2001:db8::/32"] });
        assert.deepEqual([ssh.ipv4s, ssh.ipv6s], [["203.0.113.0/24"], ["2001:db8::/32"]]);
        assert.deepEqual([service.ipv4s, service.ipv6s], [["0.0.0.0/0"], ["::/0"]]);
    });

    it("take an empty list of networks as everybody", () => {
        assert.deepEqual(inboundRules({ tcpPorts: [25], sshFrom: [] }), inboundRules({ tcpPorts: [25] }));
    });
});
