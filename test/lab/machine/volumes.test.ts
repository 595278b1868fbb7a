import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Machine, Volume } from "../../../lab/machine/machine";
import { TwoMachines } from "./two-machines";

const GB = 1024 ** 3;
const DEVICE = "/dev/disk/by-id/scsi-0Linode_Volume_data";

/** A block device of its own in a container, as a virtual machine has it. */
describe("lab/machine: volumes of containers", function () {
    this.timeout(180_000);
    const lab = new TwoMachines();
    let a: Machine;
    let b: Machine;
    let volume: Volume;

    before(async () => {
        await lab.up();
        [a, b] = [lab.a, lab.b];
        const file = path.join(path.dirname(a.spec.dir), "volume.img");
        fs.closeSync(fs.openSync(file, "w", 0o600));
        fs.truncateSync(file, GB);
        volume = { id: 7, label: "data", file };
    });
    after(() => lab.down());

    const mounted = `mount -o noatime ${DEVICE} /mnt`;

    it("is a disk that can be formatted and mounted while it runs", async () => {
        await a.attach(volume);
        await a.attach(volume);
        await a.eventually(`[ -b ${DEVICE} ]`, 15);
        await a.succeed(`mkfs.ext4 -q ${DEVICE} && ${mounted} && echo kept >/mnt/file && sync -f /mnt/file`);
        assert.equal((await a.succeed("findmnt -no FSTYPE /mnt")).trim(), "ext4");
    });

    it("grows under its file system", async () => {
        fs.truncateSync(volume.file, 2 * GB);
        await a.grow(volume.id);
        assert.equal((await a.succeed(`blockdev --getsize64 ${DEVICE}`)).trim(), String(2 * GB));
        // While it is mounted this needs CAP_SYS_RESOURCE, which not everybody who runs labs has.
        await a.succeed(`umount /mnt && e2fsck -f -p ${DEVICE} && resize2fs ${DEVICE} && ${mounted}`);
        assert.ok(Number(await a.succeed("df --output=size -B1 /mnt | tail -n 1")) > 1.5 * GB);
    });

    it("is there again after a reboot from inside, and after one from outside", async () => {
        const boot = "cat /proc/1/stat | cut -d' ' -f22";
        const before = await a.succeed(boot);
        await a.run("systemctl reboot");
        await a.eventually(`[ "$(${boot})" != "${before.trim()}" ] && [ -b ${DEVICE} ]`, 60);
        await a.succeed(`${mounted} && grep -q kept /mnt/file`);
        await a.reboot();
        await a.eventually(`[ -b ${DEVICE} ]`, 15);
        await a.succeed(`${mounted} && grep -q kept /mnt/file`);
    });

    it("is no more for who still uses it when it is taken off, and another machine gets it whole", async () => {
        await a.succeed("echo synced >>/mnt/file && sync -f /mnt/file");
        await a.detach(volume.id);
        await a.fails(`[ -b ${DEVICE} ]`);
        await a.fails("echo lost >>/mnt/file && sync -f /mnt/file && mountpoint -q /mnt");
        await b.attach(volume);
        await b.eventually(`[ -b ${DEVICE} ]`, 15);
        await b.succeed(mounted);
        assert.equal(await b.succeed("cat /mnt/file"), "kept\nsynced\n");
    });

    it("leaves a machine that lost its power, for another one", async () => {
        await b.crash();
        await b.detach(volume.id);
        await a.attach(volume);
        await a.eventually(`[ -b ${DEVICE} ]`, 15);
        await a.succeed(`${mounted} && grep -q synced /mnt/file`);
    });

    it("leaves no loop device behind", async () => {
        await a.crash();
        const devices = fs.readdirSync("/sys/block").filter((name) => name.startsWith("loop"));
        const files = devices.map((name) => {
            const file = `/sys/block/${name}/loop/backing_file`;
            return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim() : "";
        });
        assert.ok(!files.includes(volume.file));
    });
});
