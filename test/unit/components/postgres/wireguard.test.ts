import assert from "node:assert/strict";
import { loginRules, memberPlan, PostgresPlan } from "../../../../components/postgres/plan";
import { content } from "../../../helpers/pair";
import { samplePlan, sampleSettings } from "./sample";

const members = samplePlan().members.map((member, index) => ({
    ...member,
    wireguard: { innerAddress: `10.77.12.${index + 1}`, publicKey: `public${member.key}=` },
}));
const wireguard = { network: "10.77.12.0/24", port: 51820, privateKey: "wireguard key of a=" };
const planOf = (change: Partial<PostgresPlan> = {}) => {
    return samplePlan({ members, settings: sampleSettings({ link: "wireguard" }), wireguard, ...change });
};

describe("PostgresPair's plan with WireGuard", () => {
    const bundle = memberPlan(planOf());

    it("listens inside of it, and lets members in from there alone", () => {
        const conf = content(bundle, "/etc/postgresql/15/main/conf.d/90-standby.conf");
        assert.match(conf, /^listen_addresses = '127\.0\.0\.1,10\.77\.12\.1'$/m);
        assert.equal(
            loginRules(planOf()).members,
            "hostssl replication,postgres +standby_replication 10.77.12.2/32 scram-sha-256 clientcert=verify-ca",
        );
        const rules = content(bundle, "/etc/nftables.d/wireguard.rules");
        assert.match(rules, /^iifname "standby" ip saddr \{ 10\.77\.12\.2 \} tcp dport 5432 accept$/m);
    });

    it("lets proxies in by the addresses that they come from there", () => {
        const lines = ["10.77.12.1/32", "10.77.12.2/32"].map((one) => `hostssl all all ${one} scram-sha-256`);
        assert.equal(loginRules(planOf({ endpoint: "haproxy" })).clients, lines.join("\n"));
    });

    it("tells the agent where the other is, and starts the link before the server", () => {
        assert.match(content(bundle, "/etc/standby/role.conf"), /^WIREGUARD_b='10\.77\.12\.2'$/m);
        const unit = content(bundle, "/etc/systemd/system/standby-wireguard.service");
        assert.match(unit, /^Before=postgresql@15-main\.service$/m);
        const names = bundle.units?.map(({ name }) => name) ?? [];
        assert.ok(names.indexOf("standby-wireguard.service") < names.indexOf("postgresql@15-main.service"));
    });
});
