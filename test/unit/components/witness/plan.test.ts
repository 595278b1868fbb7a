import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { joined, manifest } from "../../../../components/ops/bundle";
import {
    authorizedKeys,
    certificatePart,
    linkRules,
    membersFile,
    WitnessPair,
    witnessPlan,
} from "../../../../components/witness/plan";
import { content } from "../../../helpers/pair";

const LIBRARY = "/usr/local/lib/standby";
const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJVlqtzOWoOy3n3fbPd8VB9zrZCSxvxEzXrCXdKGE5QZ";

const pair: WitnessPair = {
    name: "mysql",
    members: [
        { name: "a", hostName: "db1.example.com", otherNames: ["db.example.com", "203.0.113.10", "db1.example.com"] },
        { name: "b", hostName: "db2.example.com" },
    ],
    publicKeys: { a: `${KEY} comment "; of somebody`, b: KEY },
    addresses: ["203.0.113.20", "203.0.113.10", "2001:db8::10", "203.0.113.10"],
};
const setup = { pairs: [pair], linkPort: 2345 };

describe("witnessPlan", () => {
    const plan = witnessPlan(setup);

    it("serves each member by its own key and nothing else by it", () => {
        const command = (member: string) => `restrict,command="${LIBRARY}/witness/serve mysql ${member}" ${KEY}\n`;
        assert.equal(content(plan, "/etc/ssh/standby/standby-witness"), command("a") + command("b"));
    });

    it("names the members and what may stand in their certificates, each once", () => {
        assert.equal(
            content(plan, "/var/lib/standby-witness/mysql/members"),
            "a db1.example.com db.example.com 203.0.113.10\nb db2.example.com\n",
        );
    });

    it("has a user with a shell, which sshd needs, who owns the pair's folder and no home", () => {
        assert.deepEqual(plan.users, [
            { name: "standby-witness", uid: 5101, home: "/var/lib/standby-witness", shell: "/bin/sh" },
        ]);
        assert.deepEqual(plan.folders, [
            { path: "/var/lib/standby-witness", mode: "0755" },
            { path: "/var/lib/standby-witness/mysql", mode: "0700", owner: "standby-witness:standby-witness" },
            { path: "/etc/ssh/standby", mode: "0755" },
        ]);
    });

    it("opens the link to the members' addresses alone, on a host whose firewall is ours", () => {
        assert.equal(
            content(plan, "/etc/nftables.d/witness.rules"),
            "ip saddr { 203.0.113.10, 203.0.113.20 } tcp dport 2345 accept\n" +
                "ip6 saddr { 2001:db8::10 } tcp dport 2345 accept\n",
        );
        assert.equal(linkRules(["2001:db8::1"], 2345), "ip6 saddr { 2001:db8::1 } tcp dport 2345 accept\n");
        const adopted = witnessPlan({ ...setup, ownFirewall: false });
        assert.doesNotMatch(JSON.stringify(adopted), /nft/);
    });

    it("keeps the usual port of SSH beside the link's", () => {
        const link = "/etc/ssh/sshd_config.d/20-standby-link.conf";
        const keys = "AuthorizedKeysFile .ssh/authorized_keys /etc/ssh/standby/%u\n";
        assert.match(content(plan, link), /^Port 22\nPort 2345\n/m);
        assert.match(content(witnessPlan({ ...setup, sshPort: 2222 }), link), /^Port 2222\nPort 2345\n/m);
        assert.ok(content(plan, link).endsWith(keys));
        assert.ok(plan.checks?.includes(`/usr/sbin/sshd -t -f "$STAGE${link}"`));
    });

    it("serves several pairs", () => {
        const two = witnessPlan({ ...setup, pairs: [pair, { ...pair, name: "web", addresses: ["198.51.100.1"] }] });
        assert.equal(content(two, "/etc/ssh/standby/standby-witness").split("\n").length, 5);
        assert.match(content(two, "/etc/nftables.d/witness.rules"), /198\.51\.100\.1, 203\.0\.113\.10, 203/);
        assert.equal(content(two, "/var/lib/standby-witness/web/members"), membersFile(pair));
    });

    it("ships its programs, its timer and the life of certificates", () => {
        assert.equal(content(plan, `${LIBRARY}/witness/settings`), "certificate_days=90\n");
        const short = witnessPlan({ ...setup, certificateDays: 60 });
        assert.equal(content(short, `${LIBRARY}/witness/settings`), "certificate_days=60\n");
        assert.deepEqual(
            plan.units?.map(({ name }) => name),
            ["ssh.service", "standby-witness-daily.timer", "nftables.service"],
        );
        assert.deepEqual(plan.packages, ["openssl"]);
    });

    it("has nothing secret in it", () => {
        assert.doesNotMatch(JSON.stringify(plan), /PRIVATE/);
    });

    it("asks the service itself as its user, after the swap", () => {
        assert.deepEqual(plan.probes, [
            "ss -Hltn 'sport = :2345' | grep -q .",
            "SSH_ORIGINAL_COMMAND=time setpriv --reuid=5101 --regid=5101 --clear-groups " +
                `${LIBRARY}/witness/serve mysql a >/dev/null`,
        ]);
    });

    it("can be written as a bundle; all of its commands are whole lines of sh", () => {
        for (const part of [plan, certificatePart({ group: "mysql" })]) {
            const bundle = joined("witness", part);
            manifest(bundle, "1");
            for (const command of [...(bundle.checks ?? []), ...(bundle.probes ?? [])]) {
                assert.equal(spawnSync("sh", ["-nc", command]).status, 0, command);
            }
        }
    });

    it("has rules that the packet filter takes, checked as the host will include them", function () {
        if (spawnSync("nft", ["--version"]).error || process.getuid?.() !== 0) this.skip();
        const stage = fs.mkdtempSync("/tmp/standby-witness-stage-");
        try {
            fs.mkdirSync(`${stage}/etc/nftables.d`, { recursive: true });
            const check = plan.checks?.find((one) => one.includes("nft")) ?? "false";
            const status = (rules: string) => {
                fs.writeFileSync(`${stage}/etc/nftables.d/witness.rules`, rules);
                return spawnSync("sh", ["-euc", check], { env: { ...process.env, STAGE: stage } }).status;
            };
            assert.equal(status(content(plan, "/etc/nftables.d/witness.rules")), 0);
            assert.notEqual(status("ip saddr { nonsense } accept\n"), 0);
        } finally {
            fs.rmSync(stage, { recursive: true });
        }
    });
});

describe("the plan of a witness refuses", () => {
    const members = (name: string, hostName: string, otherNames: string[] = []) => [{ name, hostName, otherNames }];
    for (const [what, change, message] of [
        ["a name of two words", { members: members("a b", "x.example") }, 'member "a b" does not fit'],
        ["a host name with a line end", { members: members("a", "x\ny") }, 'name of a "x\\ny" does not fit'],
        ["a further name with a blank", { members: members("a", "x", ["y z"]) }, 'name of a "y z" does not fit'],
        [
            "a host name too long for a certificate",
            { members: members("a", "x".repeat(65)) },
            `host name "${"x".repeat(65)}" is too long for a certificate: at most 64 characters`,
        ],
        ["a member without a key", { publicKeys: { a: KEY } }, 'public key of mysql b "" does not fit'],
        [
            "another kind of key",
            { publicKeys: { a: "ssh-rsa AAAA", b: KEY } },
            'public key of mysql a "ssh-rsa AAAA" does not fit',
        ],
        ["two keys", { publicKeys: { a: `${KEY}\nssh-rsa`, b: KEY } }, undefined],
        ["a pair's name with a slash", { name: "../x" }, 'pair "../x" does not fit'],
    ] as const) {
        it(what, () => {
            const plan = () => witnessPlan({ ...setup, pairs: [{ ...pair, ...change }] });
            if (message === undefined) assert.throws(plan, /public key of mysql a .* does not fit/);
            else assert.throws(plan, { message });
        });
    }

    it("a life of certificates that is shorter than the warning before its end", () => {
        for (const certificateDays of [0, 44, 366, NaN]) {
            assert.throws(
                () => witnessPlan({ ...setup, certificateDays }),
                /^Error: certificateDays must be 45 to 365$/,
            );
        }
    });

    it("a key line that could hold a second command", () => {
        const keys = { a: `${KEY}",command="sh`, b: KEY };
        assert.throws(() => authorizedKeys([{ ...pair, publicKeys: keys }]), /does not fit/);
    });
});

describe("certificatePart", () => {
    it("brings the program, its timer and its part of the status, and runs it once before the engine comes", () => {
        const part = certificatePart();
        assert.deepEqual(
            part.files?.map(({ path, mode }) => `${mode ?? "0644"} ${path}`),
            [
                `0755 ${LIBRARY}/certificate`,
                `0755 ${LIBRARY}/status.d/certificate`,
                "0644 /etc/systemd/system/standby-certificate.service",
                "0644 /etc/systemd/system/standby-certificate.timer",
            ],
        );
        assert.deepEqual(
            part.units?.map(({ name }) => name),
            ["standby-certificate.timer"],
        );
        assert.match(
            part.probes?.[0] ?? "",
            /^\{ systemctl start standby-certificate\.service 2>\/dev\/null && test -s /,
        );
    });

    it("names the group that reads the key", () => {
        assert.equal(
            content(certificatePart({ group: "mysql" }), "/etc/standby/certificate.conf"),
            "TLS_GROUP=mysql\n",
        );
        assert.throws(() => certificatePart({ group: "x; id" }), /group "x; id" does not fit/);
    });
});
