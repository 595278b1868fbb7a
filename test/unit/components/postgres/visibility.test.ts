import assert from "node:assert/strict";
import * as fs from "node:fs";
import { shipped } from "../../../../components/ops/host-file";
import { visibilityPart } from "../../../../components/postgres/visibility";
import { content, paths } from "../../../helpers/pair";

const LIBRARY = "/usr/local/lib/standby";
const part = visibilityPart({ metricsFrom: ["192.0.2.0/24"], address: "203.0.113.10" });
const told = (text: string) => [
    ...new Set([...text.matchAll(/(?:gauge|describe) (standby_\w+)/g)].map(([, one]) => one)),
];

describe("PostgresPair, what is seen of it", () => {
    it("is served on the member's own address, to the given networks alone", () => {
        const dropIn = content(part, "/etc/systemd/system/prometheus-postgres-exporter.service.d/standby.conf");
        assert.match(dropIn, /^ExecStart=\nExecStart=.* --web\.listen-address=203\.0\.113\.10:9187 /m);
        assert.match(dropIn, /^LoadCredential=member\.key:/m);
        const rules = content(part, "/etc/nftables.d/metrics.rules");
        assert.equal(rules, "ip saddr { 192.0.2.0/24 } tcp dport { 9187, 9100 } accept\n");
        const renewed = content(part, "/etc/systemd/system/standby-metrics-tls.service");
        assert.match(renewed, /for kind in postgres node; do/);
    });

    it("needs no password and no right to data", () => {
        const login = content(part, "/etc/standby/metrics-postgres.sql");
        assert.doesNotMatch(login, / password '|superuser|pg_read_all_data|\bselect on\b/);
        assert.match(login, /grant pg_monitor to prometheus/);
    });

    it("is the status alone where nobody asks", () => {
        const quiet = visibilityPart({ metricsFrom: [], address: "203.0.113.10" });
        assert.deepEqual(paths(quiet), [`0755 ${LIBRARY}/status.d/postgres`]);
        assert.equal(quiet.packages, undefined);
    });

    it("is told in the page: what PostgreSQL alone has, each once", () => {
        const own = told(shipped("postgres", `${LIBRARY}/metrics-database`)).sort();
        const page = fs.readFileSync("docs/pairs/postgres.md", "utf8");
        const rows = [...page.matchAll(/^\| `(standby_\w+)/gm)].map(([, name]) => name).sort();
        assert.deepEqual(rows, own);
        assert.equal(own.length, 9);
    });

    it("is all that its alerts ask for", () => {
        const alerts = fs.readFileSync("docs/alerts/postgres.yml", "utf8");
        const own = told(shipped("postgres", `${LIBRARY}/metrics-database`));
        const asked = [...alerts.matchAll(/expr: .*\b(standby_\w+)/g)].map(([, name]) => name);
        assert.deepEqual(
            asked.filter((name) => !own.includes(name)),
            [],
        );
        assert.equal(asked.length, 6);
    });
});
