import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { claimSlot, netDown, netUp, networkOf, plug, unplug } from "../../../lab/net/network";
import { labDir } from "../../../lab/paths";

describe("lab/net: slots and networks, on the real kernel", function () {
    this.timeout(60_000);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "standby-slots-"));
    const before = process.env.STANDBY_LABS;
    const used: number[] = [];
    const claim = async (lab: string) => {
        const slot = await claimSlot(lab);
        used.push(slot);
        return slot;
    };

    beforeEach(() => (process.env.STANDBY_LABS = path.join(folder, "labs")));
    after(async () => {
        for (const slot of used) await netDown(networkOf("slots", slot));
        fs.rmSync(folder, { recursive: true, force: true });
        if (before === undefined) delete process.env.STANDBY_LABS;
        else process.env.STANDBY_LABS = before;
    });

    it("labs that start together get different slots, and each keeps its own", async () => {
        const [one, two] = await Promise.all([claim("one"), claim("two")]);
        assert.notEqual(one, two);
        assert.equal(await claim("one"), one);
    });

    it("a lab in another folder gets a slot of its own; a deleted lab's slot is free again", async () => {
        const one = await claim("one");
        process.env.STANDBY_LABS = path.join(folder, "elsewhere");
        const far = await claim("one");
        assert.notEqual(far, one);
        fs.rmSync(labDir("one"), { recursive: true });
        assert.equal(await claim("again"), far);
    });

    it("goes up twice and down twice; down takes machines' left-over namespaces with it", async () => {
        const net = networkOf("one", await claim("one"));
        const seen = () => ["link", "route", "netns"].map((what) => execFileSync("ip", [what]).toString()).join("");
        const mine = new RegExp(`sb${net.slot}\\b|${net.netns}\\b`);
        await netUp(net);
        await netUp(net);
        const namespace = await plug(net, 7, `10.213.${net.slot}.17`, net.subnet6.replace("/64", "17"));
        assert.equal(namespace, `/run/netns/${net.netns}-7`);
        assert.ok(fs.existsSync(namespace));
        await plug(net, 8, `10.213.${net.slot}.18`, net.subnet6.replace("/64", "18"));
        await unplug(net, 8);
        await unplug(net, 8);
        assert.match(seen(), mine);
        await netDown(net);
        await netDown(net);
        assert.doesNotMatch(seen(), mine);
    });

    it("takes links and VLANs away even where some process still holds the lab's namespace", async () => {
        const net = networkOf("one", await claim("one"));
        await netUp(net);
        const held = fs.openSync(`/run/netns/${net.netns}`, "r");
        try {
            const links = () => {
                const args = [`--net=/proc/${process.pid}/fd/${held}`, "ip", "-o", "link"];
                const lines = execFileSync("nsenter", args).toString().trim().split("\n");
                return lines.map((line) => line.split(/[ @:]+/)[1]).sort();
            };
            const vlans = [{ bridge: "vlan-0123456789", address: "10.77.0.17/24" }, { bridge: "vlan-abcdef0123" }];
            await plug(net, 7, `10.213.${net.slot}.17`, net.subnet6.replace("/64", "17"), vlans);
            await plug(net, 8, `10.213.${net.slot}.18`, net.subnet6.replace("/64", "18"), [...vlans].reverse());
            const bridges = ["vlan-0123456789", "vlan-abcdef0123"];
            const ports = ["v7e1", "v7e2", "v8e1", "v8e2"];
            assert.deepEqual(links(), ["lo", "m7", "m8", "up0", ...ports, ...bridges]);
            await unplug(net, 8);
            assert.deepEqual(links(), ["lo", "m7", "up0", "v7e1", "v7e2", ...bridges]);
            await netDown(net);
            assert.deepEqual(links(), ["lo"]);
        } finally {
            fs.closeSync(held);
        }
    });

    it("repairs what a crash in the middle of the work left", async () => {
        const net = networkOf("one", await claim("one"));
        fs.writeFileSync(`/run/netns/${net.netns}`, "");
        execFileSync("ip", ["link", "add", `sb${net.slot}`, "type", "veth", "peer", "name", `sb${net.slot}x`]);
        await netUp(net);
        const inside = execFileSync("ip", ["netns", "exec", net.netns, "ip", "address", "show", "lo"]).toString();
        assert.match(inside, new RegExp(`${net.gateway}/32`));
        await netDown(net);
    });
});
