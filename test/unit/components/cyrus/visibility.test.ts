import assert from "node:assert/strict";
import * as fs from "node:fs";
import { visibilityPart } from "../../../../components/cyrus/visibility";
import { joined } from "../../../../components/ops/bundle";
import { shipped } from "../../../../components/ops/host-file";
import { content, paths } from "../../../helpers/pair";

const LIBRARY = "/usr/local/lib/standby";
const SYSTEM = "/etc/systemd/system";
const plan = { metricsFrom: ["192.0.2.0/24"], address: "203.0.113.10" };
const part = visibilityPart(plan, ["mail", "list"]);
const always = [
    `0755 ${LIBRARY}/status.d/cyrus`,
    `0644 ${SYSTEM}/standby-verify@.service`,
    `0644 ${SYSTEM}/standby-verify@.timer`,
];
const timers = ["mail", "list"].map((name) => {
    return { name: `standby-verify@${name}.timer`, restartOn: [`${SYSTEM}/standby-verify@.timer`] };
});

describe("CyrusPair, what is seen of it", () => {
    it("is served by node exporter alone, on the member's own address, to the given networks", () => {
        assert.deepEqual(part.packages, ["prometheus-node-exporter", "openssl", "curl"]);
        assert.equal(
            content(part, "/etc/nftables.d/metrics.rules"),
            "ip saddr { 192.0.2.0/24 } tcp dport { 9100 } accept\n",
        );
        const dropIn = content(part, `${SYSTEM}/prometheus-node-exporter.service.d/standby.conf`);
        assert.match(dropIn, / --web\.listen-address=203\.0\.113\.10:9100 /);
        assert.match(content(part, `${SYSTEM}/standby-metrics-tls.service`), /for kind in node; do/);
        assert.deepEqual(part.probes, ["curl -sSfk --max-time 5 -o /dev/null https://203.0.113.10:9100/metrics"]);
        for (const { path, content: text } of joined("service", part).files ?? [])
            assert.doesNotMatch(text, /\{\{/, path);
    });

    it("is written anew when what writes it changes", () => {
        const loop = part.units?.find(({ name }) => name === "standby-metrics-slow.service");
        const programs = [`${LIBRARY}/metrics-lib`, `${LIBRARY}/metrics`];
        assert.deepEqual(loop?.restartOn, [`${SYSTEM}/standby-metrics-slow.service`, ...programs]);
    });

    it("is the status and the proof of equality where nobody asks", () => {
        const quiet = visibilityPart({ ...plan, metricsFrom: [] }, ["mail", "list"]);
        assert.deepEqual(paths(quiet), always);
        assert.deepEqual(quiet.units, timers);
        assert.equal(quiet.packages, undefined);
    });

    it("is all that its alerts ask for", () => {
        const script = shipped("visibility", `${LIBRARY}/metrics-lib`) + shipped("cyrus", `${LIBRARY}/metrics`);
        const told = [...script.matchAll(/(?:gauge|describe) (standby_\w+)/g)].map(([, name]) => name);
        const alerts = ["cyrus", "roles"].map((file) => fs.readFileSync(`docs/alerts/${file}.yml`, "utf8")).join("");
        const asked = [...alerts.matchAll(/expr: (.*)$/gm)].flatMap(([, expr]) => expr.match(/\bstandby_\w+/g) ?? []);
        assert.deepEqual(
            asked.filter((name) => !told.includes(name)),
            [],
        );
        assert.equal(new Set(told).size, 21);
    });
});

describe("the proof that a standby is equal", () => {
    it("is asked for each instance once an hour, by its standby alone, at a minute of its own", () => {
        assert.deepEqual(part.units?.slice(0, 2), timers);
        const service = content(part, `${SYSTEM}/standby-verify@.service`);
        assert.match(service, /^ExecCondition=.*"\$\$\(role\)" = standby \]'$/m);
        assert.match(service, /^ExecStart=\/usr\/local\/sbin\/standby --instance %i verify$/m);
        const timer = content(part, `${SYSTEM}/standby-verify@.timer`);
        assert.match(timer, /^OnCalendar=hourly$/m);
        assert.match(timer, /^FixedRandomDelay=yes$/m);
    });
});
