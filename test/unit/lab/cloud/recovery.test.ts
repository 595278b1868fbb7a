import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { eventually } from "../../../helpers/eventually";
import { LINODE, TestCloud } from "./running-cloud";

const PATH = "/linode/instances";

describe("local cloud: after a crash of the server", () => {
    let cloud: TestCloud;
    beforeEach(async () => (cloud = await TestCloud.start()));
    afterEach(() => cloud.end());

    /** The server is gone in the middle of `action`: what it was doing never ends. Then a new one starts. */
    const restartIn = async (action: string, request: () => Promise<unknown>, bootId?: string) => {
        let reached = () => {};
        const inside = new Promise<void>((resolve) => (reached = resolve));
        cloud.ground.before = (what) => {
            if (!what.startsWith(action)) return;
            reached();
            return new Promise<void>(() => {});
        };
        await request();
        await inside;
        const old = cloud.inside;
        // A killed process changes nothing any more.
        old.change = () => new Promise(() => {});
        await cloud.close();
        cloud.ground.before = () => undefined;
        cloud.ground.rules = { machines: [], mailPortsOpen: true, cuts: [] };
        await cloud.open(bootId);
        await cloud.idle();
    };
    const view = async (id: number) => (await cloud.linode("GET", `${PATH}/${id}`)).body;
    const create = () => cloud.linode("POST", PATH, { ...LINODE, label: "mx-a" });
    const openEvents = async () =>
        (await cloud.linode("GET", "/account/events")).body.data.filter(
            ({ status }: { status: string }) => status === "scheduled" || status === "started",
        );

    for (const action of ["make", "boot"]) {
        it(`finishes a creation that was in "${action}"`, async () => {
            await restartIn(action, create);
            const linode = await view(1001);
            assert.deepEqual([linode.status, linode.label, cloud.ground.running(1001)], ["running", "mx-a", true]);
            assert.equal(cloud.ground.rules.machines.length, 1);
            await eventually("no event is left open", 5, async () => (await openEvents()).length === 0);
        });
    }

    for (const [action, then] of [
        ["reboot", "running"],
        ["shutdown", "offline"],
    ]) {
        it(`finishes a ${action}`, async () => {
            const { id } = await cloud.runningLinode("mx-a");
            await restartIn(action, () => cloud.linode("POST", `${PATH}/${id}/${action}`));
            assert.equal((await view(id)).status, then);
        });
    }

    for (const action of ["destroy", "rules"]) {
        it(`finishes a deletion that was in "${action}"`, async () => {
            const { id } = await cloud.runningLinode("mx-a");
            await restartIn(action, () => cloud.linode("DELETE", `${PATH}/${id}`));
            assert.equal((await cloud.linode("GET", `${PATH}/${id}`)).status, 404);
            assert.equal(cloud.ground.machines.size, 0);
            await eventually("no event is left open", 5, async () => (await openEvents()).length === 0);
            const [event] = (await cloud.linode("GET", "/account/events")).body.data;
            assert.deepEqual([event.action, event.status], ["linode_delete", "finished"]);
        });
    }

    it("finds running machines again, with rules and zones in force", async () => {
        const { id } = await cloud.runningLinode("mx-a");
        await cloud.lab.createZone("example.org");
        await cloud.close();
        cloud.ground.zones = [];
        cloud.ground.rules = { machines: [], mailPortsOpen: true, cuts: [] };
        const boots = cloud.ground.actions.filter((action) => action.startsWith("boot")).length;
        await cloud.open();
        await cloud.idle();
        assert.equal((await view(id)).status, "running");
        assert.equal(cloud.ground.actions.filter((action) => action.startsWith("boot")).length, boots);
        assert.ok(cloud.ground.zones.some(({ name }) => name === "example.org"));
        assert.deepEqual([cloud.ground.rules.machines.length, cloud.ground.rules.mailPortsOpen], [1, false]);
    });

    it("boots what ran when the whole host lost power, and only that", async () => {
        const { id } = await cloud.runningLinode("mx-a");
        const off = await cloud.runningLinode("mx-b");
        await cloud.linode("POST", `${PATH}/${off.id}/shutdown`);
        await cloud.idle();
        const crashed = await cloud.runningLinode("mx-c");
        await cloud.lab.crash(crashed.id);
        await cloud.close();
        cloud.ground.on.clear();
        await cloud.open("second");
        await cloud.idle();
        assert.deepEqual(await Promise.all([id, off.id, crashed.id].map(async (one) => (await view(one)).status)), [
            "running",
            "offline",
            "offline",
        ]);
    });

    it("keeps the state file private and whole, and does not start over on a broken one", async () => {
        const file = path.join(cloud.folder, "cloud", "state.json");
        await cloud.runningLinode("mx-a");
        assert.equal(fs.statSync(file).mode & 0o777, 0o600);
        assert.deepEqual(fs.readdirSync(path.dirname(file)), ["state.json"]);
        await cloud.close();
        fs.writeFileSync(file, "{");
        await assert.rejects(cloud.open(), /cannot read the cloud's state .*state\.json: .*; move the file away/);
    });

    it("takes a change back when the disk refuses it", async () => {
        await cloud.runningLinode("mx-a");
        fs.mkdirSync(path.join(cloud.folder, "cloud", "state.json.new"));
        const refused = await cloud.linode("POST", PATH, { ...LINODE, label: "mx-b" });
        assert.equal(refused.status, 500);
        assert.match(refused.body.errors[0].reason, /^fault of the lab: EISDIR/);
        assert.equal((await cloud.linode("GET", PATH)).body.results, 1);
        fs.rmdirSync(path.join(cloud.folder, "cloud", "state.json.new"));
    });
});
