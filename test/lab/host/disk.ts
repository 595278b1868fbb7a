import assert from "node:assert/strict";
import { service } from "../../helpers/runtime";
import type { Hosts } from "./runtime.test";

const FULL = /the disk is full: free some space/;
const MB = 1024 * 1024;

/** No space left, at the worst moments. */
export function disk(hosts: Hosts): void {
    afterEach(() => hosts.b.machine.freeDisk());

    it("says so, and keeps the old state, when there is no space to begin with", async () => {
        const before = await hosts.b.everything();
        await hosts.b.machine.fillDisk();
        assert.match(await hosts.b.refuse(service("backup", { smtpd_timeout: "63s" })), FULL);
        assert.equal(await hosts.b.everything(), before);
        await hosts.b.machine.freeDisk();
        await hosts.b.healthy();
    });

    for (const [moment, leave] of [
        ["while it stages", 5],
        ["while it brings the new files beside the old", 9],
    ] as const) {
        it(`the same when the space ends ${moment}`, async () => {
            const before = await hosts.b.everything();
            await hosts.b.machine.fillDisk(leave);
            const files = [{ path: "/etc/toy/large", content: "x".repeat(2 * MB) }];
            assert.match(await hosts.b.refuse({ phase: "toy", files }), FULL);
            await hosts.b.machine.fails("ls /etc/toy/large /etc/toy/large.standby-new");
            assert.equal(await hosts.b.everything(), before);
            assert.equal(await hosts.b.say("ls /var/lib/standby"), "applied\nbundles");
        });
    }

    it("puts the old files back without any space", async () => {
        const old = { path: "/etc/toy/large", content: "x".repeat(2 * MB) };
        await hosts.b.apply({ phase: "toy", files: [old] });
        const before = await hosts.b.look(old.path);
        const fill = "f=/var/fill; while fallocate -l ${size:=1000M} $f-$size || [ $size != 4K ]; do case $size in";
        const steps =
            "1000M) size=100M ;; 100M) size=10M ;; 10M) size=1M ;; 1M) size=100K ;; 100K) size=4K ;; esac; done";
        const probe = `${fill} ${steps}; cat /dev/zero >/var/fill-rest; exit 1`;
        const files = [{ path: old.path, content: "y".repeat(MB) }];
        await hosts.b.refuse({ phase: "toy", files, probes: [probe.replaceAll("\n", " ")] });
        assert.equal(await hosts.b.say("df --output=avail /var | tail -n 1"), "0");
        assert.equal(await hosts.b.look(old.path), before);
        await hosts.b.say("rm /var/fill*");
        await hosts.b.apply({ phase: "toy" });
    });
}
