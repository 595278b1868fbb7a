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
        const wait = "touch /run/filling; until [ -e /run/filled ]; do sleep 0.1; done; exit 1";
        const unit = `[Service]\nType=oneshot\nExecStart=/bin/sh -c '${wait}'\n[Install]\nWantedBy=multi-user.target\n`;
        const files = [
            { path: old.path, content: "y".repeat(MB) },
            { path: "/etc/systemd/system/filled.service", content: unit },
        ];
        const refused = hosts.b.refuse({ phase: "toy", files, units: [{ name: "filled.service" }] });
        await hosts.b.machine.eventually("ls /run/filling", 30);
        await hosts.b.machine.fillDisk();
        await hosts.b.say("touch /run/filled");
        assert.match(await refused, /filled.service failed to start/);
        assert.equal(await hosts.b.look(old.path), before);
        await hosts.b.machine.freeDisk();
        await hosts.b.apply({ phase: "toy" });
    });
}
