import assert from "node:assert/strict";
import * as fs from "node:fs";
import { declarationBundle } from "../../../../components/roles/declaration";
import { RoleMember, rolePlaces, RoleSetup, rolesPart } from "../../../../components/roles/role-part";
import { WitnessPair, witnessPlan } from "../../../../components/witness/plan";
import { content, paths } from "../../../helpers/pair";

const LIBRARY = "/usr/local/lib/standby";
const member = (key: string, number: number, purpose: string): RoleMember => ({
    ...{ key, hostName: `imap${number}.example.com`, address: `203.0.113.${number}0`, promotable: true },
    ...{ hostKey: `ssh-ed25519 AAAAhost${key}`, peerKey: `ssh-ed25519 AAAA${purpose}${key}` },
});
const shared = {
    ...{ member: "a", witness: { address: "203.0.113.40", hostKey: "ssh-ed25519 AAAAwitness" } },
    ...{ linkPort: 2345, sshPort: 22, ownFirewall: true },
};
const of = (instance: string, other: RoleMember): RoleSetup => ({
    ...{ ...shared, pair: `mail-${instance}`, instance, members: [member("a", 1, instance), other] },
    ...{ privateKey: `key of ${instance}\n`, values: { ENGINE_UNIT: `standby-cyrus@${instance}.service` } },
    reads: ["/usr/local/lib/standby/engine"],
});
const base: RoleSetup = {
    ...{ ...shared, pair: "mail", members: [member("a", 1, "base"), member("b", 2, "base"), member("c", 3, "base")] },
    ...{ privateKey: "key of the host\n", values: {} },
};
const part = rolesPart([of("one", member("b", 2, "one")), of("two", member("c", 3, "two"))], base);

describe("A host with a role in each of several instances", () => {
    it("keeps settings, SSH, state and agent of each apart, and those of a single role where they always were", () => {
        assert.deepEqual(rolePlaces({ instance: "one" }), {
            ...{ conf: "/etc/standby/role-one.conf", ssh: "/etc/standby/ssh-one", run: "/run/standby-role-one" },
            ...{ state: "/var/lib/standby/role-one", agent: "standby-role@one.service" },
            units: ["role", "join"].map((name) => `/etc/systemd/system/standby-${name}@.service`),
        });
        assert.equal(rolePlaces({}).conf, "/etc/standby/role.conf");
        assert.equal(rolePlaces({}).agent, "standby-role.service");
    });

    it("has settings and a key of its own for each, and those of the host itself for its certificate", () => {
        for (const [file, key] of [
            ["/etc/standby/ssh-one/id_ed25519", "key of one\n"],
            ["/etc/standby/ssh-two/id_ed25519", "key of two\n"],
            ["/etc/standby/ssh/id_ed25519", "key of the host\n"],
        ])
            assert.equal(content(part, file), key);
        assert.match(content(part, "/etc/standby/role-one.conf"), /^PAIR='mail-one'$[^]*^MEMBERS='a b'$/m);
        assert.match(content(part, "/etc/standby/role-two.conf"), /^PAIR='mail-two'$[^]*^MEMBERS='a c'$/m);
        assert.match(content(part, "/etc/standby/role.conf"), /^PAIR='mail'$/m);
        const secret = paths(part).filter((path) => /role.*\.conf|id_ed25519/.test(path));
        assert.equal(secret.length, 6);
        for (const path of secret) assert.match(path, /^0600 /);
    });

    it("reaches for each instance its own other member and the witness, by pinned identities", () => {
        assert.equal(
            content(part, "/etc/standby/ssh-two/known_hosts"),
            "standby-c ssh-ed25519 AAAAhostc\nstandby-witness ssh-ed25519 AAAAwitness\n",
        );
        assert.match(content(part, "/etc/standby/ssh-two/config"), /\/run\/standby-role-two\//);
    });

    it("lets a key say the words of its own instance, and the host's key none", () => {
        const line = (instance: string, key: string) =>
            `restrict,command="env STANDBY_INSTANCE=${instance} ${LIBRARY}/role/peer ${key}" ssh-ed25519 AAAA${instance}${key} standby-${key}\n`;
        assert.equal(content(part, "/etc/ssh/standby/root"), line("one", "b") + line("two", "c"));
    });

    it("opens the link by one rule to the other members of its instances, and to no host besides", () => {
        const rules = (setups: RoleSetup[]) => content(rolesPart(setups, base), "/etc/nftables.d/standby-link.rules");
        const [one, two] = [of("one", member("b", 2, "one")), of("two", member("c", 3, "two"))];
        const accept = (addresses: string) => `ip saddr { ${addresses} } tcp dport 2345 accept\n`;
        assert.equal(rules([one, two]), accept("203.0.113.20, 203.0.113.30"));
        assert.equal(rules([one]), accept("203.0.113.20"));
        assert.equal(rules([one, of("two", member("b", 2, "two"))]), accept("203.0.113.20"));
    });

    it("has each file once, and an agent for each instance that reads the settings of that one", () => {
        const all = paths(part);
        assert.equal(new Set(all).size, all.length);
        const agents = (part.units ?? []).filter(({ name }) => name.startsWith("standby-role"));
        assert.deepEqual(
            agents.map(({ name }) => name),
            ["standby-role@one.service", "standby-role@two.service"],
        );
        assert.ok(agents[0].restartOn?.includes("/etc/standby/role-one.conf"));
        assert.equal(agents[0].restartOn?.includes("/etc/standby/role-two.conf"), false);
        assert.ok(agents[0].restartOn?.includes(`${LIBRARY}/engine`));
    });

    it("finds its places by the word STANDBY_INSTANCE", () => {
        for (const unit of ["role", "join"])
            assert.match(
                content(part, `/etc/systemd/system/standby-${unit}@.service`),
                /^Environment=STANDBY_INSTANCE=%i$/m,
            );
        const library = fs.readFileSync(`components/roles/files${LIBRARY}/role/lib`, "utf8");
        assert.match(library, /^suffix=\$\{STANDBY_INSTANCE:\+-\$STANDBY_INSTANCE\}$/m);
    });
});

describe("The declaration of an instance's role", () => {
    it("is a phase of its own, in files of its own", () => {
        const bundle = declarationBundle({ primary: "b", instance: "two", override: [], instances: [] });
        assert.equal(bundle.phase, "role-two");
        assert.equal(content(bundle, "/etc/standby/declared-two"), "primary b\n");
        assert.deepEqual(bundle.checks, [
            `STANDBY_INSTANCE=two ${LIBRARY}/role/declare "$STAGE/etc/standby/declared-two"`,
        ]);
        assert.equal(bundle.tell, "/var/lib/standby/role-two/last.json");
    });
});

describe("The witness of instances", () => {
    const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJVlqtzOWoOy3n3fbPd8VB9zrZCSxvxEzXrCXdKGE5Q";
    const pair = (name: string, members: string[], addresses: string[], number: number): WitnessPair => ({
        ...{ name, addresses, members: members.map((one) => ({ name: one, hostName: `${one}.example.com` })) },
        publicKeys: Object.fromEntries(members.map((one, index) => [one, `${KEY}${number}${index}`])),
    });
    const plan = witnessPlan({
        pairs: [
            pair("mail", ["a", "b", "c"], ["203.0.113.10", "203.0.113.20", "203.0.113.30"], 1),
            pair("mail-one", ["a", "b"], [], 2),
            pair("mail-two", ["a", "c"], [], 3),
        ],
        linkPort: 2345,
    });

    it("keeps a record of each, for which a member speaks by a key of that instance", () => {
        const lines = content(plan, "/etc/ssh/standby/standby-witness").trim().split("\n");
        const spoken = lines.map((line) => /serve (\S+ \S+)"/.exec(line)?.[1]);
        assert.deepEqual(spoken, [
            "mail a",
            "mail b",
            "mail c",
            "mail-one a",
            "mail-one b",
            "mail-two a",
            "mail-two c",
        ]);
        assert.equal(new Set(lines.map((line) => line.split(" ").pop())).size, 7, "each key speaks once");
        for (const name of ["mail", "mail-one", "mail-two"])
            assert.ok(plan.folders?.some(({ path }) => path === `/var/lib/standby-witness/${name}`));
    });

    it("lets hosts in by one rule", () => {
        assert.equal(
            content(plan, "/etc/nftables.d/witness.rules"),
            "ip saddr { 203.0.113.10, 203.0.113.20, 203.0.113.30 } tcp dport 2345 accept\n",
        );
    });
});
