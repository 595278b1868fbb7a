import * as assert from "node:assert/strict";
import { patrol } from "../../../../lab/cloud/machines/watchdog";
import { TestCloud } from "./running-cloud";

const PATH = "/linode/instances";

describe("local cloud: faults, watchdog, the lab's own API", () => {
    let cloud: TestCloud;
    beforeEach(async () => (cloud = await TestCloud.start()));
    afterEach(() => cloud.end());

    const status = async (id: number) => (await cloud.linode("GET", `${PATH}/${id}`)).body.status;

    it("keeps a crashed Linode off, whatever the API and the watchdog do, until start", async () => {
        const { id } = await cloud.runningLinode("mx-a");
        await cloud.lab.crash("mx-a");
        assert.deepEqual([await status(id), cloud.ground.running(id)], ["offline", false]);
        await patrol(cloud.inside);
        assert.equal((await cloud.linode("POST", `${PATH}/${id}/boot`)).status, 200);
        await cloud.idle();
        const [event] = (await cloud.linode("GET", "/account/events", undefined, { action: "linode_boot" })).body.data;
        assert.deepEqual([event.status, await status(id), cloud.ground.running(id)], ["failed", "offline", false]);
        assert.equal((await cloud.linode("POST", `${PATH}/${id}/shutdown`)).status, 200);
        assert.equal((await cloud.lab.instance(id)).host, "lost");
        await cloud.lab.start(id);
        assert.deepEqual([await status(id), cloud.ground.running(id)], ["running", true]);
    });

    it("boots what a lost host had when it is back, but not what the API shut down meanwhile", async () => {
        const { id } = await cloud.runningLinode("mx-a");
        await cloud.lab.crash(id);
        await cloud.lab.restore(id);
        assert.deepEqual([await status(id), cloud.ground.running(id)], ["running", true]);
        await cloud.lab.crash(id);
        await cloud.linode("POST", `${PATH}/${id}/shutdown`);
        await cloud.lab.restore(id);
        await patrol(cloud.inside);
        assert.deepEqual([await status(id), cloud.ground.running(id)], ["offline", false]);
        assert.equal((await cloud.lab.instance(id)).host, "up");
        await cloud.linode("POST", `${PATH}/${id}/boot`);
        await cloud.idle();
        assert.deepEqual([await status(id), cloud.ground.running(id)], ["running", true]);
    });

    it("survives a power cut in the middle of a boot", async () => {
        const { id } = await cloud.runningLinode("mx-a");
        await cloud.linode("POST", `${PATH}/${id}/shutdown`);
        await cloud.idle();
        let release = () => {};
        const held = new Promise<void>((resolve) => (release = resolve));
        cloud.ground.before = (action) => (action.startsWith("boot") ? held : undefined);
        await cloud.linode("POST", `${PATH}/${id}/boot`);
        await cloud.lab.crash(id);
        release();
        await cloud.idle();
        assert.deepEqual([await status(id), cloud.ground.running(id)], ["offline", false]);
    });

    it("boots a machine that powered itself off, five times in a quarter of an hour", async () => {
        const { id } = await cloud.runningLinode("mx-a");
        for (let time = 1; time <= 5; time++) {
            cloud.ground.on.delete(id);
            await patrol(cloud.inside);
            assert.equal(await status(id), "running", `time ${time}`);
        }
        cloud.ground.on.delete(id);
        await patrol(cloud.inside);
        assert.equal(await status(id), "offline");
        await cloud.linode("POST", `${PATH}/${id}/boot`);
        await cloud.idle();
        cloud.now = new Date(cloud.now.getTime() + 16 * 60 * 1000);
        cloud.ground.on.delete(id);
        await patrol(cloud.inside);
        assert.equal(await status(id), "running");
        const events = await cloud.linode("GET", "/account/events", undefined, { action: "lassie_reboot" });
        assert.equal(events.body.results, 6);
    });

    it("lets a machine off without the watchdog, and after a shutdown through the API", async () => {
        const { id } = await cloud.runningLinode("mx-a");
        await cloud.linode("POST", `${PATH}/${id}/shutdown`);
        await cloud.idle();
        await patrol(cloud.inside);
        assert.equal(await status(id), "offline");
        const other = await cloud.runningLinode("mx-b", { watchdog_enabled: false });
        cloud.ground.on.delete(other.id);
        await patrol(cloud.inside);
        assert.equal(await status(other.id), "offline");
    });

    it("cuts and heals paths between machines and addresses", async () => {
        const a = await cloud.runningLinode("mx-a");
        await cloud.runningLinode("mx-b");
        await cloud.lab.cut("mx-a", "10.213.5.12", { oneWay: true });
        assert.deepEqual(cloud.ground.rules.cuts, [
            { from: "10.213.5.11", to: "10.213.5.12" },
            { from: "fd5b:ab:5::11", to: "fd5b:ab:5::12" },
        ]);
        await cloud.lab.cut(a.id, "10.213.5.254");
        assert.equal(cloud.ground.rules.cuts.length, 4);
        await cloud.lab.heal("mx-b", "mx-a");
        assert.deepEqual(cloud.ground.rules.cuts, [
            { from: "10.213.5.11", to: "10.213.5.254" },
            { from: "10.213.5.254", to: "10.213.5.11" },
        ]);
        await cloud.lab.heal();
        assert.deepEqual(cloud.ground.rules.cuts, []);
        await assert.rejects(cloud.lab.cut("mx-a", "nobody"), {
            message: 'POST /cuts: 400: b: "nobody": must be the id or label of a Linode, or an address',
        });
    });

    it("opens and closes the mail ports", async () => {
        assert.equal(cloud.ground.rules.mailPortsOpen, false);
        assert.deepEqual(await cloud.lab.settings({ mailPorts: "open" }), { mailPorts: "open" });
        assert.equal(cloud.ground.rules.mailPortsOpen, true);
        await cloud.lab.settings({ mailPorts: "closed" });
        assert.equal(cloud.ground.rules.mailPortsOpen, false);
    });

    it("shows the lab's state without secrets, and names what there is when asked for what is not", async () => {
        await cloud.runningLinode("mx-a", { root_pass: "canary-Password-1" });
        const state = await cloud.lab.state();
        assert.equal(state.instances[0].rdns["10.213.5.11"], "10-213-5-11.ip.linodeusercontent.com");
        assert.doesNotMatch(JSON.stringify(state), /canary|ssh-ed25519/);
        await assert.rejects(cloud.lab.crash("mx-z"), {
            message: 'POST /instances/mx-z/crash: 404: no Linode "mx-z" in the lab; there are: mx-a',
        });
        await cloud.lab.hang("mx-a");
        await cloud.lab.resume("mx-a");
        assert.deepEqual(cloud.ground.actions.slice(-2), ["hang 1001", "resume 1001"]);
    });
});
