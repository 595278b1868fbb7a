import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Machine } from "../../../lab/machine/machine";
import { applyRules, type LabRules } from "../../../lab/net/firewall";
import { vlanBridge } from "../../../lab/net/network";
import { budget, budgetMs } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import { TwoMachines } from "../../lab/machine/two-machines";

const HEALTHY = "systemctl is-system-running";
const DEVICE = "/dev/disk/by-id/scsi-0Linode_Volume_mail-a";
const DIALLED = `
import os, socket
server = socket.socket(socket.AF_UNIX)
server.bind("/run/echo")
server.listen()
while True:
    one = server.accept()[0]
    one.sendall(b"hello ")
    while data := one.recv(65536): one.sendall(data.upper())
    one.close()
`;

/** Two virtual machines with kernels of their own, in one VLAN. The steps build on each other. */
describe("lab/machine: the verbs, on virtual machines", function () {
    this.timeout(budgetMs("vmBoot") * 2);
    const lab = new TwoMachines("qemu");
    let a: Machine;
    let b: Machine;
    const open: LabRules = { machines: [], mailPortsOpen: true, cuts: [], vlanCuts: [] };
    const healthy = () => a.eventually(HEALTHY, budget("vmBoot"));
    const volume = () => ({ id: 7, label: "mail-a", file: path.join(lab.folder, "volume.img") });
    const grow = (gigabytes: number) => fs.truncateSync(volume().file, gigabytes * 1024 ** 3);
    const bytes = async () => (await a.succeed(`blockdev --getsize64 ${DEVICE}`)).trim();

    before(async () => {
        await lab.up(budget("vmBoot"), (id) => [
            { bridge: vlanBridge("nl-ams", "link"), address: `10.77.0.${10 + id}/24` },
        ]);
        [a, b] = [lab.a, lab.b];
    });
    after(() => lab.down());

    it("boot to a healthy system with a kernel that has OCFS2, reached by the user data's keys", async () => {
        assert.equal(await a.succeed(HEALTHY), "running\n");
        assert.equal(await a.succeed("systemctl --failed --plain --no-legend"), "");
        await a.succeed("modprobe -n ocfs2 && modprobe -n drbd && modprobe -n ocfs2_stack_o2cb");
        assert.equal(
            await eventually("ssh answers", budget("vmBoot"), () => lab.ssh(a, "hostname --fqdn")),
            "m1.example.test\n",
        );
        assert.match(await a.succeed("cat /root/.ssh/authorized_keys"), /other\n[^]*client\n/);
        assert.notEqual(await a.succeed("cat /etc/machine-id"), await b.succeed("cat /etc/machine-id"));
    });

    it("take commands past the network, many at once, with input and output of any size", async () => {
        const result = await a.run("cat; echo oops >&2; exit 3", { stdin: "given" });
        assert.deepEqual(result, { code: 3, stdout: "given", stderr: "oops\n" });
        const large = "0123456789abcdef\n".repeat(60_000);
        assert.equal((await a.run("cat", { stdin: large, seconds: budget("vmBoot") })).stdout, large);
        const numbers = Array.from({ length: 20 }, (_, index) => index);
        const said = await Promise.all(numbers.map((n) => a.succeed(`sleep 1; echo ${n}`)));
        assert.deepEqual(said.map(Number), numbers);
        await assert.rejects(a.succeed("echo why >&2; exit 1"), /: exit code 1: why$/);
        await assert.rejects(a.run("sleep 1234 & sleep 1234", { seconds: 5 }), /not done within 5 s/);
        await eventually("no sleep is left", budget("vmBoot"), () => a.fails("pgrep -x sleep"));
    });

    it("are dialled by a Unix socket", async () => {
        await a.run("cat >/root/echo.py", { stdin: DIALLED });
        await a.succeed("systemd-run --unit=echo python3 /root/echo.py");
        await a.eventually("test -S /run/echo", budget("vmBoot"));
        const socket = a.dial("/run/echo");
        let heard = "";
        socket.on("data", (chunk: Buffer) => (heard += chunk.toString()));
        const ended = new Promise((resolve) => socket.on("end", resolve));
        socket.end("there");
        await ended;
        assert.equal(heard, "hello THERE");
        const nobody = a.dial("/run/nobody");
        nobody.on("error", () => undefined);
        await new Promise((resolve) => nobody.on("close", resolve));
    });

    it("reach each other by the public side and by the VLAN, each of which can be cut, also one way", async () => {
        const pings = (to: string) => `ping -c 1 -W 5 ${to}`;
        await a.succeed(`${pings(b.spec.ipv4)} && ping -6 -c 1 -W 5 ${b.spec.ipv6} && ${pings("10.77.0.12")}`);
        await applyRules(lab.net, { ...open, cuts: [{ from: a.spec.ipv4, to: b.spec.ipv4 }] });
        await a.fails(pings(b.spec.ipv4));
        await a.succeed(pings("10.77.0.12"));
        await applyRules(lab.net, { ...open, vlanCuts: [{ from: 1, to: 2 }] });
        await a.fails(pings("10.77.0.12"));
        await a.succeed(pings(b.spec.ipv4));
        await applyRules(lab.net, open);
        await a.succeed(pings("10.77.0.12"));
    });

    it("take a volume while they run, see it grow, and lose it when it is pulled", async () => {
        fs.closeSync(fs.openSync(volume().file, "a"));
        grow(10);
        await a.attach(volume());
        await a.attach(volume());
        await a.eventually(`test -b ${DEVICE}`, budget("vmBoot"));
        await a.succeed(`echo first-block | dd of=${DEVICE} bs=512 count=1 conv=fsync,sync`);
        grow(11);
        await a.grow(7);
        await eventually("the guest sees it", budget("vmBoot"), async () => (await bytes()) === String(11 * 1024 ** 3));
        await a.detach(7);
        await a.eventually(`! test -e ${DEVICE}`, budget("vmBoot"));
        await b.attach(volume());
        await b.eventually(`head -c 11 ${DEVICE} | grep first-block`, budget("vmBoot"));
        await b.detach(7);
        await a.attach(volume());
    });

    it("a crash takes what was not synced, keeps what was, and tells no peer", async () => {
        await b.succeed(`systemd-run --unit=peer bash -c 'exec 3<>/dev/tcp/${a.spec.ipv4}/22; cat <&3 >/root/peer'`);
        await b.eventually("grep SSH /root/peer", budget("vmBoot"));
        await a.succeed("echo synced >/root/synced && sync -f /root/synced && logger --tag drill the last words");
        const words = /drill\S*: the last words/;
        await eventually("its console has them", budget("vmBoot"), () => words.test(a.console()));
        // Last of all: half a minute later the kernel would have written it by itself.
        await a.succeed("echo lost >/root/lost");
        await a.crash();
        assert.equal(a.running(), false);
        assert.equal(await b.succeed("systemctl is-active peer"), "active\n");
        await b.fails(`ping -c 1 -W 2 ${a.spec.ipv4}`);
        assert.match(await a.journal("ssh"), /ssh.service/);
    });

    it("come back with their volume and the VLAN's address, and user data is not applied again", async () => {
        await a.boot();
        await healthy();
        assert.equal(await a.succeed("cat /root/synced /root/user-data-runs"), "synced\napplied\n");
        // ext4 may keep the name, but not the content.
        assert.doesNotMatch((await a.run("cat /root/lost")).stdout, /lost/);
        assert.match(await a.succeed(`head -c 11 ${DEVICE}; ip -br address show eth1`), /first-block[^]*10\.77\.0\.11/);
    });

    it("hang whole, also for pings, and go on; one that hangs can crash", async () => {
        await a.hang();
        await assert.rejects(a.run("true", { seconds: 2 }), /not done within 2 s/);
        await b.fails(`ping -c 1 -W 2 ${a.spec.ipv4}`);
        await a.resume();
        assert.equal(await a.succeed("echo on"), "on\n");
        await a.hang();
        await a.crash();
        // Nor does a crash wait for a boot that is under way.
        const boot = assert.rejects(a.boot(), /does not boot: its keeper ended/);
        await eventually("it has power", budget("vmBoot"), () => a.running());
        await a.crash();
        await boot;
        assert.equal(a.running(), false);
        await a.boot();
        await healthy();
    });

    it("fillDisk fills the machine's own disk only; slow limits its links", async () => {
        const image = path.join(a.spec.dir, "disk.img");
        const before = fs.statSync(image).blocks;
        await a.fillDisk();
        assert.match((await a.fails("head -c 100000 /dev/zero >/root/data")).stderr, /No space left on device/);
        assert.ok(fs.statSync(image).blocks - before < 40 * 2048, "the host's disk has lost more than 40 MB");
        await a.freeDisk();
        await a.succeed("head -c 100000 /dev/zero >/root/data && sync");
        await a.slow(64);
        await a.succeed(`ping -c 1 -W 5 ${b.spec.ipv4}`);
        await a.slow(undefined);
    });

    it("a reboot and a power-off from inside do what they say, and their journal is read when they are off", async () => {
        const boot = await a.succeed("cat /proc/sys/kernel/random/boot_id");
        await a.run("nft add table inet mine; systemctl reboot").catch(() => undefined);
        await eventually("it has restarted", budget("vmBoot"), async () => {
            const now = await a.succeed("cat /proc/sys/kernel/random/boot_id").catch(() => boot);
            return now !== boot;
        });
        await a.eventually('test -z "$(nft list tables)"', budget("vmBoot"));
        await healthy();
        await a.run("systemctl poweroff").catch(() => undefined);
        await eventually("the machine is off", budget("vmBoot"), () => !a.running());
        assert.equal(fs.existsSync(`/run/netns/${lab.net.netns}-1`), false);
        assert.match(await a.journal("ssh"), /Stopped ssh.service/);
        await assert.rejects(a.run("true"), /is not running: boot it first$/);
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
