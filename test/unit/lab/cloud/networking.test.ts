import * as assert from "node:assert/strict";
import { LINODE, TestCloud } from "./running-cloud";

const RULES = {
    inbound: [
        {
            label: "smtp",
            action: "ACCEPT",
            protocol: "TCP",
            ports: "25, 587",
            addresses: { ipv4: ["0.0.0.0/0"], ipv6: ["::/0"] },
        },
    ],
    inbound_policy: "DROP",
    outbound: [],
    outbound_policy: "ACCEPT",
};

describe("local cloud: firewalls, addresses, placement groups, keys", () => {
    let cloud: TestCloud;
    beforeEach(async () => (cloud = await TestCloud.start()));
    afterEach(() => cloud.end());

    const firewall = async (label = "mx-fw", extra: object = {}) =>
        (await cloud.linode("POST", "/networking/firewalls", { label, rules: RULES, ...extra })).body;

    it("enforces a firewall given at creation before the first boot", async () => {
        const { id } = await firewall();
        const rulesAt: Record<string, unknown> = {};
        cloud.ground.before = (action) => void (rulesAt[action] ??= structuredClone(cloud.ground.rules));
        const linode = await cloud.runningLinode("mx-a", { firewall_id: id });
        const expected = {
            machines: [
                {
                    ipv4: "10.213.5.11",
                    ipv6: "fd5b:ab:5::11",
                    inboundPolicy: "DROP",
                    outboundPolicy: "ACCEPT",
                    inbound: [
                        { protocol: "TCP", action: "ACCEPT", ports: "25, 587", ipv4: ["0.0.0.0/0"], ipv6: ["::/0"] },
                    ],
                    outbound: [],
                },
            ],
            mailPortsOpen: false,
            cuts: [],
        };
        assert.deepEqual(rulesAt[`make ${linode.id}`], expected);
        assert.deepEqual(rulesAt[`boot ${linode.id}`], expected);
        const [device] = (await cloud.linode("GET", `/networking/firewalls/${id}/devices`)).body.data;
        assert.deepEqual([device.entity.id, device.entity.type, device.entity.label], [linode.id, "linode", "mx-a"]);
        const [mine] = (await cloud.linode("GET", `/linode/instances/${linode.id}/firewalls`)).body.data;
        assert.equal(mine.label, "mx-fw");
    });

    it("changes rules, status and devices in force at once", async () => {
        const { id } = await firewall();
        const linode = await cloud.runningLinode("mx-a");
        assert.equal(cloud.ground.rules.machines[0].inboundPolicy, "ACCEPT");
        const path = `/networking/firewalls/${id}`;
        const device = (await cloud.linode("POST", `${path}/devices`, { id: linode.id, type: "linode" })).body;
        assert.equal(cloud.ground.rules.machines[0].inboundPolicy, "DROP");
        const put = await cloud.linode("PUT", `${path}/rules`, { ...RULES, inbound: [], outbound_policy: "DROP" });
        assert.deepEqual([put.body.version, put.body.outbound_policy], [2, "DROP"]);
        assert.equal(cloud.ground.rules.machines[0].outboundPolicy, "DROP");
        await cloud.linode("PUT", path, { status: "disabled" });
        assert.equal(cloud.ground.rules.machines[0].outboundPolicy, "ACCEPT");
        await cloud.linode("PUT", path, { status: "enabled", label: "other" });
        assert.equal((await cloud.linode("GET", path)).body.label, "other");
        assert.equal((await cloud.linode("DELETE", `${path}/devices/${device.id}`)).status, 200);
        assert.equal(cloud.ground.rules.machines[0].outboundPolicy, "ACCEPT");
        assert.equal((await cloud.linode("DELETE", path)).status, 200);
        assert.equal((await cloud.linode("GET", path)).status, 404);
    });

    it("refuses wrong rules with the place of each", async () => {
        const rule = { label: "x", action: "LET", protocol: "tcp", ports: "0", addresses: { ipv4: ["10.0.0.300/8"] } };
        const icmp = { label: "ping", action: "ACCEPT", protocol: "ICMP", ports: "1", addresses: { ipv6: ["::/129"] } };
        const { body } = await cloud.linode("POST", "/networking/firewalls", {
            label: "mx-fw",
            rules: { inbound: [rule, icmp], outbound_policy: "ACCEPT" },
        });
        assert.deepEqual(body.errors, [
            { field: "rules.inbound[0].label", reason: "Length must be 3-32 characters" },
            { field: "rules.inbound[0].protocol", reason: "Must be one of TCP, UDP, ICMP, IPENCAP" },
            { field: "rules.inbound[0].action", reason: "Must be one of ACCEPT, DROP" },
            {
                field: "rules.inbound[0].ports",
                reason: "Ports must be 1-65535, single, as ranges, or both, separated by commas",
            },
            { field: "rules.inbound[0].addresses.ipv4[0]", reason: "Must be a valid IPv4 address or network" },
            { field: "rules.inbound[1].ports", reason: "Ports are not allowed for ICMP protocols" },
            { field: "rules.inbound[1].addresses.ipv6[0]", reason: "Must be a valid IPv6 address or network" },
            { field: "rules.inbound_policy", reason: "inbound_policy is required" },
        ]);
    });

    it("replaces the firewall of a Linode as a whole, or not at all", async () => {
        const { id } = await firewall();
        const linode = await cloud.runningLinode("mx-a", { firewall_id: id });
        const wall = await firewall("wall", {
            rules: { inbound: [], inbound_policy: "DROP", outbound: [], outbound_policy: "DROP" },
        });
        const path = `/linode/instances/${linode.id}/firewalls`;
        const put = (ids: number[]) => cloud.linode("PUT", path, { firewall_ids: ids });
        const policies = () => {
            const [{ inboundPolicy, outboundPolicy }] = cloud.ground.rules.machines;
            return `${inboundPolicy} ${outboundPolicy}`;
        };
        assert.deepEqual((await put([wall.id])).body.data[0].label, "wall");
        assert.equal(policies(), "DROP DROP");
        assert.equal((await cloud.linode("GET", `/networking/firewalls/${id}/devices`)).body.results, 0);
        assert.deepEqual((await put([99])).body.errors, [
            { reason: "Firewall 99 was not found", field: "firewall_ids" },
        ]);
        assert.deepEqual((await put([id, wall.id])).body.errors, [
            { reason: `Linode ${linode.id} is already assigned to firewall ${id}`, field: "firewall_ids" },
        ]);
        assert.equal(policies(), "DROP DROP");
        assert.equal((await put([])).body.results, 0);
        assert.equal(policies(), "ACCEPT ACCEPT");
        assert.deepEqual((await cloud.linode("PUT", path, {})).body.errors, [
            { reason: "firewall_ids is required", field: "firewall_ids" },
        ]);
    });

    it("wants unique firewall labels and one firewall a Linode", async () => {
        await firewall();
        assert.deepEqual((await firewall()).errors, [
            { reason: "Label must be unique among your Cloud Firewalls", field: "label" },
        ]);
        const linode = await cloud.runningLinode("mx-a");
        const second = await firewall("second", { devices: { linodes: [linode.id] } });
        assert.deepEqual((await firewall("third", { devices: { linodes: [linode.id] } })).errors, [
            { reason: `Linode ${linode.id} is already assigned to firewall ${second.id}`, field: "devices.linodes" },
        ]);
        assert.equal((await cloud.linode("GET", "/networking/firewalls")).body.results, 2);
        const unknown = await cloud.linode("POST", "/linode/instances", { ...LINODE, firewall_id: 9 });
        assert.deepEqual(unknown.body.errors, [{ reason: "Firewall 9 was not found", field: "firewall_id" }]);
        assert.equal((await cloud.linode("GET", "/linode/instances")).body.results, 1);
    });

    it("sets a reverse name only when the name leads back, and resets it on deletion", async () => {
        const linode = await cloud.runningLinode("mx-a");
        const path = "/networking/ips/10.213.5.11";
        const set = () => cloud.linode("PUT", path, { rdns: "mx.example.org" });
        assert.deepEqual(await set(), {
            status: 400,
            body: {
                errors: [
                    { reason: "We were unable to perform a lookup for 'mx.example.org' at this time.", field: "rdns" },
                ],
            },
        });
        const zone = await cloud.lab.createZone("example.org");
        const record = { type: "A", name: "mx", content: "10.213.5.11", ttl: 300 };
        await cloud.cloudflare("POST", `/zones/${zone.id}/dns_records`, record);
        assert.equal((await set()).body.rdns, "mx.example.org");
        assert.deepEqual(await cloud.ground.resolve("11.5.213.10.in-addr.arpa", "PTR"), ["mx.example.org"]);
        assert.equal(
            (await cloud.linode("PUT", path, { rdns: null })).body.rdns,
            "10-213-5-11.ip.linodeusercontent.com",
        );
        await set();
        await cloud.linode("DELETE", `/linode/instances/${linode.id}`);
        await cloud.idle();
        assert.deepEqual(await cloud.ground.resolve("11.5.213.10.in-addr.arpa", "PTR"), []);
        assert.deepEqual(cloud.inside.state.rdns, {});
        assert.equal((await cloud.linode("GET", path)).status, 404);
    });

    it("knows IPv6 addresses in any spelling, without their prefix length", async () => {
        await cloud.runningLinode("mx-a");
        const got = await cloud.linode("GET", `/networking/ips/${encodeURIComponent("fd5b:00ab:5:0::11")}`);
        assert.deepEqual([got.body.address, got.body.type, got.body.prefix], ["fd5b:ab:5::11", "ipv6", 64]);
        assert.equal(got.body.rdns, "fd5b-ab-5--11.ip.linodeusercontent.com");
        assert.equal(
            (await cloud.linode("GET", `/networking/ips/${encodeURIComponent("fd5b:ab:5::11/128")}`)).status,
            404,
        );
        assert.deepEqual(await cloud.ground.resolve("fd5b-ab-5--11.ip.linodeusercontent.com", "AAAA"), [
            "fd5b:ab:5::11",
        ]);
        assert.equal((await cloud.linode("GET", "/networking/ips")).body.results, 2);
    });

    it("keeps placement groups within region and limit, and refuses to delete a full one", async () => {
        const body = {
            label: "pg",
            region: "eu-central",
            placement_group_type: "anti_affinity:local",
            placement_group_policy: "strict",
        };
        const group = (await cloud.linode("POST", "/placement/groups", body)).body;
        assert.deepEqual((await cloud.linode("POST", "/placement/groups", body)).body.errors, [
            { reason: "Label must be unique among your Placement Groups", field: "label" },
        ]);
        const path = `/placement/groups/${group.id}`;
        const linodes = [];
        for (const label of ["l-1", "l-2", "l-3", "l-4", "l-5"]) {
            linodes.push(await cloud.runningLinode(label, { placement_group: { id: group.id } }));
        }
        assert.equal(linodes[4].placement_group.label, "pg");
        const sixth = await cloud.linode("POST", "/linode/instances", { ...LINODE, placement_group: { id: group.id } });
        assert.deepEqual(sixth.body.errors, [
            { reason: "A placement group may have at most 5 Linodes", field: "placement_group.id" },
        ]);
        assert.equal((await cloud.linode("DELETE", path)).status, 400);
        const all = linodes.map(({ id }) => id);
        assert.deepEqual((await cloud.linode("POST", `${path}/unassign`, { linodes: all })).body.members, []);
        assert.deepEqual((await cloud.linode("POST", `${path}/assign`, { linodes: [all[0]] })).body.members, [
            { linode_id: all[0], is_compliant: true },
        ]);
        const away = await cloud.runningLinode("away", { region: "us-east" });
        assert.deepEqual((await cloud.linode("POST", `${path}/assign`, { linodes: [away.id] })).body.errors, [
            { reason: `Linode ${away.id} is in us-east, the placement group is in eu-central`, field: "linodes" },
        ]);
        assert.equal((await cloud.linode("PUT", path, { label: "pg-2" })).body.label, "pg-2");
        await cloud.linode("POST", `${path}/unassign`, { linodes: [all[0]] });
        assert.deepEqual(await cloud.linode("DELETE", path), { status: 200, body: {} });
    });

    it("keeps SSH keys of the profile", async () => {
        const path = "/profile/sshkeys";
        assert.deepEqual((await cloud.linode("POST", path, { label: "me", ssh_key: "x" })).body.errors, [
            { reason: "SSH Key is not valid", field: "ssh_key" },
        ]);
        const { body } = await cloud.linode("POST", path, { label: "me", ssh_key: "ssh-ed25519 AAAAB me" });
        assert.equal((await cloud.linode("PUT", `${path}/${body.id}`, { label: "you" })).body.label, "you");
        assert.equal((await cloud.linode("GET", path)).body.data[0].ssh_key, "ssh-ed25519 AAAAB me");
        await cloud.linode("DELETE", `${path}/${body.id}`);
        assert.equal((await cloud.linode("GET", `${path}/${body.id}`)).status, 404);
    });
});
