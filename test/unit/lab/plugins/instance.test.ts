import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type Props, revealed, Secret, UNKNOWN } from "../../../../lab/plugins/values";
import { FakeApi, linodeOf } from "./fake-api";
import { keptBy, PluginProcess } from "./plugin-process";

const TOKEN = "linode:index/instance:Instance";
const INPUTS: Props = { region: "eu", type: "g6-nanode-1", image: "linode/debian12", label: "mail-a", tags: ["Mail"] };

describe("linode Instance", () => {
    let api: FakeApi;
    let plugin: PluginProcess;
    const checked = async (more: Props = {}): Promise<Props> =>
        (await plugin.check(TOKEN, { ...INPUTS, ...more })).inputs;
    const made = async (more: Props = {}): Promise<{ id: string; state: Props; inputs: Props }> => {
        const inputs = await checked(more);
        const { id, outs } = await plugin.create(TOKEN, inputs);
        return { id, state: revealed(outs), inputs };
    };
    const replaces = async (before: Props, after: Props): Promise<string[]> => {
        const old = await made(before);
        return (await plugin.diff(TOKEN, old.id, old, await checked(after))).replaces;
    };

    beforeEach(async () => {
        api = new FakeApi();
        plugin = await PluginProcess.start("linode");
        await plugin.configure({ token: "t", url: await api.start() });
    });
    afterEach(async () => {
        await plugin.stop();
        await api.stop();
    });

    it("waits until the machine runs", async () => {
        api.boots = ["provisioning", "provisioning", "booting", "running"];
        assert.equal((await made()).state.status, "running");
    });

    it("keeps a machine whose boot failed, with the reason", async () => {
        api.boots = ["offline"];
        const entity = { id: 1000, type: "linode" };
        const event = { action: "linode_boot", status: "failed", message: "no host", entity };
        api.script.set("GET /account/events", [{ status: 200, json: { data: [event] } }]);
        const error: unknown = await plugin
            .create(TOKEN, await checked({ rootPass: "correct horse" }))
            .catch((e: unknown) => e);
        const kept = keptBy(error);
        assert.equal(kept?.id, "1000");
        assert.deepEqual(kept?.reasons, ["Linode 1000 is offline: linode_boot failed: no host"]);
        assert.equal(kept?.state.label, "mail-a");
        assert.ok(kept?.state.rootPass instanceof Secret);
    });

    it("passes the API's own words on, and keeps nothing when nothing was made", async () => {
        const reason = "Label must be unique among your Linodes";
        api.script.set("POST /linode/instances", [{ status: 400, json: { errors: [{ field: "label", reason }] } }]);
        const error: unknown = await plugin.create(TOKEN, await checked()).catch((e: unknown) => e);
        assert.equal(keptBy(error), undefined);
        assert.match(
            String(error),
            /Error creating a Linode Instance: \[400\] \[label\] Label must be unique among your Linodes/,
        );
    });

    it("repeats a call that the API asks to repeat", async () => {
        api.script.set("POST /linode/instances", [{ status: 429, json: { errors: [{ reason: "Too many" }] } }]);
        assert.equal((await made()).state.label, "mail-a");
    });

    it("keeps the password as its hash, and sees whether it is still the same", async () => {
        const old = await made({ rootPass: "correct horse" });
        assert.equal(old.state.rootPass, createHash("sha3-512").update("correct horse").digest("base64"));
        assert.deepEqual((await plugin.diff(TOKEN, old.id, old, old.inputs)).detailed, {});
        assert.deepEqual(await replaces({ rootPass: "correct horse" }, { rootPass: "battery staple" }), ["rootPass"]);
    });

    it("replaces when user data is added, changed or removed", async () => {
        const one = { metadatas: [{ userData: "MQ==" }] };
        const two = { metadatas: [{ userData: "Mg==" }] };
        for (const [before, after] of [
            [{}, one],
            [one, two],
            [one, {}],
        ]) {
            assert.deepEqual(await replaces(before, after), ["metadatas"]);
        }
    });

    it("replaces when keys or image change in a preview with unknown values", async () => {
        assert.deepEqual(await replaces({ authorizedKeys: ["a"] }, { authorizedKeys: [UNKNOWN] }), ["authorizedKeys"]);
    });

    it("does not see a change in the letter case of tags, nor in what the program no longer sets", async () => {
        const old = await made({ booted: true, backupsEnabled: false });
        const { region, type, image } = INPUTS;
        const news = (await plugin.check(TOKEN, { region, type, image })).inputs;
        assert.deepEqual((await plugin.diff(TOKEN, old.id, old, news)).detailed, {});
        assert.deepEqual((await plugin.diff(TOKEN, old.id, old, await checked({ tags: ["MAIL"] }))).detailed, {});
    });

    it("updates in place and keeps the addresses known in the preview", async () => {
        const old = await made();
        const news = await checked({ label: "mail-b", watchdogEnabled: false });
        const preview = await plugin.update(TOKEN, old.id, old, news, true);
        assert.deepEqual([preview.label, preview.ipAddress], ["mail-b", "192.0.2.10"]);
        assert.equal(api.count("PUT", /instances/), 0);
        await plugin.update(TOKEN, old.id, old, news);
        assert.deepEqual(api.calls.find((call) => call.method === "PUT")?.body, {
            label: "mail-b",
            watchdog_enabled: false,
        });
    });

    it("switches the power only when the program says so", async () => {
        const old = await made();
        await plugin.update(TOKEN, old.id, old, await checked({ label: "x-1" }));
        assert.equal(api.count("POST", /shutdown|boot/), 0);
        await plugin.update(TOKEN, old.id, old, await checked({ booted: false }));
        assert.equal(api.count("POST", /shutdown/), 1);
    });

    it("drops a machine that is gone from the state, and imports one that is there", async () => {
        assert.equal((await plugin.read(TOKEN, "77")).id, "");
        api.things.set("/linode/instances/88", linodeOf(88, INPUTS, "running"));
        const { id, state, inputs } = await plugin.read(TOKEN, "88");
        assert.deepEqual([id, state.ipAddress, inputs.label, inputs.region], ["88", "192.0.2.10", "mail-a", "eu"]);
        assert.equal(inputs.status, undefined);
    });

    it("deletes what is there, and takes it as done when it is gone", async () => {
        const { id, state } = await made();
        await plugin.delete(TOKEN, id, state);
        await plugin.delete(TOKEN, id, state);
        assert.equal(api.count("DELETE", /instances/), 2);
    });

    it("ends a create at once when the run is cancelled, and keeps the machine", async () => {
        api.boots = ["provisioning"];
        const running = plugin.create(TOKEN, await checked()).catch((error: unknown) => error);
        while (api.count("GET", /instances\/1000$/) === 0) await plugin.version();
        await plugin.cancel();
        assert.equal(keptBy(await running)?.id, "1000");
    });

    it("says what the lab cannot do", async () => {
        const unknown = plugin.check("linode:index/domain:Domain", { domain: "example.test", type: "master" });
        await assert.rejects(
            unknown,
            /linode:index\/domain:Domain: not supported by the lab yet .*use the real plugin/,
        );
    });
});
