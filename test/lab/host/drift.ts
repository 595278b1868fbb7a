import assert from "node:assert/strict";
import type { Hosts } from "./runtime.test";

/** What `standby status` shows and `standby repair` puts right. */
export function drift(hosts: Hosts): void {
    const cases: [string, string, RegExp][] = [
        [
            "a file that was changed",
            "echo '# eve' >>/etc/postfix/main.cf",
            /DRIFT {2}\/etc\/postfix\/main.cf was changed/,
        ],
        ["a file that was deleted", "rm /usr/local/lib/standby/greets", /DRIFT {2}\/usr.*greets is missing/],
        ["a mode", "chmod 0666 /etc/nftables.conf", /nftables.conf has access 0666 root:root, not 0600 root:root/],
        ["a folder's owner", "chown root /var/mail/standby", /standby has access 0700 root:standby-mail/],
        ["a unit that was stopped", "systemctl stop postfix postfix@-", /unit postfix@-.service is inactive/],
        [
            "a unit that would not start at boot",
            "systemctl disable -q nftables",
            /nftables.service does not start at boot/,
        ],
        [
            "a package that was removed",
            "dpkg --remove unattended-upgrades",
            /package unattended-upgrades is not installed/,
        ],
    ];
    for (const [what, harm, shown] of cases) {
        it(`shows and repairs ${what}`, async () => {
            await hosts.a.say(harm);
            const { code, stdout } = await hosts.a.machine.run("standby status");
            assert.equal(code, 1);
            assert.match(stdout, shown);
            assert.equal(stdout.match(/DRIFT/g)!.length, 1, stdout);
            await hosts.a.machine.succeed("standby repair");
            await hosts.a.healthy();
        });
    }

    it("repairs several phases at once, also others than base and service", async () => {
        await hosts.a.apply({ phase: "role", files: [{ path: "/etc/toy", content: "role\n" }] });
        await hosts.a.say(
            "rm /etc/toy /etc/nftables.conf; echo >/etc/postfix/main.cf; systemctl stop postfix postfix@-",
        );
        const { stdout } = await hosts.a.machine.run("standby status");
        assert.equal(stdout.match(/DRIFT/g)!.length, 4, stdout);
        const repaired = await hosts.a.say("standby repair");
        assert.match(repaired, /^{"phase":"base"[^]*^{"phase":"role"[^]*^{"phase":"service"/m);
        await hosts.a.healthy();
        await hosts.a.apply({ phase: "role" });
    });

    for (const harm of ["rm", "chmod 0644", "truncate -s 0"]) {
        it(`repairs its own words after ${harm}`, async () => {
            await hosts.a.say(`${harm} /usr/local/lib/standby/verbs/*`);
            await hosts.a.machine.succeed("standby repair");
            await hosts.a.healthy();
        });
    }

    it("repairs the other phases though base cannot be, and tells of it", async () => {
        await hosts.a.say("rm /etc/nftables.conf && mkdir /etc/nftables.conf; systemctl stop postfix postfix@-");
        const { code, stderr } = await hosts.a.machine.run("standby repair");
        assert.equal(code, 1);
        assert.match(stderr, /cannot overwrite directory/);
        assert.equal(await hosts.a.say("systemctl is-active postfix@-"), "active");
        await hosts.a.say("rmdir /etc/nftables.conf && standby repair");
        await hosts.a.healthy();
    });

    it("names the words, refuses others, and wants root", async () => {
        assert.match(await hosts.b.say("standby"), /^ {2}repair +puts back[^]*^ {2}status +what was applied/m);
        assert.equal((await hosts.b.machine.run("standby dance")).code, 64);
        const { code, stderr } = await hosts.b.machine.run("runuser -u nobody -- standby status");
        assert.equal(code, 77);
        assert.equal(stderr, "standby: 'status' needs root: sudo standby status\n");
    });
}
