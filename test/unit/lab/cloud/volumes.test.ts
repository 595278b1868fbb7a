import * as assert from "node:assert/strict";
import { isVm } from "../../../../lab/cloud/vms";
import { eventually } from "../../../helpers/eventually";
import { TestCloud } from "./running-cloud";

const PATH = "/volumes";

describe("local cloud: volumes", () => {
    let cloud: TestCloud;
    beforeEach(async () => {
        cloud = await TestCloud.start();
        await cloud.lab.settings({ vms: ["mx-*"] });
    });
    afterEach(() => cloud.end());

    const view = async (id: number) => (await cloud.linode("GET", `${PATH}/${id}`)).body;
    /** The volume, once nothing is done to it any more. */
    const settled = async (id: number) => {
        await eventually("the volume is at rest", 5, async () => (await view(id)).io_ready === true);
        return view(id);
    };
    const create = async (body: object = {}) => {
        const made = await cloud.linode("POST", PATH, { label: "mail-a", region: "eu-central", ...body });
        assert.equal(made.status, 200, JSON.stringify(made.body));
        return settled(made.body.id);
    };
    const act = (id: number, word: string, body?: object) => cloud.linode("POST", `${PATH}/${id}/${word}`, body ?? {});
    const reasons = async (reply: Promise<{ status: number; body: { errors: { reason: string }[] } }>) => {
        const { status, body } = await reply;
        assert.equal(status, 400, JSON.stringify(body));
        return body.errors.map(({ reason }) => reason);
    };

    it("has the fields of the API, and sizes of 10 to 16384 GB", async () => {
        const { created, updated, ...volume } = await create({ tags: ["t"] });
        assert.match(`${created} ${updated}`, /^\d{4}-\S+ \d{4}-/);
        assert.deepEqual(volume, {
            id: 1001,
            label: "mail-a",
            status: "active",
            size: 20,
            region: "eu-central",
            linode_id: null,
            linode_label: null,
            filesystem_path: "/dev/disk/by-id/scsi-0Linode_Volume_mail-a",
            tags: ["t"],
            hardware_type: "nvme",
            encryption: "disabled",
            io_ready: true,
        });
        assert.deepEqual(await reasons(cloud.linode("POST", PATH, { size: 9, label: "x" })), [
            "Must provide a region or a Linode ID",
            "Must be 10-16384",
        ]);
        assert.deepEqual(await reasons(cloud.linode("POST", PATH, { region: "eu-central", label: "mail-a" })), [
            "Label must be unique among your Volumes",
        ]);
    });

    it("is on one machine at a time, of its own region, and seen there", async () => {
        const a = await cloud.runningLinode("mx-a");
        const b = await cloud.runningLinode("mx-b");
        const far = await cloud.runningLinode("mx-far", { region: "us-east" });
        const { id } = await create({ linode_id: a.id });
        assert.deepEqual(cloud.ground.volumes.get(id), { gigabytes: 20, machine: a.id });
        assert.equal((await view(id)).linode_label, "mx-a");
        assert.deepEqual(await reasons(act(id, "attach", { linode_id: b.id })), ["Volume 1001 is already attached"]);
        const { data } = (await cloud.linode("GET", `/linode/instances/${a.id}/volumes`)).body;
        assert.deepEqual(
            data.map((one: { id: number }) => one.id),
            [id],
        );
        const config = (await cloud.linode("GET", `/linode/instances/${a.id}/configs`)).body.data[0];
        assert.deepEqual(config.devices.sdc, { disk_id: null, volume_id: id });

        await act(id, "detach");
        assert.equal((await settled(id)).linode_id, null);
        assert.deepEqual(await reasons(act(id, "attach", { linode_id: far.id })), [
            `Linode ${far.id} is in us-east, the volume is in eu-central`,
        ]);
        await act(id, "attach", { linode_id: b.id });
        assert.equal((await settled(id)).linode_id, b.id);
        assert.deepEqual(cloud.ground.volumes.get(id), { gigabytes: 20, machine: b.id });
    });

    it("goes onto a container as onto a virtual machine", async () => {
        const linode = await cloud.runningLinode("witness");
        const { id } = await create({ linode_id: linode.id });
        assert.equal((await settled(id)).linode_id, linode.id);
        assert.deepEqual(cloud.ground.volumes.get(id), { gigabytes: 20, machine: linode.id });
    });

    it("outlives its machine, and can be deleted only when it is on none", async () => {
        const { id: linode } = await cloud.runningLinode("mx-a");
        const { id } = await create({ linode_id: linode });
        assert.deepEqual(await reasons(cloud.linode("DELETE", `${PATH}/${id}`)), [
            "Volume must be detached before it can be deleted",
        ]);
        await cloud.linode("DELETE", `/linode/instances/${linode}`);
        await cloud.idle();
        assert.equal((await view(id)).linode_id, null);
        assert.ok(cloud.ground.volumes.has(id));
        assert.equal((await cloud.linode("DELETE", `${PATH}/${id}`)).status, 200);
        assert.equal(cloud.ground.volumes.has(id), false);
        assert.equal((await cloud.linode("GET", `${PATH}/${id}`)).status, 404);
    });

    it("grows and does not shrink; a new label is the guest's after the next attach", async () => {
        const { id } = await create();
        assert.deepEqual(await reasons(act(id, "resize", { size: 15 })), ["Storage volumes can only be resized up"]);
        await act(id, "resize", { size: 25 });
        assert.equal((await settled(id)).size, 25);
        assert.equal(cloud.ground.volumes.get(id)?.gigabytes, 25);
        const { body } = await cloud.linode("PUT", `${PATH}/${id}`, { label: "mail-b", tags: ["x"] });
        assert.deepEqual([body.label, body.tags], ["mail-b", ["x"]]);
    });

    it("an attachment that fails leaves it on none, and the event says why", async () => {
        const { id: linode } = await cloud.runningLinode("mx-a");
        const { id } = await create();
        cloud.ground.before = (action) => {
            if (action.startsWith("attach")) throw new Error("no room in the rack");
        };
        await act(id, "attach", { linode_id: linode });
        assert.equal((await settled(id)).linode_id, null);
        const event = (await cloud.linode("GET", "/account/events")).body.data[0];
        assert.deepEqual(
            [event.action, event.status, event.message, event.entity.type],
            ["volume_attach", "failed", "no room in the rack", "volume"],
        );
    });

    it("goes on with what a crash of the server interrupted", async () => {
        const { id: linode } = await cloud.runningLinode("mx-a");
        const { id } = await create();
        let inside = () => {};
        const reached = new Promise<void>((resolve) => (inside = resolve));
        cloud.ground.before = (action) => {
            if (!action.startsWith("attach")) return;
            inside();
            return new Promise<void>(() => {});
        };
        await act(id, "attach", { linode_id: linode });
        await reached;
        cloud.inside.change = () => new Promise(() => {});
        await cloud.close();
        cloud.ground.before = () => undefined;
        await cloud.open();
        assert.equal((await settled(id)).linode_id, linode);
        assert.equal(cloud.ground.volumes.get(id)?.machine, linode);
    });
});

describe("local cloud: which Linodes are virtual machines", () => {
    it("those that the lab's setting names, whatever the program says", async () => {
        const on = (vms: string[] | undefined, label: string) => isVm({ mailPorts: "open", vms }, label);
        assert.deepEqual([on(undefined, "a"), on([], "a"), on(["*"], "a.example.test")], [false, false, true]);
        assert.deepEqual([on(["mx*.test"], "mx1.test"), on(["mx*.test"], "mx1xtest")], [true, false]);
    });

    it("and members of a kind of pair whose image is there begin with its packages, others do not", async () => {
        const cloud = await TestCloud.start();
        try {
            await cloud.lab.settings({ vms: ["*"] });
            const early = await cloud.runningLinode("db-a");
            await cloud.lab.settings({ vmKinds: ["mysql"] });
            const later = [];
            for (const label of ["db-b", "db-witness", "pg-a"]) later.push(await cloud.runningLinode(label));
            const kinds = [early, ...later].map(({ id }) => cloud.ground.machines.get(id)?.vmKind);
            assert.deepEqual(kinds, [undefined, "mysql", undefined, undefined]);
        } finally {
            await cloud.end();
        }
    });

    it("for good: a later setting changes nothing of a Linode that is there", async () => {
        const cloud = await TestCloud.start();
        try {
            const { id } = await cloud.runningLinode("mx-a");
            await cloud.lab.settings({ vms: ["*"] });
            await cloud.runningLinode("mx-b");
            const { instances } = await cloud.lab.state();
            assert.deepEqual(
                instances.map(({ backend }) => backend),
                ["nspawn", "qemu"],
            );
            assert.equal(cloud.ground.machines.get(id)?.backend, "nspawn");
            await assert.rejects(
                cloud.lab.settings({ vmKinds: ["mx"] as never }),
                /vmKinds: \["mx"\]: must be a list of kinds of pairs/,
            );
            await assert.rejects(
                cloud.lab.settings({ vms: "*" as never }),
                /vms: "\*": must be a list of labels, in which \* is any text/,
            );
        } finally {
            await cloud.end();
        }
    });
});
