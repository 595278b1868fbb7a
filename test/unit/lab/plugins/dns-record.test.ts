import assert from "node:assert/strict";
import { type Props, revealed } from "../../../../lab/plugins/values";
import { FakeApi } from "./fake-api";
import { PluginProcess } from "./plugin-process";

const TOKEN = "cloudflare:index/dnsRecord:DnsRecord";
const GET_ZONE = "cloudflare:index/getZone:getZone";
const GET_RECORDS = "cloudflare:index/getDnsRecords:getDnsRecords";
const INPUTS: Props = { zoneId: "z1", name: "www", type: "A", ttl: 300, content: "192.0.2.1" };

describe("cloudflare DnsRecord and getZone", () => {
    let api: FakeApi;
    let plugin: PluginProcess;
    const zones = (...found: Props[]): void => {
        api.script.set("GET /zones", [{ status: 200, json: { success: true, result: found } }]);
    };

    beforeEach(async () => {
        api = new FakeApi();
        plugin = await PluginProcess.start("cloudflare", {
            CLOUDFLARE_API_TOKEN: "t",
            CLOUDFLARE_BASE_URL: await api.start(),
        });
        await plugin.configure({});
    });
    afterEach(async () => {
        await plugin.stop();
        await api.stop();
    });

    it("refuses content with data, an unknown type, and a TTL out of range", async () => {
        const failing = async (more: Props): Promise<string> =>
            (await plugin.check(TOKEN, { ...INPUTS, ...more })).failures[0].property;
        assert.equal(await failing({ data: { tag: "issue" } }), "content");
        assert.equal(await failing({ type: "BAD" }), "type");
        assert.equal(await failing({ ttl: 5 }), "ttl");
    });

    it("keeps the name as written, and takes the full name that the API gives as the same", async () => {
        const { id, outs } = await plugin.create(TOKEN, INPUTS);
        assert.equal(outs.name, "www");
        const record = api.things.get(`/zones/z1/dns_records/${id}`);
        Object.assign(record ?? {}, { name: "www.example.com" });
        const read = await plugin.read(TOKEN, id, revealed(outs), INPUTS);
        assert.deepEqual([read.state.name, read.inputs.name], ["www.example.com", "www"]);
        const old = { state: read.state, inputs: read.inputs };
        assert.deepEqual((await plugin.diff(TOKEN, id, old, INPUTS)).detailed, {});
        assert.deepEqual((await plugin.diff(TOKEN, id, old, { ...INPUTS, name: "w" })).detailed, { name: "update" });
    });

    it("says that a missing record cannot be deleted, and drops it at a read", async () => {
        await assert.rejects(plugin.delete(TOKEN, "f".repeat(32), INPUTS), /failed to make http request: DELETE .*404/);
        assert.equal((await plugin.read(TOKEN, "f".repeat(32), INPUTS, INPUTS)).id, "");
    });

    it("finds exactly one zone or none at all", async () => {
        zones({ id: "z1", name: "example.com" });
        const zone = await plugin.invoke(GET_ZONE, { filter: { name: "example.com" } });
        assert.deepEqual([zone.id, zone.zoneId, zone.name, zone.paused], ["z1", "z1", "example.com", false]);
        for (const found of [[], [{ id: "1" }, { id: "2" }]]) {
            zones(...found);
            const asked = plugin.invoke(GET_ZONE, { filter: { name: "example.com" } });
            await assert.rejects(asked, /failed to find exactly one result/);
        }
    });

    it("lists what stands in a zone, by a filter, with every key that the SDK promises", async () => {
        const mx = { id: "r1", name: "example.com", type: "MX", content: "mail.example.com", priority: 10, ttl: 60 };
        api.script.set("GET /zones/z1/dns_records", [{ status: 200, json: { success: true, result: [mx] } }]);
        const asked = { zoneId: "z1", type: "MX", name: { startswith: "ex" }, maxItems: 7 };
        const { results } = await plugin.invoke(GET_RECORDS, asked);
        const [found] = results as Props[];
        assert.deepEqual([found.content, found.priority, found.comment, found.tags], ["mail.example.com", 10, "", []]);
        const { query } = api.calls.at(-1)!;
        assert.deepEqual([...new URLSearchParams(query)].sort(), [
            ["name.startswith", "ex"],
            ["per_page", "7"],
            ["type", "MX"],
        ]);
    });

    it("wants a token", async () => {
        const own = await PluginProcess.start("cloudflare", { CLOUDFLARE_API_TOKEN: "" });
        await assert.rejects(
            own.configure({}),
            /no Cloudflare API token: set cloudflare:apiToken .* or CLOUDFLARE_API_TOKEN/,
        );
        await own.stop();
    });
});
