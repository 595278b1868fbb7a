import assert from "node:assert/strict";
import { type Props, revealed } from "../../../../lab/plugins/values";
import { FakeApi } from "./fake-api";
import { PluginProcess } from "./plugin-process";

const TOKEN = "linode:index/domainRecord:DomainRecord";
const GET_DOMAIN = "linode:index/getDomain:getDomain";
const GET_ZONE_FILE = "linode:index/getDomainZonefile:getDomainZonefile";
const INPUTS: Props = { domainId: 7, name: "www", recordType: "A", ttlSec: 300, target: "192.0.2.1" };

describe("linode DomainRecord and getDomain", () => {
    let api: FakeApi;
    let plugin: PluginProcess;
    beforeEach(async () => {
        api = new FakeApi();
        plugin = await PluginProcess.start("linode", { LINODE_TOKEN: "t", LINODE_URL: await api.start() });
        await plugin.configure({});
    });
    afterEach(async () => {
        await plugin.stop();
        await api.stop();
    });

    it("refuses a type that there is not, a priority above a byte, and a name that is too long", async () => {
        const failing = async (more: Props): Promise<string> =>
            (await plugin.check(TOKEN, { ...INPUTS, ...more })).failures[0].property;
        assert.equal(await failing({ recordType: "TLSA" }), "recordType");
        assert.equal(await failing({ priority: 256 }), "priority");
        assert.equal(await failing({ name: "a".repeat(101) }), "name");
    });

    it("takes rounded seconds and a completed host as the same, and a new target as an update", async () => {
        const { id, outs } = await plugin.create(TOKEN, { ...INPUTS, recordType: "CNAME", target: "mail" });
        Object.assign(api.things.get(`/domains/7/records/${id}`) ?? {}, { ttl_sec: 300, target: "mail.example.com" });
        const read = await plugin.read(TOKEN, id, revealed(outs), INPUTS);
        const old = { state: read.state, inputs: { ...INPUTS, recordType: "CNAME", target: "mail" } };
        const differs = async (more: Props) => (await plugin.diff(TOKEN, id, old, { ...old.inputs, ...more })).detailed;
        assert.deepEqual(await differs({ ttlSec: 121 }), {});
        assert.deepEqual(await differs({ ttlSec: 301 }), { ttlSec: "update" });
        assert.deepEqual(await differs({ target: "mail2" }), { target: "update" });
        assert.deepEqual(await differs({ recordType: "A" }), { recordType: "update-replace" });
    });

    it("is imported by the ids of domain and record", async () => {
        const { id } = await plugin.create(TOKEN, INPUTS);
        const read = await plugin.read(TOKEN, `7,${id}`, {}, {});
        assert.deepEqual([read.id, read.state.domainId, read.state.name], [id, 7, "www"]);
    });

    it("finds a domain by its name or its id, or says that there is none", async () => {
        const domains = (...data: Props[]): void => {
            const json = { data, page: 1, pages: 1, results: data.length };
            api.script.set("GET /domains", [{ status: 200, json }]);
        };
        domains({ id: 6, domain: "a.example.com" }, { id: 7, domain: "example.com", type: "master" });
        const found = await plugin.invoke(GET_DOMAIN, { domain: "example.com" });
        assert.deepEqual([found.id, found.domain, found.type, found.tags], [7, "example.com", "master", []]);
        domains();
        await assert.rejects(plugin.invoke(GET_DOMAIN, { domain: "example.com" }), /Domain example\.com was not found/);
        await assert.rejects(plugin.invoke(GET_DOMAIN, {}), /Domain domain or id is required/);
    });

    it("asks for a zone file until there is one, as the provider does", async () => {
        const answers = [[], ["; example.com [7]", "@ NS ns1.linode.com."]];
        const json = answers.map((zone_file) => ({ status: 200, json: { zone_file } }));
        api.script.set("GET /domains/7/zone-file", json);
        const found = await plugin.invoke(GET_ZONE_FILE, { domainId: 7 });
        assert.deepEqual([found.domainId, found.zoneFiles], [7, answers[1]]);
        assert.equal(api.count("GET", /zone-file$/), 2);
        await assert.rejects(plugin.invoke(GET_ZONE_FILE, { domainId: 8 }), /\[404\] Not found/);
    });
});
