import assert from "node:assert/strict";
import * as fs from "node:fs";
import { metricsPorts, visibilityPart } from "../../../../../components/mysql/visibility/visibility";
import { BundlePart, joined, manifest } from "../../../../../components/ops/bundle";
import { shipped } from "../../../../../components/ops/host-file";

const LIBRARY = "/usr/local/lib/standby";
const plan = { metricsFrom: ["192.0.2.0/24"], address: "203.0.113.10" };
const part = visibilityPart(plan);
const content = (of: BundlePart, path: string) =>
    of.files?.find((file) => file.path === path)?.content ?? assert.fail(`${path} is not in the part`);

describe("visibilityPart", () => {
    for (const [kind, port] of [
        ["mysqld", 9104],
        ["node", 9100],
    ] as const) {
        const unit = `prometheus-${kind}-exporter.service`;

        it(`lets ${unit} listen on the member's own address alone, with TLS`, () => {
            const dropIn = content(part, `/etc/systemd/system/${unit}.d/standby.conf`);
            assert.match(dropIn, new RegExp(`--web\\.listen-address=203\\.0\\.113\\.10:${port} `));
            assert.match(dropIn, new RegExp(`--web\\.config\\.file=/etc/standby/metrics-${kind}\\.yml`));
            assert.match(dropIn, /^ExecStart=\nExecStart=/m, "the package's own command line must go");
            const tls = content(part, `/etc/standby/metrics-${kind}.yml`);
            assert.match(tls, new RegExp(`key_file: /run/credentials/${unit.replace(".", "\\.")}/member\\.key`));
        });

        it(`hands the member's key to ${unit} by systemd, and restarts it when its command line or TLS changes`, () => {
            const dropIn = content(part, `/etc/systemd/system/${unit}.d/standby.conf`);
            assert.match(dropIn, /^LoadCredential=member\.key:\/etc\/standby\/tls\/member\.key$/m);
            assert.deepEqual(part.units?.find(({ name }) => name === unit)?.restartOn, [
                `/etc/systemd/system/${unit}.d/standby.conf`,
                `/etc/standby/metrics-${kind}.yml`,
            ]);
            assert.ok(
                part.probes?.includes(`curl -sSfk --max-time 5 -o /dev/null https://203.0.113.10:${port}/metrics`),
            );
        });
    }

    it("opens the ports to the given networks alone", () => {
        const rules = content(part, "/etc/nftables.d/metrics.rules");
        assert.equal(rules, "ip saddr { 192.0.2.0/24 } tcp dport { 9104, 9100 } accept\n");
        assert.deepEqual(part.units?.[0], {
            name: "nftables.service",
            reloadOn: ["/etc/nftables.d/metrics.rules"],
        });
        assert.deepEqual(metricsPorts({}), [9104, 9100]);
    });

    it("takes other ports", () => {
        const other = visibilityPart({ ...plan, port: 19104, hostPort: 19100 });
        assert.match(content(other, "/etc/nftables.d/metrics.rules"), /\{ 19104, 19100 \}/);
        const dropIn = "/etc/systemd/system/prometheus-mysqld-exporter.service.d/standby.conf";
        assert.match(content(other, dropIn), /203\.0\.113\.10:19104 /);
    });

    it("leaves the packet filter of an adopted host alone", () => {
        const adopted = visibilityPart({ ...plan, filtered: false });
        assert.equal(
            adopted.files?.some(({ path }) => path.startsWith("/etc/nftables")),
            false,
        );
        assert.equal(
            adopted.units?.some(({ name }) => name === "nftables.service"),
            false,
        );
        assert.deepEqual(adopted.checks, []);
    });

    it("installs and opens nothing where nobody asks, and tells the operator all the same", () => {
        const quiet = visibilityPart({ ...plan, metricsFrom: [] });
        assert.deepEqual(
            { ...quiet, files: quiet.files?.map(({ path, mode }) => `${mode} ${path}`) },
            { files: [`0755 ${LIBRARY}/status.d/mysql`] },
        );
    });

    it("needs no password and no right to any data but our own schema", () => {
        const login = content(part, "/etc/standby/metrics.sql");
        assert.match(login, /identified via unix_socket/);
        assert.doesNotMatch(login, /identified by|password '|all privileges|(select|insert|super)[^;]* on \*\.\*/i);
        const all = part.files?.map((file) => file.content).join("\n") ?? "";
        assert.match(all, /DATA_SOURCE_NAME=prometheus@unix\(/);
    });

    it("can be told to a host, without a placeholder left", () => {
        const bundle = joined("service", part);
        assert.ok(manifest(bundle, "1").includes("unit standby-metrics-quick.service standby-metrics-quick.service"));
        for (const file of bundle.files ?? []) assert.doesNotMatch(file.content, /\{\{/, file.path);
    });
});

describe("the metrics of the pair", () => {
    const script = [
        shipped("visibility", `${LIBRARY}/metrics-lib`),
        shipped("database", `${LIBRARY}/metrics`),
        shipped("mysql", `${LIBRARY}/metrics-database`),
    ].join("");
    const names = [
        ...new Set([...script.matchAll(/(?:gauge|describe) (standby_\w+)/g)].map(([, name]) => name)),
    ].sort();

    it("are told in the page, each once and no others", () => {
        const page = fs.readFileSync("docs/pairs/mysql-visibility.md", "utf8");
        const told = [...page.matchAll(/^\| `(standby_\w+)/gm)].map(([, name]) => name).sort();
        assert.deepEqual(told, names);
        assert.equal(names.length, 14);
    });

    it("are all that the alerts ask for", () => {
        const alerts = ["roles", "database", "mysql"]
            .map((file) => fs.readFileSync(`docs/alerts/${file}.yml`, "utf8"))
            .join("");
        const asked = [...alerts.matchAll(/\b(standby_\w+)/g)].map(([, name]) => name);
        assert.deepEqual(
            asked.filter((name) => !names.includes(name)),
            [],
        );
    });
});
