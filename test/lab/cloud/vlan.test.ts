import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ensureEngine } from "../../../lab/engine/find";
import { succeeded } from "../../../lab/engine/pulumi";
import { type Lab, labDown, labUp } from "../../../lab/lab";
import type { Machine } from "../../../lab/machine/machine";
import { labDir } from "../../../lab/paths";
import { budget, budgetMs } from "../../budgets";
import { testProgram, type TestProgram } from "../../helpers/lab";
import { leftOvers } from "../../helpers/left-overs";

const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const linode = require("@pulumi/linode");
const last = new pulumi.Config().get("last") ?? "10.77.0.13";
for (const [name, address] of [["one", "10.77.0.11"], ["two", "10.77.0.12"], ["three", last]]) {
    const machine = new linode.Instance(name, {
        label: name, region: "nl-ams", type: "g6-nanode-1", image: "linode/debian12", rootPass: "Not.used-1234567",
        interfaces: [{ purpose: "public" }, { purpose: "vlan", label: "db-net", ipamAddress: address + "/24" }],
    });
    exports[name] = machine.id;
}
`;
const FLOATING = "10.77.0.100";
/** Tells all hosts of the network who has an address now. */
const ANNOUNCE = `
import socket
mac = bytes.fromhex(open("/sys/class/net/eth1/address").read().strip().replace(":", ""))
ip = socket.inet_aton("${FLOATING}")
packet = bytes.fromhex("0001080006040001") + mac + ip + bytes(6) + ip
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
wire.bind(("eth1", 0))
wire.send(b"\\xff" * 6 + mac + b"\\x08\\x06" + packet)
`;

/** Three real machines in one VLAN. The steps build on each other. */
describe("a VLAN of real machines", function () {
    this.timeout(budgetMs("up"));
    const name = `vlan-${process.pid}`;
    const labs = fs.mkdtempSync(path.join(os.tmpdir(), "standby-labs-"));
    const labsBefore = process.env.STANDBY_LABS;
    let lab: Lab;
    let program: TestProgram;
    let [one, two, three]: Machine[] = [];
    const pings = (address: string) => `ping -c 1 -W 1 ${address}`;
    const macOf = async (machine: Machine) => (await machine.succeed("cat /sys/class/net/eth1/address")).trim();
    const neighbour = (machine: Machine) => machine.succeed(`ip neighbour show ${FLOATING} dev eth1`);
    const take = async (machine: Machine) => {
        await machine.succeed(`ip address add ${FLOATING}/24 dev eth1`);
        await machine.run("python3 -", { stdin: ANNOUNCE });
    };

    before(async function () {
        this.timeout(budgetMs("coldUp"));
        process.env.STANDBY_LABS = labs;
        lab = await labUp(name, () => undefined);
        program = await testProgram({ lab, engine: await ensureEngine(() => undefined) }, "vlan", PROGRAM);
        succeeded(await program.pulumi.up());
        const ids = await program.pulumi.output();
        [one, two, three] = ["one", "two", "three"].map((label) => lab.machine(String(ids[label])));
    });

    after(async () => {
        if (fs.existsSync(labDir(name))) await program?.end();
        await labDown(name);
        fs.rmSync(labs, { recursive: true, force: true });
        if (labsBefore === undefined) delete process.env.STANDBY_LABS;
        else process.env.STANDBY_LABS = labsBefore;
    });

    it("is eth1 with the address asked for; eth0 stays the public network", async () => {
        assert.match(await one.succeed("ip -4 -o address show dev eth1"), /inet 10\.77\.0\.11\/24 /);
        await one.eventually(`${pings("10.77.0.12")} && ${pings("10.77.0.13")} && ${pings(lab.net.gateway)}`, 20);
        assert.match(await one.succeed("ip route get 10.77.0.12"), / dev eth1 /);
        assert.match(await one.succeed("ip route get 192.0.2.1"), / dev eth0 /);
        assert.equal(succeeded(await program.pulumi.refresh()).changed, 0);
        assert.equal(succeeded(await program.pulumi.up()).changed, 0);
    });

    it("has no router in it: nobody answers for the gateway", async () => {
        await one.fails(`ping -c 1 -W 1 -I eth1 ${lab.net.gateway}`);
        assert.doesNotMatch(await one.succeed(`ip neighbour show ${lab.net.gateway} dev eth1`), /lladdr/);
    });

    it("lets an address move: a third host follows it at once", async () => {
        await take(one);
        await three.succeed(pings(FLOATING));
        assert.match(await neighbour(three), new RegExp(await macOf(one)));
        await one.succeed(`ip address delete ${FLOATING}/24 dev eth1`);
        await take(two);
        assert.match(await neighbour(three), new RegExp(await macOf(two)));
        await three.succeed(pings(FLOATING));
        await one.succeed(pings(FLOATING));
    });

    it("is cut between two machines when they are cut, and between no others", async () => {
        await lab.client.cut("one", "two");
        await one.fails(pings("10.77.0.12"));
        await three.succeed(`${pings("10.77.0.12")} && ${pings("10.77.0.11")}`);
        await lab.client.heal();
        await one.succeed(pings("10.77.0.12"));
    });

    it("has lost a machine without power, and has it again with its own address", async () => {
        const mac = await macOf(two);
        await lab.client.crash("two");
        await three.fails(pings("10.77.0.12"));
        await lab.client.start("two");
        await three.eventually(pings("10.77.0.12"), budget("serviceBack"));
        assert.equal(await macOf(two), mac);
        await three.fails(pings(FLOATING));
    });

    it("gets another address in place, with a reboot", async () => {
        program.pulumi.config({ last: "10.77.0.23" });
        const { id } = await lab.client.instance("three");
        assert.equal(succeeded(await program.pulumi.up()).changed, 1);
        assert.equal((await lab.client.instance("three")).id, id);
        await one.eventually(pings("10.77.0.23"), 20);
        await one.fails(pings("10.77.0.13"));
    });

    it("is gone with the lab, without a trace", async () => {
        await program.end();
        await labDown(name);
        assert.deepEqual(await leftOvers(lab), []);
    });
});
