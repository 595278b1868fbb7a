import assert from "node:assert/strict";
import { arbitratorPlan } from "../../../../../components/mysql/galera/arbitrator";
import { galeraMemberPlan } from "../../../../../components/mysql/galera/plan";
import type { Bundle } from "../../../../../components/ops/bundle";
import { members, plan } from "./sample";

const file = (bundle: Bundle, path: string): string => {
    const found = bundle.files?.find((one) => one.path === path);
    assert.ok(found, `${path} is in the bundle`);
    return found.content;
};
const OPTIONS = "/etc/mysql/mariadb.conf.d/90-standby.cnf";

describe("plan of a Galera data member", () => {
    const bundle = galeraMemberPlan(plan);

    it("names the cluster, this member, and both data members", () => {
        const options = file(bundle, OPTIONS);
        assert.match(options, /^wsrep_cluster_address = gcomm:\/\/192\.0\.2\.1:4567,192\.0\.2\.2:4567$/m);
        assert.match(options, /^wsrep_node_name = b$/m);
        assert.match(options, /^wsrep_node_address = 192\.0\.2\.2$/m);
        assert.match(options, /^server_id = 2$/m);
    });

    it("keeps what is acknowledged, and refuses what is not replicated", () => {
        const options = file(bundle, OPTIONS);
        for (const line of [
            "binlog_format = ROW",
            "innodb_flush_log_at_trx_commit = 1",
            "innodb_autoinc_lock_mode = 2",
            "wsrep_mode = STRICT_REPLICATION,REQUIRED_PRIMARY_KEY",
            "event_scheduler = OFF",
        ]) {
            assert.ok(options.split("\n").includes(line), line);
        }
    });

    it("encrypts the group and the copies, with a cipher by name", () => {
        const options = file(bundle, OPTIONS);
        assert.match(options, /socket\.ssl=yes;/);
        assert.match(options, /socket\.ssl_cipher=ECDHE-ECDSA-AES256-GCM-SHA384"/);
        assert.match(options, /gcache\.size=512M/);
        assert.match(options, /^encrypt = 3$/m);
        assert.match(options, /^ssl-mode = VERIFY_CA$/m);
    });

    it("opens the ports of the cluster to the three alone", () => {
        assert.equal(
            file(bundle, "/etc/nftables.d/galera.rules"),
            "ip saddr { 192.0.2.1 } tcp dport { 3306, 4444, 4567, 4568 } accept\n" +
                "ip saddr { 198.51.100.9 } tcp dport { 4567 } accept\n",
        );
    });

    it("has neither the agent nor the gate of roles", () => {
        const paths = (bundle.files ?? []).map(({ path }) => path);
        for (const name of ["role/agent", "role/gate", "role/promote", "engine"]) {
            assert.ok(!paths.includes(`/usr/local/lib/standby/${name}`), name);
        }
        assert.ok(!(bundle.units ?? []).some(({ name }) => name === "standby-role.service"));
        assert.match(file(bundle, "/etc/systemd/system/mariadb.service.d/standby.conf"), /galera\/gate/);
        assert.match(file(bundle, "/usr/local/lib/standby/role/peer"), /tell_state/);
        assert.match(file(bundle, "/usr/local/lib/standby/writable"), /standby\.active/);
    });

    it("puts more library options before its own, which win", () => {
        const more = { providerOptions: { "evs.suspect_timeout": "PT3S" }, cacheMegabytes: 128 };
        const options = file(galeraMemberPlan({ ...plan, galera: more }), OPTIONS);
        assert.match(options, /"evs\.suspect_timeout=PT3S;gmcast/);
        assert.match(options, /gcache\.size=128M/);
    });

    it("leaves the packet filter of an adopted host alone", () => {
        const paths = galeraMemberPlan({ ...plan, ownFirewall: false }).files?.map(({ path }) => path) ?? [];
        assert.deepEqual(
            paths.filter((path) => path.startsWith("/etc/nftables.d/")),
            [],
        );
    });
});

describe("plan of the third vote", () => {
    const bundle = arbitratorPlan({
        ...{ pair: "db", address: "198.51.100.9", hostName: "witness.example.com", members },
        ...{ galera: { providerOptions: { "evs.suspect_timeout": "PT3S", "gcs.fc_limit": "64" } }, ownFirewall: true },
    });

    it("agrees with the members on the group, TLS and what silence means", () => {
        const config = file(bundle, "/etc/standby/arbitrator.cnf");
        assert.match(config, /^address = gcomm:\/\/192\.0\.2\.1:4567,192\.0\.2\.2:4567$/m);
        assert.match(config, /^group = db$/m);
        assert.match(config, /socket\.ssl_cipher=ECDHE-ECDSA-AES256-GCM-SHA384$/m);
        assert.match(config, /evs\.suspect_timeout=PT3S/);
        assert.doesNotMatch(config, /fc_limit/);
    });

    it("opens the group's port to the data members alone", () => {
        const rules = "ip saddr { 192.0.2.1, 192.0.2.2 } tcp dport { 4567 } accept\n";
        assert.equal(file(bundle, "/etc/nftables.d/arbitrator.rules"), rules);
    });

    it("runs garbd as nobody that lasts, with the key as a credential", () => {
        const unit = file(bundle, "/etc/systemd/system/standby-arbitrator.service");
        assert.match(unit, /^DynamicUser=yes$/m);
        assert.match(unit, /^LoadCredential=key:/m);
    });
});
