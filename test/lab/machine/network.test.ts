import * as assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import type { Machine } from "../../../lab/machine/machine";
import { applyRules, type LabRules, type MachineFirewall, type PacketRule } from "../../../lab/net/firewall";
import { eventually } from "../../helpers/eventually";
import { TwoMachines } from "./two-machines";

const ECHO = `
import socketserver, sys
class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile: self.wfile.write(line)
class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
Server(("", int(sys.argv[1])), Echo).serve_forever()
`;
const PORTS = [2200, 25];
const SSH_ONLY: PacketRule[] = [
    { protocol: "TCP", ports: "22", ipv4: ["0.0.0.0/0"], ipv6: ["::/0"], action: "ACCEPT" },
];

/** Whether a TCP connection from this machine opens within a second. */
async function opens(machine: Machine, port: number): Promise<boolean> {
    const socket = connect({ host: machine.spec.ipv4, port, timeout: 1000 });
    try {
        return await new Promise((resolve) => {
            socket.on("connect", () => resolve(true));
            socket.on("timeout", () => resolve(false));
            socket.on("error", () => resolve(false));
        });
    } finally {
        socket.destroy();
    }
}

describe("lab/net: rules, partitions and limits between real machines", function () {
    this.timeout(180_000);
    const lab = new TwoMachines();
    let a: Machine;
    let b: Machine;
    const open: LabRules = { machines: [], mailPortsOpen: true, cuts: [] };
    const aToB = (port: number) => `timeout 1 bash -c '</dev/tcp/${b.spec.ipv4}/${port}'`;

    function firewall(machine: Machine, changes: Partial<MachineFirewall>): MachineFirewall {
        const { ipv4, ipv6 } = machine.spec;
        return { ipv4, ipv6, inboundPolicy: "DROP", outboundPolicy: "ACCEPT", inbound: [], outbound: [], ...changes };
    }

    before(async () => {
        await lab.up();
        [a, b] = [lab.a, lab.b];
        await b.run("cat >/root/echo.py", { stdin: ECHO });
        for (const port of PORTS) await b.succeed(`systemd-run --unit=echo-${port} python3 /root/echo.py ${port}`);
        for (const port of [22, ...PORTS]) await b.eventually(`</dev/tcp/127.0.0.1/${port}`, 15);
    });
    afterEach(() => applyRules(lab.net, open));
    after(() => lab.down());

    it("machines answer pings of each other, by both families, and this machine reaches both", async () => {
        await a.succeed(`ping -c 1 -W 2 ${b.spec.ipv4} && ping -6 -c 1 -W 2 ${b.spec.ipv6}`);
        assert.equal(await opens(b, 2200), true);
    });

    it("guests reach nothing of this machine, and nothing beyond the lab", async () => {
        await a.fails(`ping -c 1 -W 1 ${lab.net.hostSide}`);
        await a.fails("ping -c 1 -W 1 192.0.2.1");
        await a.succeed(`ping -c 1 -W 1 ${lab.net.gateway} && ping -c 1 -W 1 ${lab.net.dns}`);
    });

    it("drop by default with port 22 open, for a guest and for this machine", async () => {
        await applyRules(lab.net, { ...open, machines: [firewall(b, { inbound: SSH_ONLY })] });
        assert.deepEqual([await opens(b, 22), await opens(b, 2200)], [true, false]);
        await a.succeed(aToB(22));
        await a.fails(aToB(2200));
        await a.fails(`ping -c 1 -W 1 ${b.spec.ipv4}`);
        await a.fails(`ping -6 -c 1 -W 1 ${b.spec.ipv6}`);
        await b.succeed(`ping -c 1 -W 1 ${a.spec.ipv4}`);
    });

    it("the sender's outbound policy counts too", async () => {
        await applyRules(lab.net, { ...open, machines: [firewall(a, { inbound: SSH_ONLY, outboundPolicy: "DROP" })] });
        await a.fails(aToB(22));
        assert.equal(await opens(a, 22), true);
    });

    it("mail ports are closed until opened, for guests only", async () => {
        await applyRules(lab.net, { ...open, mailPortsOpen: false });
        await a.fails(aToB(25));
        await a.succeed(aToB(2200));
        assert.equal(await opens(b, 25), true);
        await applyRules(lab.net, open);
        await a.succeed(aToB(25));
    });

    it("a known connection survives new rules, stops at a cut, and goes on when it is healed", async () => {
        const socket: Socket = connect(2200, b.spec.ipv4);
        let heard = "";
        socket.on("data", (chunk: Buffer) => (heard += chunk.toString()));
        const says = (word: string) => {
            socket.write(`${word}\n`);
            return eventually(`the echo of ${word}`, 20, () => heard.includes(word));
        };
        try {
            await says("first");
            await applyRules(lab.net, { ...open, machines: [firewall(b, { inbound: SSH_ONLY })] });
            assert.equal(await opens(b, 2200), false);
            await says("second");
            await applyRules(lab.net, { ...open, cuts: [{ from: lab.net.hostSide, to: b.spec.ipv4 }] });
            socket.write("third\n");
            assert.equal(await opens(b, 22), false);
            assert.doesNotMatch(heard, /third/);
            await applyRules(lab.net, open);
            await says("fourth");
            assert.match(heard, /third\nfourth/);
        } finally {
            socket.destroy();
        }
    });

    it("a one-way cut stops one direction, a cut from the router's services works", async () => {
        await applyRules(lab.net, { ...open, cuts: [{ from: a.spec.ipv4, to: lab.net.gateway }] });
        await a.fails(`ping -c 1 -W 1 ${lab.net.gateway}`);
        await a.succeed(`ping -c 1 -W 1 ${b.spec.ipv4}`);
        await b.succeed(`ping -c 1 -W 1 ${lab.net.gateway}`);
    });

    it("slow limits both directions, and ends", async () => {
        await a.succeed("head -c 200000 /dev/zero | tr '\\0' x >/root/data; echo >>/root/data");
        const copy = `exec 3<>/dev/tcp/${b.spec.ipv4}/2200; cat /root/data >&3 & head -c 200001 <&3 | wc -c`;
        const seconds = async () => {
            const started = Date.now();
            assert.equal(await a.succeed(copy), "200001\n");
            return (Date.now() - started) / 1000;
        };
        await b.slow(800);
        assert.ok((await seconds()) > 1.5, "200 kB at 800 kbit/s must take about 2 s");
        await b.slow(undefined);
        assert.ok((await seconds()) < 1.5, "the limit is still there");
    });
});
