import assert from "node:assert/strict";
import { patroniMemberPlan } from "../../../../../components/postgres/patroni/plan";
import { content, paths } from "../../../../helpers/pair";
import { patroniPlan } from "./sample";

const LIBRARY = "/usr/local/lib/standby";

describe("the plan of a Patroni member", () => {
    const bundle = patroniMemberPlan(patroniPlan());

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

    it("has its passwords where root, and the account of the server, can read them, and nowhere else", () => {
        const secrets = ["rest-pw", "pw1", "pw2"];
        const holders = (bundle.files ?? []).filter((file) => secrets.some((one) => file.content.includes(one)));
        const seen = holders.map(({ path, mode, owner = "root:root" }) => `${path} ${mode} ${owner}`).sort();
        assert.deepEqual(seen, [
            "/etc/standby/patroni.curl 0600 root:root",
            "/etc/standby/patroni.yml 0640 root:postgres",
            "/etc/standby/postgres.users 0600 root:root",
        ]);
        const said = [...(bundle.checks ?? []), ...(bundle.probes ?? [])].join("\n");
        assert.ok(secrets.every((one) => !said.includes(one)));
    });

    it("lets Patroni take up what changes in any file of its settings, without a restart", () => {
        const unit = bundle.units?.find(({ name }) => name === "standby-patroni.service");
        const conf = "/etc/postgresql/15/main/conf.d";
        for (const path of ["/etc/standby/patroni.yml", `${conf}/90-standby.conf`, `${conf}/91-standby.conf`]) {
            assert.ok(unit?.reloadOn?.includes(path), path);
        }
        assert.deepEqual(unit?.restartOn, ["/etc/systemd/system/standby-patroni.service"]);
    });

    it("stops Patroni before its etcd when both go: units go in the order of their names", () => {
        const names = (bundle.units ?? []).map(({ name }) => name).sort();
        assert.ok(names.indexOf("standby-patroni.service") < names.indexOf("standby-quorum.service"));
    });

    it("takes a watchdog of the kernel where the machine has none", () => {
        const run = content(bundle, `${LIBRARY}/patroni/run`);
        assert.ok(run.indexOf("modprobe -q softdog") < run.indexOf("chown postgres /dev/watchdog"));
        assert.match(content(bundle, `${LIBRARY}/status.d/postgres`), /watchdog {6}none: /);
    });

    it("is seen by Prometheus as a pair is, where somebody may ask", () => {
        const names = ({ units = [] } = bundle) => units.map(({ name }) => name);
        const shown = patroniMemberPlan(patroniPlan({ metricsFrom: ["192.0.2.0/24"] }));
        const units = ["prometheus-postgres-exporter.service", "standby-metrics-quick.service"];
        assert.ok(units.every((unit) => names(shown).includes(unit) && !names().includes(unit)));
        assert.match(content(shown, "/etc/nftables.d/metrics.rules"), /192\.0\.2\.0\/24 \} tcp dport \{ 9187, 9100 \}/);
        assert.match(content(shown, `${LIBRARY}/status.d/postgres`), /^leader=/m);
        // Units begin in the order of their names: on a new member nobody has got the certificate yet.
        for (const kind of ["postgres", "node"]) {
            const dropIn = `/etc/systemd/system/prometheus-${kind}-exporter.service.d/certificate.conf`;
            assert.match(content(shown, dropIn), /^After=standby-certificate\.service$/m);
            assert.equal(
                paths(bundle).some((one) => one.endsWith(dropIn)),
                false,
            );
        }
        // The record names nobody in sync while Patroni decides: who leads knows.
        assert.match(
            content(shown, `${LIBRARY}/metrics-database`),
            /^in_sync\(\) \{\n {4}if by_patroni; then said sync;/m,
        );
    });

    it("starts Patroni by what keeps it from taking the lead away from another leader", () => {
        assert.match(
            content(bundle, `${LIBRARY}/patroni/run`),
            /python3 -B \/usr\/local\/lib\/standby\/patroni\/start /,
        );
        assert.match(content(bundle, `${LIBRARY}/patroni/start`), /Etcd3\._update_leader = /);
    });
});
