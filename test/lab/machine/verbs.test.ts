import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { openMachine, type Machine } from "../../../lab/machine/machine";
import { repoRoot } from "../../../lab/paths";
import { eventually } from "../../helpers/eventually";
import { TwoMachines } from "./two-machines";

const HEALTHY = "systemctl is-system-running";

describe("lab/machine: the verbs, on real containers", function () {
    this.timeout(180_000);
    const lab = new TwoMachines();
    let a: Machine;

    before(async () => {
        await lab.up();
        a = lab.a;
    });
    after(() => lab.down());

    it("boots to a healthy system without failed units, reached by the user data's key and host key", async () => {
        assert.equal(await a.succeed(HEALTHY), "running\n");
        assert.equal(await a.succeed("systemctl --failed --plain --no-legend"), "");
        assert.equal(await eventually("ssh answers", 10, () => lab.ssh(a, "hostname --fqdn")), "m1.example.test\n");
        assert.match(await a.succeed("cat /root/.ssh/authorized_keys"), /other\n[^]*client\n/);
        assert.equal(await a.succeed("ls /etc/ssh/*_key"), "/etc/ssh/ssh_host_ed25519_key\n");
        assert.notEqual(await a.succeed("cat /etc/machine-id"), await lab.b.succeed("cat /etc/machine-id"));
    });

    it("run, succeed, fails, eventually", async () => {
        const result = await a.run("cat; echo oops >&2; exit 3", { stdin: "given" });
        assert.deepEqual(result, { code: 3, stdout: "given", stderr: "oops\n" });
        await assert.rejects(
            a.succeed("echo why >&2; exit 1"),
            /standby-\d+-1: echo why >&2; exit 1: exit code 1: why$/,
        );
        assert.equal((await a.fails("exit 4")).code, 4);
        await assert.rejects(a.fails("echo fine"), /echo fine: succeeded, but must fail: fine$/);
        await a.succeed("systemd-run bash -c 'sleep 1; touch /root/late'");
        assert.equal(await a.eventually("test -e /root/late && echo there", 15), "there\n");
        await assert.rejects(a.eventually("echo never >&2; false", 1), /not within 1 s: never$/);
    });

    it("run kills what is late, with its children", async () => {
        await assert.rejects(a.run("sleep 1234 & sleep 1234", { seconds: 1 }), /not done within 1 s/);
        await eventually("no sleep is left", 5, () => a.fails("pgrep -x sleep"));
    });

    it("user data is applied at the first boot only; reboot keeps files and health", async () => {
        const boot = await a.succeed("cat /proc/sys/kernel/random/boot_id; echo kept >/root/kept");
        await a.reboot();
        assert.equal(await a.eventually(HEALTHY, 30), "running\n");
        assert.notEqual(await a.succeed("cat /proc/sys/kernel/random/boot_id"), boot);
        assert.equal(await a.succeed("cat /root/kept /root/user-data-runs"), "kept\napplied\n");
    });

    it("restarts when asked from inside, with a fresh network, and stays off after a power-off from inside", async () => {
        await a.succeed("nft add table inet mine && systemctl reboot");
        await a.eventually('test -z "$(nft list tables)" && systemctl is-system-running', 30);
        await a.succeed("systemctl poweroff");
        await eventually("the machine is off", 20, () => !a.running());
        assert.equal(fs.existsSync(`/run/netns/${lab.net.netns}-1`), false);
        await assert.rejects(a.run("true"), /is not running: boot it first$/);
        await a.boot();
        await a.eventually(HEALTHY, 30);
    });

    it("crash takes everything at once, tells no peer, keeps the disk; boot works right after", async () => {
        await a.succeed("echo written >/root/before-crash");
        await lab.b.succeed(
            `systemd-run --unit=peer bash -c 'exec 3<>/dev/tcp/${a.spec.ipv4}/22; cat <&3 >/root/peer'`,
        );
        await lab.b.eventually("grep SSH /root/peer", 10);
        await a.crash();
        assert.equal(a.running(), false);
        assert.equal(await lab.b.succeed("systemctl is-active peer"), "active\n");
        await lab.b.fails(`ping -c 1 -W 1 ${a.spec.ipv4}`);
        await a.boot();
        assert.equal(await a.eventually(HEALTHY, 30), "running\n");
        assert.equal(await a.succeed("cat /root/before-crash"), "written\n");
    });

    it("hang stops every process, resume goes on; a machine that hangs can crash", async () => {
        await a.eventually("ss -ltn | grep :22", 10);
        await a.hang();
        await assert.rejects(a.run("true", { seconds: 1 }), /not done within 1 s/);
        assert.throws(() => lab.ssh(a, "true"), /timed out|Connection/);
        await a.resume();
        assert.equal(await a.succeed("echo on"), "on\n");
        await a.hang();
        await a.crash();
        await a.boot();
        assert.equal(await a.eventually(HEALTHY, 30), "running\n");
    });

    it("shutdown is orderly; the journal can be read of a machine that is off", async () => {
        await a.shutdown();
        await a.shutdown();
        assert.equal(a.running(), false);
        assert.match(await a.journal("ssh"), /Stopped ssh.service/);
        await a.boot();
        await a.eventually(HEALTHY, 30);
        assert.match(await a.journal(), /Welcome|systemd/);
    });

    it("fillDisk fills the machine's own disk only", async () => {
        const image = path.join(a.spec.dir, "disk.img");
        const before = fs.statSync(image).blocks;
        await a.fillDisk();
        assert.match((await a.fails("head -c 100000 /dev/zero >/root/data")).stderr, /No space left on device/);
        assert.ok(fs.statSync(image).blocks - before < 20 * 2048, "the host's disk has lost more than 20 MB");
        await a.freeDisk();
        await a.succeed("head -c 100000 /dev/zero >/root/data && sync");
        await a.fillDisk(10);
        await a.succeed("head -c 5000000 /dev/zero >/root/data && sync");
        await a.freeDisk();
    });

    it("a machine is seen from other processes and outlives the one that booted it", async () => {
        await a.shutdown();
        const code = `require(${JSON.stringify(path.join(repoRoot, "dist/lab/machine/machine.js"))})`;
        execFileSync(process.execPath, ["-e", `${code}.openMachine(${JSON.stringify(a.spec.dir)}).boot()`]);
        assert.equal(a.running(), true);
        assert.equal(await openMachine(a.spec.dir).eventually(HEALTHY, 30), "running\n");
    });

    it("destroy leaves no process, mount, namespace or file", async () => {
        const name = `${lab.net.netns}-1`;
        await a.destroy();
        await a.destroy();
        assert.equal(fs.existsSync(a.spec.dir), false);
        assert.equal(fs.existsSync(`/run/netns/${name}`), false);
        assert.doesNotMatch(fs.readFileSync("/proc/mounts", "utf8"), new RegExp(`${a.spec.dir}|${name}`));
        assert.doesNotMatch(execFileSync("losetup", ["--list"]).toString(), new RegExp(a.spec.dir));
        assert.equal(execFileSync("find", ["/sys/fs/cgroup", "-name", name]).toString(), "");
    });
});
