import assert from "node:assert/strict";
import { adoptedBasePlan } from "../../../components/host/base-plan";
import { launcher } from "../../../components/host/host-phase";
import { incomingName, sha256 } from "../../../components/ops/file";
import { sending } from "../../helpers/runtime";
import type { Hosts } from "./runtime.test";

/** A host that is reached as a user who becomes root by sudo. */
export function adoptedHost(hosts: Hosts): void {
    it("is served by a user who may only sudo, with data from that user's home", async () => {
        const host = await hosts.lab.machine(3);
        await host.machine.eventually("systemctl is-system-running", 60);
        await host.say(
            "apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install sudo >/dev/null 2>&1",
        );
        await host.say("useradd -m -d /srv/admin admin && echo 'admin ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/admin");
        const text = "sent by admin\n";
        await host.say(`echo 'sent by admin' >/srv/admin/${incomingName(sha256(text))}`);
        const phases = [
            adoptedBasePlan(["ssl-cert"]),
            { phase: "service", data: [{ sha256: sha256(text), path: "/etc/toy" }] },
        ];
        for (const bundle of phases) {
            const { command, stdin } = sending(bundle);
            const digest = /apply ([0-9a-f]{12});/.exec(command)![1];
            const line = launcher("admin", digest).replaceAll("'", "'\\''");
            const { code, stderr } = await host.machine.run(`runuser -u admin -- sh -c '${line}'`, { stdin });
            assert.equal(code, 0, stderr);
        }
        assert.equal(await host.say("cat /etc/toy"), "sent by admin");
        // A repair by root himself finds it as well.
        await host.say("mkdir /home/other && mv /srv/admin/.standby-* /home/other && rm /etc/toy");
        await host.say("standby repair && standby status");
        assert.equal(await host.say("runuser -u admin -- sudo -n standby status | head -n 1 | cut -c1-5"), "base:");
        await host.machine.destroy();
    });
}
