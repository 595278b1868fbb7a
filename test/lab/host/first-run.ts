import assert from "node:assert/strict";
import { base, recipients, service, type Applied, type Host } from "../../helpers/runtime";
import type { Hosts } from "./runtime.test";

const STARTS = "daemon started -- version";

/** From a machine as a cloud hands it out to a mail host that serves. */
export function firstRun(hosts: Hosts): void {
    const results: Record<string, Applied> = {};

    before(async () => {
        const phase = async (name: "a" | "b") => (results[name] = await hosts[name].apply(base(hosts.lab.key)));
        await Promise.all([phase("a"), phase("b")]);
    });

    it("installs what is missing, in one go, and lets services start again", async () => {
        assert.equal(results.a.packages, 3);
        assert.equal(await hosts.a.say("dpkg --audit; ls /usr/sbin/policy-rc.d 2>/dev/null || true"), "");
        assert.equal(await hosts.a.say("apt-get check -qq && systemctl --failed --plain --no-legend"), "");
    });

    it("closes the host but for SSH by key and the ports served", async () => {
        assert.match(await hosts.a.say("nft list table inet standby"), /policy drop;[^]*tcp dport 25 accept/);
        assert.match(await hosts.a.say("/usr/sbin/sshd -T"), /^passwordauthentication no$/m);
        assert.deepEqual(results.a.started, ["nftables.service"]);
        assert.deepEqual(results.a.reloaded, ["ssh.service"]);
        assert.equal(await hosts.a.say("stat -c %a /root/.ssh/authorized_keys"), "600");
        assert.equal(await hosts.a.say("cat /root/.ssh/authorized_keys"), hosts.lab.key);
    });

    it("never runs a service with its package's own configuration", async () => {
        assert.equal(await hosts.a.say("ls /etc/postfix/main.cf"), "/etc/postfix/main.cf");
        assert.equal(await hosts.a.logged(STARTS), 0);
        assert.equal(await hosts.a.say("systemctl is-active postfix@- postfix || true"), "inactive\ninactive");
    });

    for (const [role, name] of [
        ["primary", "a"],
        ["backup", "b"],
    ] as const) {
        it(`makes a ${role} MX that serves at its first start, and says so`, async () => {
            const host: Host = hosts[name];
            await host.data(recipients);
            const { started, packages } = await host.apply(service(role));
            const own = {
                primary: ["standby-etrn.path", "postfix.service"],
                backup: ["postfix.service", "standby-flush.service"],
            };
            assert.deepEqual(started, own[role]);
            assert.equal(packages, 0);
            assert.equal(await host.logged(STARTS), 1);
            assert.match(
                await host.say("read -r line </dev/tcp/127.0.0.1/25 && echo $line"),
                /^220 mail2?\.example\.com /,
            );
            assert.equal(await host.say("systemctl is-enabled postfix"), "enabled");
            await host.healthy();
        });
    }

    it("keeps what it knows from everybody but root", async () => {
        const open = "find /var/lib/standby /var/log/standby -maxdepth 0 -printf '%m '";
        assert.equal(await hosts.b.say(open), "700 700");
        assert.equal(await hosts.b.say("find /var/lib/standby/bundles -type f -perm /077"), "");
        await hosts.b.machine.fails("runuser -u nobody -- ls /var/lib/standby");
        await hosts.b.machine.fails("runuser -u nobody -- cat /run/standby/log");
    });

    it("leaves nothing behind but its record", async () => {
        assert.equal(await hosts.b.say("ls /var/lib/standby"), "applied\nbundles");
        assert.equal(await hosts.b.say("ls /run/standby"), "lock\nlog");
        assert.equal(await hosts.b.say("ls -d /run/standby-* 2>/dev/null || true"), "");
        assert.equal(await hosts.b.say("find / -xdev -name '*.standby-new'"), "");
    });
}
