import assert from "node:assert/strict";
import { clusterConfig, patroniConfig } from "../../../../../components/postgres/patroni/config";
import { declaration } from "../../../../../components/postgres/patroni/declaration";
import { content } from "../../../../helpers/pair";
import { sampleSettings } from "../sample";
import { patroniPlan } from "./sample";

const MEMBER = "/etc/standby/tls/member";
const CA = "/etc/standby/tls/ca.crt";

describe("Patroni's own file", () => {
    const config = JSON.parse(patroniConfig(patroniPlan()));

    it("is called by the member's name, and asks the three etcd by TLS, with a certificate", () => {
        assert.equal(config.scope, "pg");
        assert.equal(config.name, "a");
        const hosts = ["203.0.113.10:2379", "203.0.113.20:2379", "203.0.113.40:2379"];
        const tls = { cacert: CA, cert: `${MEMBER}.crt`, key: `${MEMBER}.key` };
        assert.deepEqual(config.etcd3, { hosts, protocol: "https", ...tls });
    });

    it("takes orders by TLS with a certificate and a password alone", () => {
        const { certfile, keyfile, cafile, verify_client, authentication } = config.restapi;
        assert.deepEqual([certfile, keyfile, cafile], [`${MEMBER}.crt`, `${MEMBER}.key`, CA]);
        assert.equal(verify_client, "required");
        assert.deepEqual(authentication, { username: "standby", password: "rest-pw" });
        assert.deepEqual(config.ctl, { cacert: CA, certfile: `${MEMBER}.crt`, keyfile: `${MEMBER}.key` });
    });

    it("follows and rewinds by TLS, as a user that is no superuser", () => {
        for (const use of ["replication", "rewind"]) {
            const { username, sslmode, sslrootcert, sslcert, sslkey, sslcrl } = config.postgresql.authentication[use];
            assert.equal(username, "standby_repl_1");
            assert.equal(sslmode, "verify-full");
            assert.deepEqual([sslrootcert, sslcert, sslkey], [CA, `${MEMBER}.crt`, `${MEMBER}.key`]);
            assert.equal(sslcrl, "/etc/standby/tls/crl.pem");
        }
        assert.deepEqual(config.postgresql.authentication.superuser, { username: "postgres" });
    });

    it("never deletes data that it could not rewind", () => {
        assert.equal(config.postgresql.remove_data_directory_on_rewind_failure, false);
        assert.equal(config.postgresql.remove_data_directory_on_diverged_timelines, false);
    });

    it("uses a watchdog where there is one", () => {
        assert.deepEqual(config.watchdog, { mode: "automatic", device: "/dev/watchdog", safety_margin: 5 });
    });
});

describe("what a Patroni cluster agrees on", () => {
    const of = (change = {}) => clusterConfig({ settings: sampleSettings(change) });

    it("is synchronous, strictly where that is required", () => {
        assert.equal(of().synchronous_mode, true);
        assert.equal(of().synchronous_mode_strict, false);
        assert.equal(of({ durability: "required" }).synchronous_mode, true);
        assert.equal(of({ durability: "required" }).synchronous_mode_strict, true);
    });

    it("lets nobody lead who is far behind, or on another timeline", () => {
        assert.equal(of().maximum_lag_on_failover, 1048576);
        assert.equal(of().check_timeline, true);
    });

    it("goes on without a majority while all members answer", () => assert.equal(of().failsafe_mode, true));

    it("rewinds who comes back, and keeps the log for it within the pair's bound", () => {
        const { use_pg_rewind, use_slots, parameters } = of({ walKeepMiB: 512 }).postgresql as {
            use_pg_rewind: boolean;
            use_slots: boolean;
            parameters: Record<string, string>;
        };
        assert.deepEqual([use_pg_rewind, use_slots], [true, true]);
        assert.deepEqual(parameters, { wal_log_hints: "on", max_slot_wal_keep_size: "512MB" });
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

    it("is told to it by the role step, which comes again with each change of a setting", () => {
        const step = (change = {}) => declaration("b", sampleSettings(change));
        const told = content(step({ durability: "required" }), "/etc/standby/patroni.dcs.json");
        assert.deepEqual(JSON.parse(told), of({ durability: "required" }));
        const declared = (change = {}) => content(step(change), "/etc/standby/declared");
        assert.match(declared(), /^primary b\n/);
        assert.notEqual(declared({ postgresSettings: { shared_buffers: "1GB" } }), declared());
    });
});
