import assert from "node:assert/strict";
import { type Props, revealed } from "../../../../lab/plugins/values";
import { FakeApi } from "./fake-api";
import { PluginProcess } from "./plugin-process";

const VOLUME = "linode:index/volume:Volume";
const INPUTS: Props = { label: "mail-a", region: "eu-central" };

describe("the linode plugin's volumes", () => {
    const api = new FakeApi();
    let plugin: PluginProcess;
    before(async () => {
        plugin = await PluginProcess.start("linode");
        await plugin.configure({ token: "t", url: await api.start() });
    });
    after(async () => {
        await plugin.stop();
        await api.stop();
    });

    const created = async (inputs: Props) => {
        const { inputs: checked } = await plugin.check(VOLUME, { ...INPUTS, ...inputs });
        const { id, outs } = await plugin.create(VOLUME, checked);
        return { id, state: revealed(outs), inputs: checked };
    };
    const posts = (from: number) =>
        api.calls
            .slice(from)
            .filter(({ method }) => method !== "GET")
            .map(
                ({ method, path, body }) => `${method} ${path.replace(/^\/volumes\/\d+/, "")} ${JSON.stringify(body)}`,
            );

    it("needs a region, unless it is made from another volume", async () => {
        const { failures } = await plugin.check(VOLUME, { label: "v" });
        assert.deepEqual(failures, [{ property: "region", reason: "one of region and sourceVolumeId is needed" }]);
    });

    it("goes onto a Linode at its creation, and has the path that the guest will see", async () => {
        const { state } = await created({ linodeId: 1001 });
        assert.equal(state.linodeId, 1001);
        assert.equal(state.filesystemPath, "/dev/disk/by-id/scsi-0Linode_Volume_mail-a");
    });

    it("moves from one Linode to another by detach, then attach; and grows before that", async () => {
        const { id, state, inputs } = await created({ linodeId: 1001 });
        const from = api.calls.length;
        const news: Props = { ...inputs, linodeId: 1002, size: 30 };
        const outs = await plugin.update(VOLUME, id, { state, inputs }, news);
        assert.deepEqual(posts(from), [
            'POST /resize {"size":30}',
            "POST /detach {}",
            'POST /attach {"linode_id":1002}',
        ]);
        const { linodeId, size } = revealed(outs);
        assert.deepEqual([linodeId, size], [1002, 30]);
    });

    it("stays where it is when the program no longer says where", async () => {
        const { id, state, inputs } = await created({ linodeId: 1001 });
        const diff = await plugin.diff(VOLUME, id, { state, inputs }, INPUTS);
        assert.equal(diff.changed, false);
    });

    it("is detached before it is deleted", async () => {
        const { id, state } = await created({ linodeId: 1001 });
        const from = api.calls.length;
        await plugin.delete(VOLUME, id, state);
        assert.deepEqual(posts(from), ["POST /detach {}", "DELETE  {}"]);
    });
});
