import assert from "node:assert/strict";
import { clusterConfig, type PatroniPlan, patroniConfig } from "../../../../../components/postgres/patroni/config";
import { etcdEnvironment, witnessEtcdPlan } from "../../../../../components/postgres/patroni/etcd";
import { patroniMemberPlan } from "../../../../../components/postgres/patroni/plan";
import { content, paths } from "../../../../helpers/pair";
import { samplePlan, sampleSettings } from "../sample";

const LIBRARY = "/usr/local/lib/standby";
const hosts = [
    { key: "a", address: "203.0.113.10" },
    { key: "b", address: "203.0.113.20" },
    { key: "witness", address: "203.0.113.40" },
];

function plan(change: Partial<PatroniPlan> = {}): PatroniPlan {
    return { ...samplePlan({ endpoint: "haproxy" }), restPassword: "rest-pw", ...change };
}

describe("Patroni's own file", () => {
    const config = JSON.parse(patroniConfig(plan()));

    it("is called by the member's name, and asks the three etcd by TLS", () => {
        assert.equal(config.scope, "pg");
        assert.equal(config.name, "a");
        assert.deepEqual(config.etcd3.hosts, ["203.0.113.10:2379", "203.0.113.20:2379", "203.0.113.40:2379"]);
        assert.equal(config.etcd3.protocol, "https");
    });

    it("takes orders by TLS with a certificate and a password alone", () => {
        assert.equal(config.restapi.verify_client, "required");
        assert.equal(config.restapi.authentication.password, "rest-pw");
    });

    it("never deletes data that it could not rewind", () => {
        assert.equal(config.postgresql.remove_data_directory_on_rewind_failure, false);
        assert.equal(config.postgresql.remove_data_directory_on_diverged_timelines, false);
    });

    it("uses a watchdog where there is one", () => assert.equal(config.watchdog.mode, "automatic"));
});

describe("what the cluster agrees on", () => {
    const of = (change = {}) => clusterConfig({ settings: sampleSettings(change) });

    it("is synchronous, strictly where that is required", () => {
        assert.equal(of().synchronous_mode, true);
        assert.equal(of().synchronous_mode_strict, false);
        assert.equal(of({ durability: "required" }).synchronous_mode_strict, true);
        assert.equal(of().failsafe_mode, true);
    });

    it("keeps Patroni's rule of times", () => {
        const { ttl, loop_wait, retry_timeout } = of() as Record<string, number>;
        assert.ok(ttl >= 20 && loop_wait + 2 * retry_timeout <= ttl);
    });

    it("has the settings that must be equal on both members", () => {
        const { parameters } = of({ postgresSettings: { Max_Connections: "300", work_mem: "8MB" } }).postgresql as {
            parameters: Record<string, string>;
        };
        assert.equal(parameters.max_connections, "300");
        assert.equal("work_mem" in parameters, false);
    });
});

describe("the plan of a Patroni member", () => {
    const bundle = patroniMemberPlan(plan());

    it("has neither the agent of roles nor what moves them, and does not start the server itself", () => {
        for (const gone of ["verbs/fence", "verbs/demote", "verbs/rejoin"]) {
            assert.equal(paths(bundle).includes(`${LIBRARY}/${gone}`), false, gone);
        }
        const units = (bundle.units ?? []).map(({ name }) => name);
        assert.ok(units.includes("standby-patroni.service") && units.includes("standby-quorum.service"));
        assert.equal(units.includes("standby-role.service"), false);
        assert.equal(units.includes("postgresql@15-main.service"), false);
    });

    it("keeps the words of the pair for the move and for the way back", () => {
        assert.match(content(bundle, `${LIBRARY}/role/peer`), /peer-of-pair/);
        assert.match(content(bundle, `${LIBRARY}/role/peer-of-pair`), /quiesce\)/);
    });

    it("asks Patroni whether it is open for writes", () => {
        assert.match(content(bundle, `${LIBRARY}/writable`), /8008\/primary/);
    });

    it("opens the quorum to the three hosts, Patroni to the members", () => {
        const rules = (name: string) => content(bundle, `/etc/nftables.d/${name}.rules`);
        assert.match(rules("etcd"), /203\.0\.113\.20, 203\.0\.113\.40 \} tcp dport \{ 2379, 2380 \}/);
        assert.match(rules("patroni"), /\{ 203\.0\.113\.20 \} tcp dport \{ 8008 \}/);
    });

    it("lets root alone read the password for orders", () => {
        const file = bundle.files!.find(({ path }) => path === "/etc/standby/patroni.curl");
        assert.equal(file?.mode, "0600");
    });
});

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
});
