import assert from "node:assert/strict";
import { basePlan } from "../../../components/host/base-plan";
import { BundlePart, joined } from "../../../components/ops/bundle";
import { certificatePart, packages, witnessPlan } from "../../../components/witness/plan";
import { Host, RuntimeLab } from "../../helpers/runtime";

/** A real witness host; the member beside it is the same machine, which reaches it by SSH as a member does. */
describe("a witness host", function () {
    this.timeout(300_000);
    let lab: RuntimeLab;
    let host: Host;

    /** Stands in for the role's library: its `witness` only. */
    const library: BundlePart = {
        folders: [{ path: "/etc/standby", mode: "0711" }],
        files: [
            {
                path: "/usr/local/lib/standby/role/lib",
                content: [
                    "MEMBER=a HOST_a=db1.example.test",
                    "witness() {",
                    '    ssh -F none -i /root/member -p 2345 -o BatchMode=yes -o StrictHostKeyChecking=no standby-witness@127.0.0.1 "$*"',
                    "}",
                    "",
                ].join("\n"),
            },
        ],
    };

    before(async () => {
        lab = await RuntimeLab.start("test-witness");
        host = await lab.machine(1);
        await host.apply(basePlan({ authorizedKeys: [lab.key], tcpPorts: [], packages: [...packages] }));
        await host.say("ssh-keygen -q -t ed25519 -N '' -f /root/member");
    });
    after(() => lab?.end());

    async function plan(): Promise<BundlePart> {
        const members = ["a", "b"].map((name, index) => ({ name, hostName: `db${index + 1}.example.test` }));
        const key = await host.say("cat /root/member.pub");
        const publicKeys = { a: key, b: key.replace(/ (\S+).{4} /, " $1AAAA ") };
        return witnessPlan({
            pairs: [{ name: "db", members, publicKeys, addresses: ["203.0.113.9"] }],
            linkPort: 2345,
        });
    }

    it("is made by one phase, with its user, its second port and its firewall", async () => {
        const applied = await host.apply(joined("witness", await plan()));
        assert.deepEqual(applied.started, ["standby-witness-daily.timer"]);
        assert.deepEqual(applied.reloaded.sort(), ["nftables.service", "ssh.service"]);
        assert.match(await host.say("getent passwd standby-witness"), /:5101:5101:.*:\/bin\/sh$/);
        assert.match(await host.say("ss -Hltn"), /:22 [^]*:2345 /);
        assert.match(await host.say("nft list table inet standby"), /ip saddr 203\.0\.113\.9 tcp dport 2345 accept/);
        assert.match(await host.say("standby status"), /^witness of db: no record yet$/m);
    });

    it("changes nothing a second time", async () => {
        const { files, started, reloaded } = await host.apply(joined("witness", await plan()));
        assert.deepEqual({ files, started, reloaded }, { files: 0, started: [], reloaded: [] });
    });

    it("gives the member its certificate in the member's own phase", async () => {
        await host.apply(joined("certificate", library, certificatePart()));
        const subject = await host.say("openssl x509 -in /etc/standby/tls/member.crt -noout -subject");
        assert.equal(subject, "subject=CN = db1.example.test");
        assert.match(
            await host.say("standby status"),
            /^certificate: good for (89|90) days, revocation list for (29|30) days/m,
        );
        assert.match(await host.say("journalctl -t standby-witness -o cat"), /pair db: certificate [0-9A-F]+ for a/);
    });

    it("keeps the record that a member writes, and shows it", async () => {
        const record = "epoch 1\nprimary a\nsync yes\nsince 2026-01-31T12:00:00Z\nby a\nwhy first up\n";
        const write = ". /usr/local/lib/standby/role/lib; witness write 0";
        assert.equal((await host.machine.run(write, { stdin: record })).stdout, `serial 1\n${record}`);
        const line = "witness of db: epoch 1, primary a, in sync: yes, since 2026-01-31T12:00:00Z by a: first up";
        assert.ok((await host.say("standby status")).split("\n").includes(line));
        assert.match(await host.say("journalctl -t standby-witness -o cat"), /pair db: a wrote number 1: epoch 1/);
    });

    it("lets the operator see and change its certificates, and its timer make new lists", async () => {
        assert.match(await host.say("standby ca list db"), /^a: db1\.example\.test \n {2}valid /);
        await host.say("standby ca renew db && systemctl start standby-witness-daily.service");
        await host.say("systemctl start standby-certificate.service");
        assert.match(await host.say("standby status"), /2 CA trusted/);
        assert.equal(await host.say("find /var/lib/standby-witness/db -user root ! -name members"), "");
        assert.equal(await host.say("systemctl --failed --plain --no-legend"), "");
    });
});
