import assert from "node:assert/strict";
import {
    clientProxy,
    memberProxyPart,
    WRITABLE,
    writableCheckPart,
} from "../../../../../components/database/endpoint/haproxy";
import { proxyState, stateFile } from "../../../../../components/database/endpoint/haproxy-config";
import { MARIADB } from "../../../../../components/mysql/server";
import { BundlePart, joined, manifest } from "../../../../../components/ops/bundle";

const members = [
    { member: "a", address: "203.0.113.10" },
    { member: "b", address: "203.0.113.20" },
];
const server = MARIADB;
const program = { path: WRITABLE, content: "#!/bin/sh\n" };
const plan = { server, pair: "mysql", address: "203.0.113.10", members, clientsFrom: ["192.0.2.0/24"] };
const content = (of: BundlePart, path: string) =>
    of.files?.find((file) => file.path === path)?.content ?? assert.fail(`${path} is not in the part`);
const lines = (text: string) => text.split("\n").map((line) => line.trim());

describe("memberProxyPart", () => {
    const part = memberProxyPart(plan);
    const config = lines(content(part, "/etc/haproxy/haproxy.cfg"));

    it("listens on the member's address and knows all members", () => {
        assert.ok(config.includes("bind 203.0.113.10:3307"));
        assert.deepEqual(
            config.filter((line) => line.startsWith("server ")),
            [
                "server a 203.0.113.10:3306 id 1 addr 203.0.113.10 port 3308",
                "server b 203.0.113.20:3306 id 2 addr 203.0.113.20 port 3308",
            ],
        );
    });

    it("passes bytes on: TLS is between client and MariaDB", () => {
        assert.ok(config.includes("mode tcp"));
        assert.doesNotMatch(config.join("\n"), /\bssl\b|\bcrt\b/);
    });

    it("asks the members who is open, ends the sessions of one that no longer is, and tries nobody else", () => {
        assert.ok(config.includes("http-check expect status 200"));
        const rule = "default-server check inter 500ms fastinter 100ms fall 2 rise 1 on-marked-down shutdown-sessions";
        assert.ok(config.includes(rule));
        assert.ok(config.includes("retries 0"));
        assert.doesNotMatch(config.join("\n"), /redispatch|backup/);
    });

    it("refuses while two are open", () => {
        assert.ok(config.includes("tcp-request connection reject if { nbsrv gt 1 }"));
    });

    it("finds a member that lies dead within 2 s, also one whose kernel still answers", () => {
        const ms = (word: string) => Number(new RegExp(` ${word} (\\d+)ms`).exec(` ${config.join("\n ")}`)?.[1]);
        assert.ok(ms("inter") + ms("fastinter") + 2 * ms("check") < 2000);
    });

    it("asks haproxy about the staged file, and reloads it", () => {
        assert.equal(part.checks?.[0], 'haproxy -c -q -f "$STAGE/etc/haproxy/haproxy.cfg"');
        assert.deepEqual(part.units?.at(-1), {
            name: "haproxy.service",
            reloadOn: ["/etc/haproxy/haproxy.cfg", stateFile],
        });
    });

    it("lets its clients in, and nobody else", () => {
        const rules = content(part, "/etc/nftables.d/endpoint.rules");
        assert.equal(rules, "ip saddr { 192.0.2.0/24 } tcp dport { 3307 } accept\n");
        assert.equal(memberProxyPart({ ...plan, filtered: false }).units?.length, 1);
    });

    it("reaches the peer through a tunnel where there is one", () => {
        const tunnelled = [
            { member: "a", address: "127.0.0.1" },
            { member: "b", address: "127.0.0.1", port: 4406, checkAddress: "203.0.113.20", checkPort: 13308 },
        ];
        const text = clientProxy({ ...plan, members: tunnelled, port: 13307 }).config;
        assert.match(text, /^ {4}server b 127\.0\.0\.1:4406 id 2 addr 203\.0\.113\.20 port 13308$/m);
        assert.match(text, /^ {4}bind 203\.0\.113\.10:13307$/m);
    });
});

describe("proxyState", () => {
    it("has every member down until it was asked, by the numbers and names of the configuration", () => {
        const [version, header, a, b, end] = proxyState(plan).split("\n");
        assert.equal(version, "1");
        const fields = header.replace("# ", "").split(" ");
        const of = (line: string) => Object.fromEntries(line.split(" ").map((value, index) => [fields[index], value]));
        for (const [line, id, member] of [
            [a, "1", members[0]],
            [b, "2", members[1]],
        ] as const) {
            const state = of(line);
            assert.equal(line.split(" ").length, fields.length);
            assert.deepEqual(
                [state.be_id, state.be_name, state.srv_id, state.srv_name, state.srv_addr, state.srv_port],
                ["100", "standby-mysql", id, member.member, member.address, "3306"],
            );
            assert.deepEqual(
                [state.srv_op_state, state.srv_check_health, state.srv_check_addr],
                ["0", "0", member.address],
            );
        }
        assert.equal(end, "");
        assert.match(clientProxy(plan).config, /^ {4}id 100$/m);
        assert.equal(clientProxy(plan).state, proxyState(plan));
    });
});

describe("writableCheckPart", () => {
    const part = writableCheckPart({ server, program, address: "203.0.113.20", checkFrom: ["203.0.113.10/32"] });

    it("is served by systemd on the member's address, to the proxies alone", () => {
        const socket = content(part, "/etc/systemd/system/standby-writable.socket");
        assert.match(socket, /^ListenStream=203\.0\.113\.20:3308$/m);
        assert.match(socket, /^Accept=yes$/m);
        const rules = content(part, "/etc/nftables.d/writable.rules");
        assert.equal(rules, "ip saddr { 203.0.113.10/32 } tcp dport { 3308 } accept\n");
    });

    it("joins with the proxy to one phase", () => {
        const bundle = joined("service", part, memberProxyPart(plan));
        assert.ok(manifest(bundle, "1").includes("unit standby-writable.socket standby-writable.socket"));
        for (const file of bundle.files ?? []) assert.doesNotMatch(file.content, /\{\{/, file.path);
    });
});
