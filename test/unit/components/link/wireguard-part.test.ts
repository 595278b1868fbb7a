import assert from "node:assert/strict";
import { WireguardMember, wireguardPart, WireguardPlan } from "../../../../components/link/wireguard-part";
import { content, paths } from "../../../helpers/pair";

const CONF = "/etc/wireguard/standby.conf";
const UNIT = "/etc/systemd/system/standby-wireguard.service";
const RULES = "/etc/nftables.d/wireguard.rules";

const member = (key: string, number: number): WireguardMember => ({
    ...{ key, address: `203.0.113.${number}0`, innerAddress: `10.77.12.${number}`, publicKey: `public${key}=` },
});

const plan = (change: Partial<WireguardPlan> = {}): WireguardPlan => ({
    ...{ member: "a", members: [member("a", 1), member("b", 2), member("dc2", 9)], privateKey: "own=" },
    ...{ network: "10.77.12.0/24", port: 51820, tcpPorts: [3306], service: "mariadb.service", ownFirewall: true },
    ...change,
});

/** The sections of an ini file; peers are told apart by their place. */
function sections(text: string): Record<string, string>[] {
    return text
        .split(/^\[\w+\]$/m)
        .slice(1)
        .map((part) => {
            return Object.fromEntries([...part.matchAll(/^(\w+) = (.+)$/gm)].map(([, name, value]) => [name, value]));
        });
}

describe("wireguardPart", () => {
    it("names the other members, each by its key and with its own address alone", () => {
        const [own, ...peers] = sections(content(wireguardPart(plan()), CONF));
        assert.deepEqual(own, { Address: "10.77.12.1/24", ListenPort: "51820", PrivateKey: "own=" });
        const peer = { PersistentKeepalive: "25" };
        assert.deepEqual(peers, [
            { PublicKey: "publicb=", Endpoint: "203.0.113.20:51820", AllowedIPs: "10.77.12.2/32", ...peer },
            { PublicKey: "publicdc2=", Endpoint: "203.0.113.90:51820", AllowedIPs: "10.77.12.9/32", ...peer },
        ]);
    });

    it("keeps its key for root alone", () => {
        assert.deepEqual(paths(wireguardPart(plan())).sort(), [
            "0600 /etc/nftables.d/wireguard.rules",
            `0600 ${CONF}`,
            `0644 ${UNIT}`,
            "0755 /usr/local/lib/standby/status.d/wireguard",
        ]);
        assert.deepEqual(wireguardPart(plan()).folders, [{ path: "/etc/wireguard", mode: "0700" }]);
    });

    it("lets in the link from the other members, and from inside of it the database's port alone", () => {
        assert.equal(
            content(wireguardPart(plan({ member: "b", tcpPorts: [5432], port: 4000 })), RULES),
            "ip saddr { 203.0.113.10, 203.0.113.90 } udp dport 4000 accept\n" +
                'iifname "standby" ip saddr { 10.77.12.1, 10.77.12.9 } tcp dport 5432 accept\n',
        );
    });

    it("leaves the packet filter of an adopted host to its owner", () => {
        const part = wireguardPart(plan({ ownFirewall: false }));
        assert.deepEqual(
            paths(part).filter((path) => path.includes("nftables")),
            [],
        );
        assert.deepEqual(
            part.units?.map(({ name }) => name),
            ["standby-wireguard.service"],
        );
    });

    it("takes up another peer, port or key by a reload; another network is a restart", () => {
        const unit = wireguardPart(plan()).units?.find(({ name }) => name === "standby-wireguard.service");
        assert.deepEqual([unit?.reloadOn, unit?.restartOn], [[CONF], [UNIT]]);
        const unitOf = (change: Partial<WireguardPlan>) => content(wireguardPart(plan(change)), UNIT);
        assert.equal(unitOf({ port: 4000, privateKey: "other=", members: plan().members.slice(0, 2) }), unitOf({}));
        assert.notEqual(unitOf({ network: "10.78.12.0/24" }), unitOf({}));
    });

    it("is there before the server that listens inside of it, and comes back when its process dies", () => {
        const lines = content(wireguardPart(plan({ service: "postgresql@15-main.service" })), UNIT).split("\n");
        for (const line of ["Before=postgresql@15-main.service", "Restart=on-failure", "StartLimitIntervalSec=0"])
            assert.ok(lines.includes(line), line);
    });

    it("asks wg, nft and the routes of the host first", () => {
        const checks = wireguardPart(plan()).checks?.join("\n") ?? "";
        assert.match(checks, /wg-quick strip "\$STAGE\/etc\/wireguard\/standby\.conf"/);
        assert.match(checks, /ip -4 route show root 10\.77\.12\.0\/24/);
        assert.match(checks, /nft -c/);
    });

    it("has no end where the member is not among the members", () => {
        assert.throws(() => wireguardPart(plan({ member: "c" })), /c is not among the members/);
    });
});
