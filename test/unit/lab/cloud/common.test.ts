import * as assert from "node:assert/strict";
import { TestCloud } from "./running-cloud";

describe("local cloud: what all APIs share", () => {
    let cloud: TestCloud;
    before(async () => (cloud = await TestCloud.start()));
    after(() => cloud.end());

    it("refuses a missing or wrong token in each API's own words", async () => {
        for (const token of [undefined, "wrong", "cloudflare-token"]) {
            const linode = await cloud.ask("/linode/v4/profile", "GET", token);
            assert.deepEqual(linode, { status: 401, body: { errors: [{ reason: "Invalid Token" }] } });
        }
        assert.deepEqual(await cloud.ask("/cloudflare/client/v4/zones", "GET", "wrong"), {
            status: 401,
            body: {
                success: false,
                errors: [{ code: 10000, message: "Authentication error" }],
                messages: [],
                result: null,
            },
        });
        assert.equal((await cloud.ask("/lab/state", "GET", "linode-token")).status, 401);
    });

    it("answers unknown routes and methods in each API's own words", async () => {
        assert.deepEqual(await cloud.linode("GET", "/lke/clusters"), {
            status: 404,
            body: { errors: [{ reason: "Not found" }] },
        });
        assert.deepEqual(await cloud.linode("DELETE", "/profile"), {
            status: 405,
            body: { errors: [{ reason: "Method Not Allowed" }] },
        });
        assert.deepEqual((await cloud.cloudflare("GET", "/nothing")).body.errors, [
            {
                code: 7003,
                message: "Could not route to /client/v4/nothing, perhaps your object identifier is invalid?",
            },
        ]);
    });

    it("takes the API version twice, as clients append it to their URL", async () => {
        assert.equal((await cloud.ask("/linode/v4/v4/profile", "GET", "linode-token")).body.username, "lab");
        assert.equal((await cloud.ask("/linode/v4beta/profile", "GET", "linode-token")).body.username, "lab");
    });

    it("refuses a body that is no JSON object", async () => {
        const reply = await cloud.linode("POST", "/linode/instances", "{");
        assert.deepEqual(reply, { status: 400, body: { errors: [{ reason: "Invalid JSON" }] } });
        assert.equal((await cloud.cloudflare("POST", "/zones", "[]")).status, 400);
    });

    it("pages lists and checks the page size", async () => {
        const { body } = await cloud.linode("GET", "/regions?page=1&page_size=25");
        assert.deepEqual([body.page, body.pages, body.data.length], [1, 2, 25]);
        const rest = (await cloud.linode("GET", "/regions?page=2&page_size=25")).body;
        assert.deepEqual([rest.page, rest.data.length + 25], [2, body.results]);
        assert.deepEqual((await cloud.linode("GET", "/regions?page_size=24")).body.errors, [
            { reason: "Must be 25-500", field: "page_size" },
        ]);
        assert.deepEqual((await cloud.linode("GET", "/regions?page=2")).body.errors, [
            { reason: "Must be 1-1", field: "page" },
        ]);
    });

    it("filters by X-Filter: equality, nested operators, order", async () => {
        const ids = async (filter: object) =>
            (await cloud.linode("GET", "/regions", undefined, filter)).body.data.map(({ id }: { id: string }) => id);
        assert.deepEqual(await ids({ id: "eu-west" }), ["eu-west"]);
        assert.deepEqual(await ids({ country: "de", "+order_by": "id" }), ["de-fra-2", "eu-central"]);
        assert.deepEqual(
            await ids({ "+or": [{ id: "us-ord" }, { id: "us-east" }], "+order_by": "id", "+order": "desc" }),
            ["us-ord", "us-east"],
        );
        assert.deepEqual(await ids({ "+and": [{ country: "us" }, { label: { "+contains": "chicago" } }] }), ["us-ord"]);
        assert.deepEqual(await ids({ capabilities: "Metadata", id: { "+gte": "us-south" }, "+order_by": "id" }), [
            "us-southeast",
            "us-west",
        ]);
        assert.deepEqual((await cloud.linode("GET", "/regions", undefined, { "+x": 1 })).body.errors, [
            { reason: "Unknown operator +x", field: "X-Filter" },
        ]);
    });

    it("serves the catalogue, ids with a slash plain or escaped", async () => {
        for (const id of ["linode/debian12", "linode%2Fdebian12"]) {
            const { body } = await cloud.linode("GET", `/images/${id}`);
            assert.equal(body.id, "linode/debian12");
            assert.ok(body.capabilities.includes("cloud-init"));
        }
        const region = (await cloud.linode("GET", "/regions/eu-central")).body;
        assert.equal(region.placement_group_limits.maximum_linodes_per_pg, 5);
        assert.equal(region.resolvers.ipv4, "10.213.5.1");
        assert.equal((await cloud.linode("GET", "/linode/types/g6-nanode-1")).body.memory, 1024);
        assert.equal((await cloud.linode("GET", "/linode/types/g9")).status, 404);
        assert.equal((await cloud.linode("GET", "/linode/kernels/linode/grub2")).body.kvm, true);
        assert.equal((await cloud.linode("GET", "/account")).body.email, "lab@example.invalid");
    });

    it("counts calls by kind and logs requests without secrets", async () => {
        const { mark } = await cloud.lab.calls();
        await cloud.linode("GET", "/linode/instances/77");
        await cloud.linode("POST", "/linode/instances", { root_pass: "canary-password-1", region: "nowhere" });
        await cloud.lab.state();
        assert.deepEqual((await cloud.lab.calls(mark)).calls, {
            "GET linode /linode/instances/:id": 1,
            "POST linode /linode/instances": 1,
        });
        const log = cloud.log.join("\n");
        assert.match(log, /GET \/linode\/v4\/linode\/instances\/77 404 \d+ ms \[\{"reason":"Not found"\}\]/);
        assert.doesNotMatch(log, /-token|canary/i);
    });
});
