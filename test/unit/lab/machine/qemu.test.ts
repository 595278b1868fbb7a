import * as assert from "node:assert/strict";
import type { MachineSpec } from "../../../../lab/machine/machine";
import { qemuArguments, type Accelerator } from "../../../../lab/machine/qemu/command-line";
import { socketIn } from "../../../../lab/machine/qemu/sockets";
import { plugVolume } from "../../../../lab/machine/qemu/volumes";
import { networkOf } from "../../../../lab/net/network";

const SPEC: MachineSpec = {
    id: 1003,
    hostname: "mx1.example.test",
    backend: "qemu",
    net: networkOf("test", 5),
    dir: "/labs/test/machines/1003",
    image: "/cache/trees/debian12-vm",
    diskMb: 8192,
    memoryMb: 1024,
    ipv4: "10.213.5.13",
    ipv6: "fd5b:ab:5::13",
};
const FILES = { kernel: "/boot/vmlinuz", initrd: "/boot/initrd" };
const lineOf = (spec: Partial<MachineSpec> = {}, accelerator: Accelerator = "tcg") =>
    qemuArguments({ ...SPEC, ...spec }, accelerator, FILES);
/** What follows each `-name`. */
const all = (args: string[], name: string) => args.filter((_, index) => args[index - 1] === name);

describe("the command line of a virtual machine", () => {
    it("emulates where it must, with a timer that is not tested", () => {
        assert.deepEqual(all(lineOf(), "-accel"), ["tcg,thread=multi"]);
        assert.match(all(lineOf(), "-append")[0], / no_timer_check$/);
        assert.deepEqual(all(lineOf({}, "kvm"), "-accel"), ["kvm"]);
        assert.deepEqual(all(lineOf({}, "kvm"), "-cpu"), ["host"]);
        assert.doesNotMatch(all(lineOf({}, "kvm"), "-append")[0], /no_timer_check/);
    });

    it("has one processor and the spec's memory, unless there are more", () => {
        assert.deepEqual([all(lineOf(), "-smp"), all(lineOf(), "-m")], [["1"], ["1024M"]]);
        assert.deepEqual(all(lineOf({ cpus: 2 }), "-smp"), ["2"]);
    });

    it("finds its own disk by its name: a volume may be sda", () => {
        const volumes = [{ id: 7, label: "mail-a", file: "/labs/test/volumes/7.img" }];
        const args = lineOf({ volumes });
        assert.match(all(args, "-append")[0], /^root=\/dev\/disk\/by-id\/scsi-0QEMU_QEMU_HARDDISK_disk rw /);
        assert.ok(all(args, "-device").some((one) => one.includes("drive=disk,serial=disk")));
    });

    it("honours the guest's flushes on every disk", () => {
        const volumes = [{ id: 7, label: "mail-a", file: "/labs/test/volumes/7.img" }];
        const drives = all(lineOf({ volumes }), "-blockdev").map((one) => JSON.parse(one));
        assert.deepEqual(
            drives.map(({ file }) => [file.filename, file.cache]),
            [
                ["disk.img", { direct: false, "no-flush": false }],
                ["/labs/test/volumes/7.img", { direct: false, "no-flush": false }],
            ],
        );
    });

    it("shows a volume as the cloud does: udev makes scsi-0Linode_Volume_mail-a of it", () => {
        const volumes = [{ id: 7, label: "mail-a", file: "/labs/test/volumes/7.img" }];
        const device = all(lineOf({ volumes }), "-device").find((one) => one.includes("Linode"));
        const { vendor, product, device_id, bus } = JSON.parse(device ?? "{}");
        assert.deepEqual([vendor, product, device_id, bus], ["Linode", "Volume", "mail-a", "scsi.0"]);
    });

    it("is given a volume once, whatever of it is there already", async () => {
        const orders: string[] = [];
        const there = { nodes: ["disk"], devices: ["scsi"] };
        const order = (command: string, args: Record<string, unknown> = {}) => {
            if (command === "query-named-block-nodes")
                return Promise.resolve(there.nodes.map((name) => ({ "node-name": name })));
            if (command === "qom-list") return Promise.resolve(there.devices.map((name) => ({ name })));
            orders.push(`${command} ${String(args["node-name"] ?? args.id)}`);
            if (command === "blockdev-add") there.nodes.push(String(args["node-name"]));
            else there.devices.push(String(args.id));
            return Promise.resolve({});
        };
        const volume = { id: 7, label: "mail-a", file: "/labs/test/volumes/7.img" };
        there.nodes.push("volume-7");
        await plugVolume({ order }, volume);
        assert.deepEqual(orders, ["device_add disk-7"]);
        await plugVolume({ order }, volume);
        assert.deepEqual(orders, ["device_add disk-7"]);
        Object.assign(there, { nodes: [], devices: [] });
        await plugVolume({ order }, volume);
        assert.deepEqual(orders.slice(1), ["blockdev-add volume-7", "device_add disk-7"]);
    });

    it("has a link for each network, with the same hardware address after each boot", () => {
        const vlans = [{ bridge: "vlan-1", address: "10.77.0.1/24" }, { bridge: "vlan-2" }];
        const args = lineOf({ vlans });
        assert.deepEqual(all(args, "-netdev"), [
            "tap,id=eth0,ifname=tap0,script=no,downscript=no",
            "tap,id=eth1,ifname=tap1,script=no,downscript=no",
            "tap,id=eth2,ifname=tap2,script=no,downscript=no",
        ]);
        assert.deepEqual(
            all(args, "-device").filter((one) => one.startsWith("virtio-net")),
            [0, 1, 2].map((index) => `virtio-net-pci,netdev=eth${index},mac=02:5c:05:03:eb:0${index},romfile=`),
        );
        assert.match(all(args, "-append")[0], / lab\.eth1=10\.77\.0\.1\/24 lab\.eth2=$/);
    });

    it("ends at a reboot by the guest, and tells the keeper so: the next start is a cold one", () => {
        assert.ok(lineOf().includes("-no-reboot"));
        assert.ok(all(lineOf(), "-mon").includes("chardev=events,mode=control"));
    });

    it("has the watchdog of the cloud's machines, and no network of QEMU's own", () => {
        assert.ok(all(lineOf(), "-device").includes("i6300esb"));
        assert.ok(lineOf().includes("-nodefaults"));
    });

    it("refuses a folder in which no socket can be", () => {
        assert.equal(socketIn(SPEC, "qmp.sock"), "/labs/test/machines/1003/qmp.sock");
        assert.throws(
            () => socketIn({ ...SPEC, dir: `/${"x".repeat(100)}` }, "qmp.sock"),
            /use a shorter STANDBY_LABS$/,
        );
    });
});
