import assert from "node:assert/strict";
import { KEY, TestCloud, TOKENS } from "../../unit/lab/cloud/running-cloud";
import { Project } from "./engine";

/** What a pair's hosts and names are made of, in one small program. */
const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const cloudflare = require("@pulumi/cloudflare");
const linode = require("@pulumi/linode");
const config = new pulumi.Config();
const region = "eu-central";
const zone = cloudflare.getZoneOutput({ filter: { name: "example.test" } });
const group = new linode.PlacementGroup("group", { label: "pair", region, placementGroupType: "anti_affinity:local" });
const firewall = new linode.Firewall("firewall", {
    label: "mail", inboundPolicy: "DROP", outboundPolicy: "ACCEPT",
    inbounds: [{ label: "smtp", action: "ACCEPT", protocol: "TCP", ports: config.get("ports") ?? "25", ipv4s: ["0.0.0.0/0"], ipv6s: ["::/0"] }],
});
const a = new linode.Instance("a", {
    region, type: "g6-nanode-1", image: "linode/debian12", label: config.get("label") ?? "mail-a", tags: ["One"],
    authorizedKeys: [config.get("key") ?? process.env.TEST_KEY], rootPass: config.get("pass") ?? "correct horse battery",
    firewallId: firewall.id.apply(Number), metadatas: [{ userData: Buffer.from("#cloud-config").toString("base64") }],
    placementGroup: { id: group.id.apply(Number) },
}, { ignoreChanges: ["authorizedKeys", "metadatas"], deleteBeforeReplace: true });
const record = new cloudflare.DnsRecord("a-name", {
    zoneId: zone.id, name: "a.example.test", type: "A", ttl: config.getNumber("ttl") ?? 300, content: a.ipAddress,
});
new cloudflare.DnsRecord("mx", { zoneId: zone.id, name: "example.test", type: "MX", ttl: 300, priority: 10, content: "a.example.test" });
new linode.Rdns("a-rdns", { address: a.ipAddress, rdns: "a.example.test", waitForAvailable: true }, { dependsOn: record });
exports.address = a.ipAddress;
exports.status = a.status;
exports.rootPass = a.rootPass;
exports.limit = linode.getRegionOutput({ id: region }).placementGroupLimits[0].maximumLinodesPerPg;
`;

describe("linode and cloudflare under the real engine, against the local cloud", () => {
    let cloud: TestCloud;
    let project: Project;
    const instances = async (): Promise<{ id: number; label: string }[]> =>
        (await cloud.linode("GET", "/linode/instances")).body.data;

    before(async () => {
        cloud = await TestCloud.start();
        await cloud.lab.createZone("example.test");
        const url = cloud["running"]?.url ?? "";
        project = await Project.create(PROGRAM, {
            LINODE_URL: `${url}/linode`,
            LINODE_TOKEN: TOKENS.linode,
            CLOUDFLARE_BASE_URL: `${url}/cloudflare/client/v4`,
            CLOUDFLARE_API_TOKEN: TOKENS.cloudflare,
            TEST_KEY: KEY,
        });
    });
    after(async () => {
        await project?.end();
        await cloud?.end();
    });

    it("previews everything without touching the cloud", async () => {
        const text = await project.succeed("preview");
        assert.match(text, /7 to create/);
        assert.deepEqual(await instances(), []);
    });

    it("creates a running machine with names, and hides the root password", async () => {
        const text = await project.up();
        const { address, status, rootPass } = await project.outputs();
        assert.equal(status, "running");
        assert.match(String(address), /^10\.213\./);
        assert.match(String(rootPass), /^[A-Za-z0-9+/]{86}==$/);
        assert.ok(!`${text}${await project.state()}`.includes("correct horse"));
        const ip = (await cloud.linode("GET", `/networking/ips/${String(address)}`)).body;
        assert.equal(ip.rdns, "a.example.test");
    });

    it("changes nothing the second time, nor after a refresh", async () => {
        await project.up("--expect-no-changes");
        await project.succeed("refresh", "--yes", "--expect-no-changes");
        await project.succeed("preview", "--expect-no-changes");
    });

    it("changes rules, label and TTL in place, and ignores what it is told to ignore", async () => {
        const before = await instances();
        await project.set("ports", "25, 587");
        await project.set("label", "mail-one");
        await project.set("ttl", "600");
        await project.set("key", `${KEY}x`);
        const preview = await project.succeed("preview", "--diff");
        assert.match(preview, /3 to update/);
        assert.match(preview, /~ ports: "25" => "25, 587"/);
        await project.up();
        assert.deepEqual(await instances().then((all) => all.map(({ id, label }) => ({ id, label }))), [
            { id: before[0].id, label: "mail-one" },
        ]);
        await project.up("--expect-no-changes");
    });

    it("finds drift by refresh and puts it right", async () => {
        const [{ id }] = await instances();
        await cloud.linode("PUT", `/linode/instances/${id}`, { label: "changed-by-hand" });
        await project.succeed("refresh", "--yes");
        assert.match(await project.succeed("preview", "--diff"), /"changed-by-hand" => "mail-one"/);
        await project.up();
        assert.equal((await instances())[0].label, "mail-one");
    });

    it("replaces the machine for a new password, the old one first", async () => {
        const [{ id }] = await instances();
        await project.set("pass", "another long password");
        assert.match(await project.succeed("preview"), /to replace/);
        await project.up();
        const now = await instances();
        assert.equal(now.length, 1);
        assert.notEqual(now[0].id, id);
    });

    it("leaves nothing", async () => {
        await project.succeed("destroy", "--yes", "--skip-preview");
        assert.deepEqual(await instances(), []);
        assert.deepEqual((await cloud.linode("GET", "/networking/firewalls")).body.data, []);
    });

    it("keeps a machine whose boot failed, and the next up goes on with it", async () => {
        cloud.ground.before = (action) => {
            if (action.startsWith("boot")) throw new Error("no room on the host");
        };
        const { code, text } = await project.run("up", "--yes", "--skip-preview");
        assert.equal(code, 255, text);
        assert.match(text, /Linode \d+ is offline: linode_boot failed/);
        const [{ id }] = await instances();
        assert.match(await project.state(), new RegExp(`"id": "${id}"`));
        cloud.ground.before = () => undefined;
        await cloud.linode("POST", `/linode/instances/${id}/boot`);
        await project.up();
        assert.equal((await project.outputs()).status, "running");
        assert.equal((await instances())[0].id, id);
        await project.succeed("destroy", "--yes", "--skip-preview");
        assert.deepEqual(await instances(), []);
    });
});
