import assert from "node:assert/strict";
import { innerNetwork } from "../../../../components/link/inner-network";
import { wireguardKeyFrom } from "../../../../components/link/wireguard-key";
import { MySqlPairArgs } from "../../../../components/mysql/args";
import { databaseRules, listenAddresses } from "../../../../components/database/member-plan";
import { memberPlan, MySqlPlan } from "../../../../components/mysql/plan";
import { MARIADB } from "../../../../components/mysql/server";
import { find, isSecret, passwordOf, plain, readable } from "../../../helpers/mocks";
import { content, paths } from "../../../helpers/pair";
import { build, dc2, refuseEach, samplePlan, sampleSettings, threeMembers } from "./sample";

const members = threeMembers.map((member, index) => ({
    ...member,
    wireguard: { innerAddress: `10.77.12.${index + 1}`, publicKey: `public${member.key}=` },
}));
const wireguard = { network: "10.77.12.0/24", port: 51820, privateKey: "wireguard key of a=" };
const planOf = (change: Partial<MySqlPlan> = {}) => {
    return samplePlan({ members, settings: sampleSettings({ link: "wireguard" }), wireguard, ...change });
};

describe("memberPlan with WireGuard", () => {
    it("listens inside of it, and outside only for clients", () => {
        assert.deepEqual(listenAddresses(planOf()), ["127.0.0.1", "10.77.12.1"]);
        assert.equal(databaseRules(planOf(), MARIADB), "");
        const clientsFrom = ["192.0.2.0/24"];
        assert.deepEqual(listenAddresses(planOf({ clientsFrom })), ["127.0.0.1", "10.77.12.1", "203.0.113.10"]);
        assert.equal(
            databaseRules(planOf({ clientsFrom }), MARIADB),
            "ip saddr { 192.0.2.0/24 } tcp dport 3306 accept\n",
        );
    });

    it("tells the agent where the others are inside of it", () => {
        const conf = content(memberPlan(planOf()), "/etc/standby/role.conf");
        assert.match(conf, /^LINK='wireguard'$/m);
        assert.match(conf, /^WIREGUARD_b='10\.77\.12\.2'\nWIREGUARD_dc2='10\.77\.12\.3'$/m);
        const engine = content(memberPlan(planOf()), "/usr/local/lib/standby/engine-follow");
        assert.match(engine, /wireguard\) echo "\$\(value "WIREGUARD_\$1"\):3306"/);
    });

    it("starts the link before MariaDB", () => {
        const names = memberPlan(planOf()).units?.map(({ name }) => name) ?? [];
        assert.ok(names.indexOf("standby-wireguard.service") < names.indexOf("mariadb.service"), names.join());
        assert.match(
            content(memberPlan(planOf()), "/etc/systemd/system/standby-wireguard.service"),
            /^Before=mariadb\.service$/m,
        );
    });

    it("lets proxies reach the database inside of it, and ask the member itself", () => {
        const config = content(memberPlan(planOf({ endpoint: "haproxy" })), "/etc/haproxy/haproxy.cfg");
        assert.match(config, /server a 10\.77\.12\.1:3306 id 1 addr 203\.0\.113\.10 port 3308/);
        assert.match(config, /server b 10\.77\.12\.2:3306 id 2 addr 203\.0\.113\.20 port 3308/);
    });

    it("is not there with another link", () => {
        for (const link of ["tls", "ssh-tunnel"] as const) {
            const bundle = memberPlan(samplePlan({ settings: sampleSettings({ link }) }));
            const text = paths(bundle).join() + JSON.stringify([bundle.packages, bundle.units]);
            assert.doesNotMatch(text, /wireguard/, link);
            assert.doesNotMatch(content(bundle, "/etc/standby/role.conf"), /WIREGUARD/);
        }
    });
});

describe("MySqlPair with WireGuard", () => {
    const args: Partial<MySqlPairArgs> = { link: "wireguard", replicas: [dc2] };
    const inbounds = async (change: Partial<MySqlPairArgs>) => {
        const { inputs } = find(await build(change), "db-firewall");
        return (inputs.inbounds as { protocol: string; ports?: string }[]).map(({ protocol, ports }) => {
            return [protocol, ports].join(" ");
        });
    };

    it("opens its UDP port in the cloud's firewall, and not MariaDB's", async () => {
        assert.deepEqual(await inbounds(args), ["TCP 22", "TCP 2345", "UDP 51820", "ICMP "]);
    });

    it("opens MariaDB's for clients, and another UDP port when that is asked for", async () => {
        const change = { ...args, clientsFrom: ["192.0.2.0/24"], wireguardPort: 4000 };
        assert.deepEqual(await inbounds(change), ["TCP 22", "TCP 2345, 3306", "UDP 4000", "ICMP "]);
    });

    it("opens no UDP port where the link is another one", async () => {
        assert.deepEqual(await inbounds({}), ["TCP 22", "TCP 2345, 3306", "ICMP "]);
    });

    it("gives each member its own private key, the others' public ones, and certificates for its inner address", async () => {
        const recording = await build(args);
        assert.deepEqual(recording.errors, []);
        const network = innerNetwork("db").replace(/0\/24$/, "");
        const keyOf = (key: string) => wireguardKeyFrom(passwordOf(`db-${key}-peer-key`, {}));
        const { stdin } = find(recording, "db-a-service").inputs;
        assert.ok(isSecret(stdin));
        const text = plain<string>(stdin);
        assert.ok(text.includes(`PrivateKey = ${keyOf("a").privateKey}\n`));
        for (const other of ["b", "dc2"]) {
            assert.ok(text.includes(`# member ${other}\nPublicKey = ${keyOf(other).publicKey}\n`), other);
            assert.equal(text.includes(keyOf(other).privateKey), false);
        }
        for (const { urn, inputs } of recording.resources)
            for (const key of ["a", "b", "dc2"])
                assert.equal(readable(inputs).includes(keyOf(key).privateKey), false, urn);
        const witness = plain<string>(find(recording, "db-witness-service").inputs.stdin);
        assert.match(witness, new RegExp(`^a db1\\.example\\.com .* ${network.replaceAll(".", "\\.")}1$`, "m"));
    });

    it("installs WireGuard with all the rest, in the first phase", async () => {
        const base = async (change: Partial<MySqlPairArgs>) =>
            plain<string>(find(await build(change), "db-a-base").inputs.stdin);
        assert.match(await base(args), /^package wireguard-go\npackage wireguard-tools$/m);
        assert.doesNotMatch(await base({}), /wireguard/);
    });

    it("takes a network of the user's", async () => {
        const { inputs } = find(await build({ ...args, wireguardNetwork: "192.168.77.0/24" }), "db-b-service");
        assert.match(plain<string>(inputs.stdin), /^Address = 192\.168\.77\.2\/24$/m);
    });

    refuseEach([
        {
            refuses: "a network that is not private",
            change: { link: "wireguard", wireguardNetwork: "192.0.2.0/24" },
            problems: [
                'wireguardNetwork: "192.0.2.0/24" is not a private IPv4 network of 24 bits, like "10.77.12.0/24"',
            ],
        },
        {
            refuses: "a port that belongs to others",
            change: { link: "wireguard", wireguardPort: 53 },
            problems: ["wireguardPort: 53 is out of range: a whole number from 1024 to 65535"],
        },
        {
            refuses: "WireGuard with engine galera",
            change: { engine: "galera", endpoint: "haproxy", link: "wireguard" },
            problems: ['link: must be "tls": Galera has its own connections'],
        },
    ]);
});
