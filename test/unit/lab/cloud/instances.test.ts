import * as assert from "node:assert/strict";
import { LINODE, TestCloud, KEY } from "./running-cloud";

const PATH = "/linode/instances";

describe("local cloud: Linodes", () => {
    let cloud: TestCloud;
    beforeEach(async () => (cloud = await TestCloud.start()));
    afterEach(() => cloud.end());

    const refused = async (body: object) => (await cloud.linode("POST", PATH, { ...LINODE, ...body })).body.errors;

    it("answers creation at once, then boots", async () => {
        const { status, body } = await cloud.linode("POST", PATH, { ...LINODE, label: "mx-a", tags: ["t"] });
        assert.equal(status, 200);
        assert.equal(body.status, "provisioning");
        assert.deepEqual(body.ipv4, ["10.213.5.11"]);
        assert.equal(body.ipv6, "fd5b:ab:5::11/128");
        await cloud.idle();
        assert.equal((await cloud.linode("GET", `${PATH}/${body.id}`)).body.status, "running");
        assert.deepEqual(cloud.ground.actions, [
            "rules",
            "zones",
            "rules",
            "zones",
            `make ${body.id}`,
            "rules",
            `boot ${body.id}`,
        ]);
    });

    it("gives the machine its user data, keys and password once, and keeps none of them", async () => {
        const userData = Buffer.from("#cloud-config\ncanary: 1\n").toString("base64");
        await cloud.linode("POST", "/profile/sshkeys", { label: "me", ssh_key: "ssh-ed25519 AAAAB me" });
        const { id } = await cloud.runningLinode("mx-a", {
            metadata: { user_data: userData },
            root_pass: "canary-Password-1",
            authorized_users: ["lab"],
        });
        const machine = cloud.ground.machines.get(id);
        assert.equal(machine?.userData, "#cloud-config\ncanary: 1\n");
        assert.equal(machine?.rootPassword, "canary-Password-1");
        assert.deepEqual(machine?.authorizedKeys, [KEY, "ssh-ed25519 AAAAB me"]);
        assert.equal(machine?.hostname, "mx-a");
        assert.doesNotMatch(JSON.stringify(cloud.inside.state), /canary/);
        assert.doesNotMatch(cloud.log.join("\n"), /canary/);
        assert.equal((await cloud.linode("GET", `${PATH}/${id}`)).body.has_user_data, true);
    });

    it("wants unique, well-formed labels", async () => {
        const { id } = await cloud.runningLinode("mx-a");
        const taken = [{ reason: "Label must be unique among your Linodes", field: "label" }];
        assert.deepEqual(await refused({ label: "mx-a" }), taken);
        const other = await cloud.runningLinode("mx-b");
        assert.deepEqual((await cloud.linode("PUT", `${PATH}/${other.id}`, { label: "mx-a" })).body.errors, taken);
        assert.equal((await cloud.linode("PUT", `${PATH}/${id}`, { label: "mx-a" })).status, 200);
        assert.deepEqual(await refused({ label: "ab" }), [
            { reason: "Length must be 3-64 characters", field: "label" },
        ]);
        for (const label of ["a--b", "-abc", "abc.", "a b c", "mä-a"])
            assert.match((await refused({ label }))[0].reason, /^Label must/);
    });

    it("collects every problem of a request", async () => {
        const errors = await refused({
            region: "mars",
            type: "g0",
            image: "linode/debian99",
            root_pass: "short",
            authorized_keys: ["nonsense"],
            metadata: { user_data: "%%%" },
            private_ip: true,
        });
        assert.deepEqual(errors, [
            { reason: "region is not valid", field: "region" },
            { reason: "A valid plan type by that ID was not found", field: "type" },
            { reason: "image is not valid", field: "image" },
            { reason: "private_ip is not offered by the lab", field: "private_ip" },
            { reason: "SSH Key 1 is not valid", field: "authorized_keys" },
            { reason: "user_data must be base64 encoded", field: "metadata.user_data" },
            { reason: "Length must be 11-128 characters", field: "root_pass" },
        ]);
        assert.deepEqual(await refused({ root_pass: "aaaaaaaaaaaaaaa" }), [
            { reason: "Password does not meet strength requirement.", field: "root_pass" },
        ]);
        assert.deepEqual(await refused({ authorized_keys: [] }), [
            { reason: "root_pass is required", field: "root_pass" },
        ]);
        assert.deepEqual(await refused({ region: undefined, type: undefined }), [
            { reason: "region is required", field: "region" },
            { reason: "type is required", field: "type" },
        ]);
    });

    it("shows disks, profile and addresses as creation from an image makes them", async () => {
        const { id } = await cloud.runningLinode("mx-a");
        const disks = (await cloud.linode("GET", `${PATH}/${id}/disks`)).body.data;
        assert.deepEqual(
            disks.map(({ label, size, filesystem, status }: Record<string, unknown>) => [
                label,
                size,
                filesystem,
                status,
            ]),
            [
                ["Debian 12 Disk", 25088, "ext4", "ready"],
                ["512 MB Swap Image", 512, "swap", "ready"],
            ],
        );
        const [config] = (await cloud.linode("GET", `${PATH}/${id}/configs`)).body.data;
        assert.equal(config.kernel, "linode/grub2");
        assert.deepEqual(config.devices.sda, { disk_id: disks[0].id, volume_id: null });
        assert.equal(
            (await cloud.linode("GET", `${PATH}/${id}/configs/${config.id}`)).body.label,
            "My Debian 12 Disk Profile",
        );
        const { body } = await cloud.linode("GET", `${PATH}/${id}/ips`);
        assert.equal(body.ipv4.public[0].rdns, "10-213-5-11.ip.linodeusercontent.com");
        assert.equal(body.ipv6.slaac.address, "fd5b:ab:5::11");
    });

    it("goes through the statuses of shutdown, boot and reboot, with an event each", async () => {
        const { id } = await cloud.runningLinode("mx-a");
        for (const [action, then] of [
            ["shutdown", "offline"],
            ["boot", "running"],
            ["reboot", "running"],
        ]) {
            assert.deepEqual(await cloud.linode("POST", `${PATH}/${id}/${action}`, {}), { status: 200, body: {} });
            await cloud.idle();
            assert.equal((await cloud.linode("GET", `${PATH}/${id}`)).body.status, then);
        }
        const filter = { "entity.id": id, "entity.type": "linode", "+order_by": "id" };
        const events = (await cloud.linode("GET", "/account/events", undefined, filter)).body.data;
        assert.deepEqual(
            events.map(({ action, status }: Record<string, string>) => `${action} ${status}`),
            ["linode_create", "linode_boot", "linode_shutdown", "linode_boot", "linode_reboot"].map(
                (one) => `${one} finished`,
            ),
        );
        assert.equal((await cloud.linode("GET", `/account/events/${events[0].id}`)).body.percent_complete, 100);
    });

    it("is busy in the middle of an action, and takes deletion even then", async () => {
        const { id } = await cloud.runningLinode("mx-a");
        let release = () => {};
        const held = new Promise<void>((resolve) => (release = resolve));
        cloud.ground.before = (action) => (action.startsWith("reboot") ? held : undefined);
        await cloud.linode("POST", `${PATH}/${id}/reboot`);
        const busy = await cloud.linode("POST", `${PATH}/${id}/shutdown`);
        assert.deepEqual(busy, { status: 400, body: { errors: [{ reason: "Linode busy." }] } });
        assert.equal((await cloud.linode("DELETE", `${PATH}/${id}`)).status, 200);
        assert.equal((await cloud.linode("GET", `${PATH}/${id}`)).body.status, "deleting");
        release();
        await cloud.idle();
        assert.equal((await cloud.linode("GET", `${PATH}/${id}`)).status, 404);
        assert.equal(cloud.ground.machines.size, 0);
    });

    it("tells of a boot that fails", async () => {
        cloud.ground.before = (action) => {
            if (action.startsWith("boot")) throw new Error("no kernel");
        };
        const { id, status } = await cloud.runningLinode("mx-a");
        assert.equal(status, "offline");
        const [event] = (await cloud.linode("GET", "/account/events", undefined, { action: "linode_boot" })).body.data;
        assert.deepEqual([event.status, event.message, event.entity.id], ["failed", "no kernel", id]);
    });

    it("does not migrate or resize, and says so", async () => {
        const { id } = await cloud.runningLinode("mx-a");
        assert.deepEqual((await cloud.linode("PUT", `${PATH}/${id}`, { region: "us-east" })).body.errors, [
            { reason: "The lab does not migrate Linodes: delete it and create another", field: "region" },
        ]);
        assert.deepEqual((await cloud.linode("POST", `${PATH}/${id}/resize`, { type: "g6-standard-1" })).body.errors, [
            { reason: "The lab does not offer resize of a Linode: delete it and create another" },
        ]);
    });

    it("frees the label on deletion and gives out the address only after a full round", async () => {
        const first = await cloud.runningLinode("mx-a");
        await cloud.linode("DELETE", `${PATH}/${first.id}`);
        await cloud.idle();
        const second = await cloud.runningLinode("mx-a");
        assert.deepEqual([first.ipv4, second.ipv4], [["10.213.5.11"], ["10.213.5.12"]]);
        assert.notEqual(first.id, second.id);
        await cloud.inside.change((state) => (state.lastHost = 249));
        assert.deepEqual((await cloud.runningLinode("mx-c")).ipv4, ["10.213.5.11"]);
        assert.deepEqual((await cloud.runningLinode("mx-d")).ipv4, ["10.213.5.13"]);
    });

    it("keeps a Linode without an image off, with booted:false too", async () => {
        const bare = await cloud.runningLinode("bare", { image: undefined });
        assert.equal(bare.status, "offline");
        assert.equal((await cloud.linode("POST", `${PATH}/${bare.id}/boot`)).status, 400);
        const off = await cloud.runningLinode("off", { booted: false });
        assert.equal(off.status, "offline");
        await cloud.linode("POST", `${PATH}/${off.id}/boot`);
        await cloud.idle();
        assert.equal((await cloud.linode("GET", `${PATH}/${off.id}`)).body.status, "running");
    });
});
