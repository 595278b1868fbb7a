import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import {
    knownHosts,
    RoleMember,
    roleConf,
    rolePart,
    RoleSetup,
    sshHosts,
} from "../../../../components/roles/role-part";
import { content, paths } from "../../../helpers/pair";

const LIBRARY = "/usr/local/lib/standby";
const member = (key: string, number: number): RoleMember => ({
    ...{ key, hostName: `db${number}.example.com`, address: `203.0.113.${number}0`, promotable: key !== "dc2" },
    ...{ hostKey: `ssh-ed25519 AAAAhost${key}`, peerKey: `ssh-ed25519 AAAApeer${key}` },
});
const setup: RoleSetup = {
    ...{ pair: "db", member: "a", members: [member("a", 1), member("b", 2), member("dc2", 3)] },
    ...{ witness: { address: "203.0.113.40", hostKey: "ssh-ed25519 AAAAwitness" }, privateKey: "the peer key\n" },
    ...{
        linkPort: 2345,
        sshPort: 22,
        ownFirewall: true,
        values: { ENGINE_UNIT: "mariadb.service", DEGRADE_SECONDS: 10 },
    },
};
const part = rolePart(setup);

/** The variables as sh reads them. */
function variables(conf: string, ...names: string[]): string[] {
    const said = names.map((name) => `printf '%s\\n' "$${name}"`).join("; ");
    const { stdout, status, stderr } = spawnSync("sh", ["-euc", `${conf}\n${said}`], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    return stdout.split("\n").slice(0, -1);
}

describe("roleConf", () => {
    it("tells sh who is who, and where", () => {
        const names = ["PAIR", "MEMBER", "MEMBERS", "PROMOTABLE", "WITNESS", "LINK_PORT", "ADDRESS_b", "HOST_dc2"];
        assert.deepEqual(variables(roleConf(setup), ...names), [
            ...["db", "a", "a b dc2", "a b", "203.0.113.40", "2345", "203.0.113.20", "db3.example.com"],
        ]);
    });

    it("takes what the engine needs to know", () => {
        assert.deepEqual(variables(roleConf(setup), "ENGINE_UNIT", "DEGRADE_SECONDS"), ["mariadb.service", "10"]);
    });

    it("keeps a value in its quotes", () => {
        const conf = roleConf({ ...setup, values: { LINK: "'; touch /tmp/x; '$(id)" } });
        assert.deepEqual(variables(conf, "LINK"), ["'; touch /tmp/x; '$(id)"]);
    });
});

describe("the link between members", () => {
    it("lets each other member in with its own key, for the peers' words alone", () => {
        assert.equal(
            content(part, "/etc/ssh/standby/root"),
            `restrict,command="${LIBRARY}/role/peer b" ssh-ed25519 AAAApeerb standby-b\n` +
                `restrict,command="${LIBRARY}/role/peer dc2" ssh-ed25519 AAAApeerdc2 standby-dc2\n`,
        );
    });

    it("does not let a member in to itself", () => {
        assert.doesNotMatch(content(part, "/etc/ssh/standby/root"), /AAAApeera/);
        assert.doesNotMatch(content(part, "/etc/standby/ssh/config"), /standby-a\b/);
    });

    it("opens its port to the other members' addresses and nobody else", () => {
        assert.equal(
            content(part, "/etc/nftables.d/standby-link.rules"),
            "ip saddr { 203.0.113.20, 203.0.113.30 } tcp dport 2345 accept\n",
        );
    });

    it("leaves the packet filter of an adopted host alone", () => {
        const adopted = rolePart({ ...setup, ownFirewall: false });
        assert.deepEqual(
            paths(adopted).filter((path) => path.includes("nftables")),
            [],
        );
        assert.deepEqual(
            adopted.units?.map(({ name }) => name),
            ["ssh.service", "standby-role.service"],
        );
    });

    it("pins the identity of every other host, and asks nobody", () => {
        assert.equal(
            content(part, "/etc/standby/ssh/known_hosts"),
            "standby-b ssh-ed25519 AAAAhostb\nstandby-dc2 ssh-ed25519 AAAAhostdc2\nstandby-witness ssh-ed25519 AAAAwitness\n",
        );
        const config = content(part, "/etc/standby/ssh/config");
        for (const line of [
            "StrictHostKeyChecking yes",
            "GlobalKnownHostsFile /dev/null",
            "BatchMode yes",
            "Port 2345",
        ])
            assert.ok(config.includes(`    ${line}\n`), line);
    });

    it("logs in to members as root and to the witness as its own user", () => {
        const config = content(part, "/etc/standby/ssh/config");
        const hosts = config.split("Host standby-").slice(1);
        assert.deepEqual(
            hosts.map((host) => [host.split("\n")[0], /User (\S+)/.exec(host)?.[1]]),
            [
                ["b", "root"],
                ["dc2", "root"],
                ["witness", "standby-witness"],
            ],
        );
    });

    it("listens on both ports: a first Port line would else take the usual one away", () => {
        const lines = content(rolePart({ ...setup, sshPort: 2222 }), "/etc/ssh/sshd_config.d/20-standby-link.conf");
        assert.match(
            lines,
            /^Port 2222\nPort 2345\nAuthorizedKeysFile \.ssh\/authorized_keys \/etc\/ssh\/standby\/%u$/m,
        );
    });

    it("is spelled alike for every user of it", () => {
        const hosts = [{ key: "b", address: "203.0.113.20", user: "root", hostKey: "ssh-ed25519 AAAA" }];
        assert.match(sshHosts(hosts), /^Host standby-b\n {4}HostName 203.0.113.20\n {4}HostKeyAlias standby-b\n/);
        assert.equal(knownHosts(hosts), "standby-b ssh-ed25519 AAAA\n");
    });
});

describe("the role machinery on a host", () => {
    it("keeps what is secret from everybody but root", () => {
        for (const path of ["/etc/standby/role.conf", "/etc/standby/ssh/id_ed25519", "/etc/standby/ssh/config"])
            assert.ok(paths(part).includes(`0600 ${path}`), path);
        assert.equal(content(part, "/etc/standby/ssh/id_ed25519"), "the peer key\n");
        const elsewhere = part.files?.filter(({ path }) => !path.endsWith("id_ed25519")) ?? [];
        for (const file of elsewhere) assert.equal(file.content.includes("the peer key"), false, file.path);
    });

    it("ships every program and verb of its folder", () => {
        const folder = "components/roles/files/usr/local/lib/standby";
        const all = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
        const wanted = all.map(
            (entry) => `0755 ${LIBRARY}/${`${entry.parentPath ?? entry.path}/${entry.name}`.slice(folder.length + 1)}`,
        );
        assert.deepEqual(
            paths(part)
                .filter((path) => path.includes(LIBRARY))
                .sort(),
            wanted.sort(),
        );
    });

    it("restarts its agent when anything changes that the agent reads, and reloads sshd only for its own file", () => {
        const units = Object.fromEntries((part.units ?? []).map((unit) => [unit.name, unit]));
        const { restartOn } = units["standby-role.service"];
        for (const path of ["role/agent", "role/duties", "role/lib", "role/steps"])
            assert.ok(restartOn?.includes(`${LIBRARY}/${path}`), path);
        assert.ok(restartOn?.includes("/etc/standby/role.conf"));
        assert.deepEqual(units["ssh.service"].reloadOn, ["/etc/ssh/sshd_config.d/20-standby-link.conf"]);
        assert.equal(units["ssh.service"].restartOn, undefined);
    });
});
