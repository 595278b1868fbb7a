import assert from "node:assert/strict";
import { etcdEnvironment, memberEtcdPart, witnessEtcdPlan } from "../../../../../components/postgres/patroni/etcd";
import { content } from "../../../../helpers/pair";

const hosts = [
    { key: "a", address: "203.0.113.10" },
    { key: "b", address: "203.0.113.20" },
    { key: "witness", address: "203.0.113.40" },
];

describe("etcd", () => {
    const tls = { certificate: "/c", key: "/k", ca: "/ca" };
    const text = etcdEnvironment({ pair: "pg", key: "b", hosts, ownFirewall: true }, tls);

    it("lets nobody in without a certificate", () => {
        assert.match(text, /^ETCD_CLIENT_CERT_AUTH=true$/m);
        assert.match(text, /^ETCD_PEER_CLIENT_CERT_AUTH=true$/m);
        assert.match(text, /^ETCD_LISTEN_CLIENT_URLS=https:\/\/203\.0\.113\.20:2379$/m);
        assert.equal(text.includes("http://"), false);
    });

    it("has its own certificate on the witness", () => {
        const bundle = witnessEtcdPlan({ pair: "pg", key: "witness", hosts, ownFirewall: true }, "witness.example.com");
        const environment = content(bundle, "/etc/standby/etcd.env");
        assert.match(environment, /^ETCD_CERT_FILE=\/etc\/standby\/etcd-tls\/member\.crt$/m);
        assert.match(content(bundle, "/etc/standby/etcd.conf"), /^HOST='witness\.example\.com'$/m);
    });

    it("enters the quorum again where its host was made anew, on each of the three", () => {
        const unit = "/etc/systemd/system/standby-quorum.service";
        const of = (key: string) => ({ pair: "pg", key, hosts, ownFirewall: true });
        const plans = [memberEtcdPart(of("b")), witnessEtcdPlan(of("witness"), "witness.example.com")];
        for (const plan of plans) {
            const text = content(plan, unit);
            assert.match(text, /^EnvironmentFile=-\/run\/standby-etcd\.env\n(.*\n)?ExecStartPre=\+.*\/etcd\/join$/m);
        }
        // Before the data's folder is there.
        assert.match(content(plans[0], "/usr/local/lib/standby/etcd/join"), /member remove/);
    });

    it("begins with the certificate on a new member", () => {
        const text = content(
            memberEtcdPart({ pair: "pg", key: "b", hosts, ownFirewall: true }),
            "/etc/systemd/system/standby-quorum.service",
        );
        assert.ok(text.indexOf("lib/standby/certificate") < text.indexOf("lib/standby/etcd/join"));
    });

    it("is silent to whoever is none of the three", () => {
        const { files = [] } = memberEtcdPart({ pair: "pg", key: "b", hosts, ownFirewall: true });
        const rules = files.find(({ path }) => path === "/etc/nftables.d/etcd.rules")?.content ?? "";
        assert.match(rules, /203\.0\.113\.10, 203\.0\.113\.40 \} tcp dport \{ 2379, 2380 \}/);
        assert.equal(rules.includes("203.0.113.20"), false);
    });
});
