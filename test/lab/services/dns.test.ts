import { strict as assert } from "node:assert";
import {
    flushResolver,
    queryDns,
    queryServer,
    reverseZones,
    servicesHealthy,
    setZones,
    startDns,
    stopServices,
    type Zone,
} from "../../../lab/services";
import { eventually } from "../../helpers/eventually";
import { killService, leftOvers, scratchServices, type ScratchServices } from "./scratch-services";

const SEEN_SECONDS = 1.5;
const SERVED_MS = 300;

function zone(name: string, records: Record<string, string>): Zone {
    const all = Object.entries(records).map(([key, data]) => {
        const [label, type] = key.split(" ");
        return { name: label === "@" ? name : `${label}.${name}`, ttl: 300, type, data };
    });
    return { name, records: all };
}

describe("DNS of a lab", function () {
    this.timeout(120_000);
    let lab: ScratchServices;
    const ask = (name: string, type: string) => queryServer(lab.net.gateway, name, type);
    before(async () => (lab = await scratchServices("test-dns")));
    after(() => lab.end());

    it("serves zones, and nothing else, to those who ask the resolver", async () => {
        const mail = zone("example.test", {
            "mail A": `${lab.net.subnet.replace("0/24", "10")}`,
            "@ MX": "10 mail.example.test",
        });
        const spf = { name: "example.test", ttl: 60, type: "TXT", data: `v=spf1 ${"ip4:10.0.0.1 ".repeat(40)}-all` };
        await startDns(lab.net, lab.dir, [{ ...mail, records: [...mail.records, spf] }], console.log);
        assert.deepEqual(await queryDns(lab.net, "example.test", "MX"), ["10 mail.example.test"]);
        assert.deepEqual(await ask("example.test", "MX"), ["10 mail.example.test"]);
        assert.deepEqual(await ask("example.test", "TXT"), [spf.data]);
        assert.deepEqual(await ask("example.test", "NS"), ["ns.standby-lab"]);
        const asked = Date.now();
        assert.deepEqual(await ask("www.debian.org", "A"), []);
        assert.ok(Date.now() - asked < SERVED_MS, "an unknown name is refused at once");
    });

    it("serves a change within 0.3 s, and honours the TTL of what was asked before", async () => {
        await setZones(lab.net, lab.dir, [zone("change.test", { "a A": "10.0.0.1" })]);
        assert.deepEqual(await ask("a.change.test", "A"), ["10.0.0.1"]);
        const changed = Date.now();
        await setZones(lab.net, lab.dir, [zone("change.test", { "a A": "10.0.0.2" })]);
        assert.ok(Date.now() - changed < SERVED_MS, `served after ${Date.now() - changed} ms`);
        assert.deepEqual(await queryDns(lab.net, "a.change.test", "A"), ["10.0.0.2"]);
        assert.deepEqual(await ask("a.change.test", "A"), ["10.0.0.1"]);
        await flushResolver(lab.dir);
        assert.deepEqual(await ask("a.change.test", "A"), ["10.0.0.2"]);
    });

    it("does not keep it that something does not exist", async () => {
        await setZones(lab.net, lab.dir, [zone("late.test", { "a A": "10.0.0.1" })]);
        assert.deepEqual([await ask("b.late.test", "A"), await ask("a.later.test", "A")], [[], []]);
        const both = [
            zone("late.test", { "a A": "10.0.0.1", "b A": "10.0.0.2" }),
            zone("later.test", { "a A": "10.0.0.3" }),
        ];
        await setZones(lab.net, lab.dir, both);
        await eventually(
            "the new record is seen",
            SEEN_SECONDS,
            async () => (await ask("b.late.test", "A")).length === 1,
        );
        await eventually(
            "the new zone is seen",
            SEEN_SECONDS,
            async () => (await ask("a.later.test", "A")).length === 1,
        );
    });

    it("removes records and zones", async () => {
        await setZones(lab.net, lab.dir, [
            zone("keep.test", { "a A": "10.0.0.1", "b A": "10.0.0.2" }),
            zone("gone.test", {}),
        ]);
        assert.equal((await queryDns(lab.net, "gone.test", "SOA")).length, 1);
        await setZones(lab.net, lab.dir, [zone("keep.test", { "a A": "10.0.0.1" })]);
        assert.deepEqual(await queryDns(lab.net, "b.keep.test", "A"), []);
        assert.deepEqual(await queryDns(lab.net, "gone.test", "SOA"), []);
    });

    it("tells names of addresses, IPv4 and IPv6, also to the resolver", async () => {
        const [v4, v6] = [lab.net.subnet.replace("0/24", "10"), lab.net.subnet6.replace("/64", "10")];
        const pointers = [v4, v6].map((address) => ({ address, name: "mail.example.test" }));
        await setZones(lab.net, lab.dir, reverseZones(lab.net, pointers));
        for (const address of [v4, v6]) {
            const { Resolver } = await import("node:dns/promises");
            const resolver = new Resolver();
            resolver.setServers([lab.net.gateway]);
            assert.deepEqual(await resolver.reverse(address), ["mail.example.test"]);
        }
    });

    it("refuses a zone that cannot be served, says why, and goes on as before", async () => {
        await setZones(lab.net, lab.dir, [zone("sound.test", { "a A": "10.0.0.1" })]);
        const broken = [zone("sound.test", { "a A": "10.0.0.999" }), zone("other.test", {})];
        await assert.rejects(setZones(lab.net, lab.dir, broken), /zone sound\.test\. is not served.*invalid IPv4/s);
        assert.deepEqual(await queryDns(lab.net, "a.sound.test", "A"), ["10.0.0.1"]);
        assert.deepEqual(await queryDns(lab.net, "other.test", "SOA"), []);
    });

    it("comes back after a crash of either server, with serials that grow", async () => {
        const zones = [zone("crash.test", { "a A": "10.0.0.1" })];
        await startDns(lab.net, lab.dir, zones);
        const serial = async (): Promise<number> =>
            Number((await queryDns(lab.net, "crash.test", "SOA"))[0].split(" ")[2]);
        const before = await serial();
        killService(lab.dir, "knot");
        await eventually("knot is down", 5, async () => !(await servicesHealthy(lab.net, lab.dir)).knot);
        await startDns(lab.net, lab.dir, [zone("crash.test", { "a A": "10.0.0.2" })]);
        assert.ok((await serial()) > before);
        assert.deepEqual(await ask("a.crash.test", "A"), ["10.0.0.2"]);
        killService(lab.dir, "unbound");
        await startDns(lab.net, lab.dir, zones);
        assert.deepEqual(await servicesHealthy(lab.net, lab.dir), { knot: true, unbound: true, aptCache: false });
    });

    it("keeps labs apart, and each stops without a trace", async () => {
        const other = await scratchServices("test-dns-other");
        try {
            await setZones(lab.net, lab.dir, [zone("same.test", { "a A": "10.0.0.1" })]);
            await startDns(other.net, other.dir, [zone("same.test", { "a A": "10.0.0.2" })]);
            assert.deepEqual(await ask("a.same.test", "A"), ["10.0.0.1"]);
            assert.deepEqual(await queryServer(other.net.gateway, "a.same.test", "A"), ["10.0.0.2"]);
            assert.equal((await leftOvers(other.dir)).length, 2);
            await stopServices(other.dir);
            assert.deepEqual(await leftOvers(other.dir), []);
            assert.deepEqual(await servicesHealthy(other.net, other.dir), {
                knot: false,
                unbound: false,
                aptCache: false,
            });
            assert.deepEqual(await ask("a.same.test", "A"), ["10.0.0.1"]);
        } finally {
            await other.end();
        }
    });

    it("says why when it cannot start", async () => {
        const rival = { ...lab, dir: `${lab.dir}/rival` };
        await startDns(lab.net, lab.dir, []);
        await assert.rejects(startDns(rival.net, rival.dir, []), /address already in use/);
        assert.deepEqual(await leftOvers(rival.dir), []);
    });
});
