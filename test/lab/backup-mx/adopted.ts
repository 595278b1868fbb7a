import assert from "node:assert/strict";
import { sshKeyFrom } from "../../../components/host/identity";
import { mailsOf } from "../../../lab/client/mailbox";
import { succeeded } from "../../../lab/engine/pulumi";
import type { Machine } from "../../../lab/machine/machine";
import { budget, budgetMs } from "../../budgets";
import { bareLinode, deleteLinode } from "../../helpers/bare-linode";
import { eventually } from "../../helpers/eventually";
import { testProgram, type BackupMxLab, type TestProgram } from "../../helpers/lab";

const KEY = sshKeyFrom("the administrator of the adopted host", "test");
/** A user who may become root without a password, as clouds set one up. */
const ADMIN =
    "apt-get -qq update && apt-get -qq -y --no-install-recommends install sudo >/dev/null && " +
    "useradd -m -s /bin/bash admin && cp -r /root/.ssh /home/admin/ && chown -R admin: /home/admin/.ssh && " +
    "echo 'admin ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/admin";

/** A host that stands already is adopted, as a second backup of a primary that this program does not manage. */
export function adoptedSuite(at: () => BackupMxLab): void {
    describe("an adopted backup of an unmanaged primary", function () {
        this.timeout(budgetMs("coldUp"));
        let machine: Machine;
        let program: TestProgram;
        const address = () => machine.spec.ipv4;

        before(async () => {
            machine = await bareLinode(at().lab, "adopted", { authorized_keys: [KEY.publicKey] });
            await machine.eventually(
                "systemctl is-active ssh.service && test -s /etc/ssh/ssh_host_ed25519_key.pub",
                120,
            );
            await machine.succeed(ADMIN);
            const hostKey = await machine.succeed("cut -d' ' -f1,2 /etc/ssh/ssh_host_ed25519_key.pub");
            const login = { address: address(), user: "admin", hostKey: hostKey.trim(), privateKey: KEY.privateKey };
            const args = {
                zone: "example.test",
                recipients: at().pair.recipients,
                a: { hostName: at().pair.a.name, unmanaged: { address: at().pair.a.address } },
                b: { hostName: "mail3.example.test", existing: login },
                backupPreference: 30,
                destroyable: true,
            };
            const text = `const { BackupMxPair } = require("pulumi-standby");\nnew BackupMxPair("far", ${JSON.stringify(args)});\n`;
            program = await testProgram(at(), "adopted", text);
        });

        after(async () => {
            await program?.end();
            if (machine) await deleteLinode(at().lab, machine);
        });

        it("is set up by one up, and a second one finds nothing to do", async () => {
            succeeded(await program.pulumi.up());
            const { code, stdout } = await machine.run("standby status");
            assert.equal(code, 0, stdout);
            assert.match(stdout, new RegExp(`primary: ${at().pair.a.address} takes mail`));
            assert.equal((await program.pulumi.up()).changed, 0);
        });

        it("has its own SSH, firewall and users left alone", async () => {
            const keys = await machine.succeed("cat /root/.ssh/authorized_keys");
            assert.ok(keys.includes(KEY.publicKey));
            assert.equal(keys.trim().split("\n").length, 1, keys);
            await machine.fails("nft list table inet standby");
            await machine.fails("test -e /etc/ssh/sshd_config.d/10-standby.conf");
        });

        it("touches nothing of the primary", async () => {
            const { changed, summary } = await at().pair.preview();
            assert.equal(changed, 0, summary);
            const { stdout } = await at().pair.a.standby("status");
            assert.ok(!stdout.includes("DRIFT"), stdout);
        });

        it("is the last MX, and hands mail over to the primary", async () => {
            const { pair } = at();
            const run = `adopted-${Date.now().toString(36)}`;
            // The resolver may know the MX records of before for a day, as their TTL says: hence the zone's own server.
            const sender = pair.sender(run, { resolver: pair.lab.net.dns, only: "mail3.example.test" });
            await sender.send(1, 10);
            assert.equal(sender.those("acknowledged").length, 10, JSON.stringify(sender.those("refused")));
            await eventually("all are in the mailboxes", budget("delivery"), async () => {
                return (await mailsOf(pair.a.machine, run)).size === 10;
            });
        });
    });
}
