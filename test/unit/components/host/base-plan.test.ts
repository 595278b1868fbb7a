import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { adoptedBasePlan, basePlan, packetRules } from "../../../../components/host/base-plan";

const plan = {
    authorizedKeys: ["ssh-ed25519 AAAA1", "ssh-ed25519 AAAA2"],
    tcpPorts: [25],
    packages: ["postfix", "nftables"],
};

function content(path: string): string {
    return basePlan(plan).files?.find((file) => file.path === path)?.content ?? assert.fail(path);
}

describe("packetRules", () => {
    const cases: [string, Parameters<typeof packetRules>[0], string[]][] = [
        [
            "SSH from everywhere, and the ports served",
            { tcpPorts: [25] },
            ["tcp dport 22 accept", "tcp dport { 25 } accept"],
        ],
        ["several ports in one rule", { tcpPorts: [25, 993] }, ["tcp dport 22 accept", "tcp dport { 25, 993 } accept"]],
        ["no rule for no port", { tcpPorts: [] }, ["tcp dport 22 accept"]],
        ["SSH on another port", { tcpPorts: [], sshPort: 2222 }, ["tcp dport 2222 accept"]],
        [
            "SSH from named networks of both families alone",
            { tcpPorts: [25], sshFrom: ["203.0.113.0/24", "198.51.100.0/24", "2001:db8::/32"] },
            [
                "ip saddr { 203.0.113.0/24, 198.51.100.0/24 } tcp dport 22 accept",
                "ip6 saddr { 2001:db8::/32 } tcp dport 22 accept",
                "tcp dport { 25 } accept",
            ],
        ],
        [
            "SSH from IPv4 networks alone",
            { tcpPorts: [], sshFrom: ["203.0.113.0/24"] },
            ["ip saddr { 203.0.113.0/24 } tcp dport 22 accept"],
        ],
        [
            "everybody among the networks as everybody",
            { tcpPorts: [], sshFrom: ["203.0.113.0/24", "0.0.0.0/0"] },
            ["tcp dport 22 accept"],
        ],
        ["an empty list of networks as everybody", { tcpPorts: [], sshFrom: [] }, ["tcp dport 22 accept"]],
    ];
    for (const [what, given, rules] of cases) {
        it(`writes ${what}`, () => {
            assert.deepEqual(
                packetRules(given).split("\n"),
                rules.map((rule) => `        ${rule}`),
            );
        });
    }
});

describe("basePlan", () => {
    it("lets in what is answered, pings, SSH and the ports served: nothing else", () => {
        const rules = content("/etc/nftables.conf").replace(/^#.*\n/gm, "");
        assert.equal(
            rules,
            [
                "table inet standby",
                "delete table inet standby",
                "",
                "table inet standby {",
                "    chain input {",
                "        type filter hook input priority filter; policy drop;",
                "        ct state established,related accept",
                "        ct state invalid drop",
                "        iif lo accept",
                "        icmp type { echo-request, destination-unreachable, time-exceeded, parameter-problem } accept",
                "        icmpv6 type { echo-request, destination-unreachable, packet-too-big, time-exceeded, " +
                    "parameter-problem, nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } accept",
                "        tcp dport 22 accept",
                "        tcp dport { 25 } accept",
                "        # What later phases open, to the peers of this host mostly.",
                '        include "/etc/nftables.d/*.rules"',
                "    }",
                "    chain forward {",
                "        type filter hook forward priority filter; policy drop;",
                "    }",
                "}",
                "",
            ].join("\n"),
        );
    });

    it("writes rules that nft itself accepts", function () {
        // Asking nft needs it and, even for a check alone, the right to read the kernel's tables.
        const possible = spawnSync("nft", ["-c", "-f", "-"], { input: "table inet standby_probe\n" });
        if (possible.error || possible.status !== 0) return this.skip();
        const { status, stderr } = spawnSync("nft", ["-c", "-f", "-"], {
            input: content("/etc/nftables.conf"),
            encoding: "utf8",
        });
        assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
    });

    it("lets in by key alone", () => {
        assert.equal(content("/root/.ssh/authorized_keys"), "ssh-ed25519 AAAA1\nssh-ed25519 AAAA2\n");
        const lines = content("/etc/ssh/sshd_config.d/10-standby.conf").split("\n").slice(1, -1);
        assert.deepEqual(lines, [
            "PasswordAuthentication no",
            "KbdInteractiveAuthentication no",
            "PermitRootLogin prohibit-password",
            "X11Forwarding no",
        ]);
    });

    it("installs the packages of later phases too, each once", () => {
        const expected = ["nftables", "systemd-timesyncd", "unattended-upgrades", "postfix"];
        assert.deepEqual(basePlan(plan).packages, expected);
    });

    it("installs security upgrades by itself", () => {
        const lines = ['APT::Periodic::Update-Package-Lists "1";', 'APT::Periodic::Unattended-Upgrade "1";', ""];
        assert.equal(content("/etc/apt/apt.conf.d/20auto-upgrades"), lines.join("\n"));
    });

    it("gives each file the access it needs", () => {
        assert.deepEqual(
            basePlan(plan).files?.map(({ path, mode = "0644", owner = "root:root" }) => `${mode} ${owner} ${path}`),
            [
                "0600 root:root /root/.ssh/authorized_keys",
                "0644 root:root /etc/ssh/sshd_config.d/10-standby.conf",
                "0600 root:root /etc/nftables.conf",
                "0644 root:root /etc/apt/apt.conf.d/20auto-upgrades",
                "0755 root:root /usr/local/sbin/standby",
                "0755 root:root /usr/local/lib/standby/verbs/status",
                "0755 root:root /usr/local/lib/standby/verbs/repair",
            ],
        );
        assert.ok(basePlan(plan).folders?.some(({ path, mode }) => path === "/root/.ssh" && mode === "0700"));
    });

    it("has firewall and SSH checked on the staged copy, and reloads only what changed", () => {
        const { phase, checks, units, probes } = basePlan(plan);
        assert.equal(phase, "base");
        assert.deepEqual(checks, [
            'nft -c -f "$STAGE/etc/nftables.conf"',
            '/usr/sbin/sshd -t -f "$STAGE/etc/ssh/sshd_config.d/10-standby.conf"',
        ]);
        assert.deepEqual(units, [
            { name: "nftables.service", reloadOn: ["/etc/nftables.conf"] },
            { name: "ssh.service", reloadOn: ["/etc/ssh/sshd_config.d/10-standby.conf"] },
            { name: "systemd-timesyncd.service" },
        ]);
        assert.deepEqual(probes, ["nft list table inet standby >/dev/null"]);
    });
});

describe("adoptedBasePlan", () => {
    it("leaves SSH, firewall and clock to the host's owner", () => {
        const { phase, packages, files, units, checks, users } = adoptedBasePlan(["postfix"]);
        assert.deepEqual(
            { phase, packages, units, checks, users },
            {
                phase: "base",
                packages: ["postfix"],
                units: undefined,
                checks: undefined,
                users: undefined,
            },
        );
        assert.deepEqual(
            files?.map(({ path }) => path),
            ["/usr/local/sbin/standby", "/usr/local/lib/standby/verbs/status", "/usr/local/lib/standby/verbs/repair"],
        );
    });
});
