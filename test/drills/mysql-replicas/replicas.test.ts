import assert from "node:assert/strict";
import { compareServers } from "../../../lab/client/rows";
import { ensureEngine } from "../../../lab/engine/find";
import { succeeded } from "../../../lab/engine/pulumi";
import { openPair } from "../../../lab/kinds";
import { labDown, labUp, type Lab } from "../../../lab/lab";
import type { LabMySqlPair } from "../../../lab/pair/mysql";
import { budgetMs } from "../../budgets";
import { eventually } from "../../helpers/eventually";
import { testProgram, type TestProgram } from "../../helpers/lab";
import { inSync, runName } from "../rows";

/** The seed's layout: one primary and three replicas over two data centres. */
const program = (clients: string) => `
const { MySqlPair } = require("pulumi-standby");
const host = (name, region) => ({ hostName: name + ".example.test", linode: { region, type: "g6-nanode-1" } });
const pair = new MySqlPair("sites", {
    zone: "example.test",
    a: host("dc1-svr1", "eu-central"),
    b: host("dc1-svr2", "eu-central"),
    replicas: [
        { name: "dc2svr1", promotable: true, ...host("dc2-svr1", "nl-ams") },
        { name: "dc2svr2", ...host("dc2-svr2", "nl-ams") },
    ],
    witness: host("third", "fr-par"),
    clientsFrom: ["${clients}/32"],
    destroyable: true,
});
exports.topology = pair.topology;
exports.caCertificate = pair.caCertificate;
`;

describe("one primary and three replicas over two sites", function () {
    this.timeout(budgetMs("drill"));
    let lab: Lab;
    let made: TestProgram;
    let pair: LabMySqlPair;
    const name = `test-${process.pid}`;
    const replica = (key: string) => pair.replicas.find(({ member }) => member === key) ?? assert.fail(key);

    before("bring up two sites", async function () {
        this.timeout(budgetMs("coldLab"));
        const engine = await ensureEngine(() => undefined);
        lab = await labUp(name, () => undefined, { zones: ["example.test"] });
        made = await testProgram({ lab, engine }, "sites", program(lab.net.hostSide));
        succeeded(await made.pulumi.up());
        pair = await openPair("mysql", lab, made.pulumi);
    });

    after("take them down", async function () {
        this.timeout(budgetMs("destroy"));
        await labDown(name);
    });

    it("gives every replica what the primary has", async () => {
        await inSync(pair);
        const writer = await pair.writer(runName("sites"));
        writer.start();
        await writer.reached(300, 60);
        await writer.stop();
        for (const one of [pair.b, ...pair.replicas]) {
            assert.deepEqual(await compareServers(pair.sqlOf(pair.a), pair.sqlOf(one)), [], one.member);
        }
    });

    it("never promotes a replica that is not for it", async () => {
        const refused = await replica("dc2svr2").standby("promote");
        assert.equal(refused.code, 75);
        assert.match(refused.stderr, /refused \[not-promotable\]/);
    });

    it("repoints all replicas when the role moves within the site", async () => {
        const moved = await pair.b.standby("promote");
        assert.equal(moved.code, 0, moved.stderr);
        for (const one of [pair.a, ...pair.replicas]) {
            await eventually(`${one.member} follows b`, 60, async () =>
                (await pair.sql(one, "show all slaves status\\G")).includes(pair.b.address),
            );
        }
        await inSync(pair);
    });

    it("does nothing by itself when a site is lost; a human promotes the other one", async () => {
        const writer = await pair.writer(runName("site-lost"));
        writer.start();
        await writer.reached(300, 60);
        await Promise.all([pair.a.crash(), pair.b.crash()]);
        const there = replica("dc2svr1");
        const refused = await there.standby("promote --fenced 'the site has no power'");
        assert.match(refused.stderr, /refused \[not-in-sync\]/, "replicas never acknowledge: some rows may be missing");
        assert.deepEqual(await pair.writable(), []);
        const promoted = await there.standby("promote --fenced 'the site has no power' --override not-in-sync");
        assert.equal(promoted.code, 0, promoted.stderr);
        assert.match(promoted.stderr, /loss bound: acknowledged writes after .* UTC/);
        await writer.reached(writer.acknowledged + 100, 60);
        await writer.stop();
        const { missing, neverSent } = await pair.count(there, writer);
        console.log(`        ${writer.acknowledged} acknowledged, ${missing.length} lost with the site`);
        assert.deepEqual(neverSent, []);
        await eventually("the other replica follows", 60, async () =>
            (await pair.sql(replica("dc2svr2"), "show all slaves status\\G")).includes(there.address),
        );
        assert.deepEqual(await compareServers(pair.sqlOf(there), pair.sqlOf(replica("dc2svr2"))), []);
    });
});
