import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as net from "node:net";
import { shipped } from "../../../../components/ops/host-file";

interface Ended {
    readonly code: number | null;
    readonly stderr: string;
}

/** Runs the shipped gate against a port, as the command provider does. */
function runGate(port: number, seconds: number): Promise<Ended> {
    const env = {
        PATH: process.env.PATH,
        HOST: "127.0.0.1",
        PORT: String(port),
        SECONDS: String(seconds),
        INSTANCE: "1",
    };
    const gate = spawn(process.execPath, ["-e", shipped("host", "/gate.js")], {
        env,
        stdio: ["ignore", "ignore", "pipe"],
    });
    let stderr = "";
    gate.stderr.on("data", (data) => (stderr += data));
    return new Promise((resolve) => gate.on("close", (code) => resolve({ code, stderr })));
}

async function serving<T>(
    greet: (socket: net.Socket, count: number) => void,
    work: (port: number) => Promise<T>,
): Promise<T> {
    let count = 0;
    const sockets = new Set<net.Socket>();
    const server = net.createServer((socket) => {
        sockets.add(socket.on("error", () => undefined));
        greet(socket, ++count);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
        return await work((server.address() as net.AddressInfo).port);
    } finally {
        sockets.forEach((socket) => socket.destroy());
        await new Promise((resolve) => server.close(resolve));
    }
}

const FAILED = (port: number, why: string) =>
    `127.0.0.1 port ${port} did not answer as an SSH server within 0.5 s (last: ${why}).\n` +
    "Is the machine running, does its firewall let you in, is the port right?\n";

describe("gate", function () {
    this.timeout(20_000);

    it("opens as soon as an SSH server greets", async () => {
        const ended = await serving(
            (socket) => socket.write("SSH-2.0-OpenSSH_9.2p1\r\n"),
            (port) => runGate(port, 10),
        );
        assert.deepEqual(ended, { code: 0, stderr: "" });
    });

    it("waits while the machine boots", async () => {
        const greet = (socket: net.Socket, count: number) =>
            count < 3 ? socket.destroy() : socket.write("SSH-2.0-x\r\n");
        const ended = await serving(greet, (port) => runGate(port, 10));
        assert.deepEqual(ended, { code: 0, stderr: "" });
    });

    it("refuses a port where nothing listens", async () => {
        const port = await serving(
            () => undefined,
            (open) => Promise.resolve(open),
        );
        const ended = await runGate(port, 0.5);
        assert.deepEqual(ended, { code: 1, stderr: FAILED(port, `connect ECONNREFUSED 127.0.0.1:${port}`) });
    });

    it("refuses a server that speaks something else", async () => {
        await serving(
            (socket) => socket.write("220 mail.example.com ESMTP\r\n"),
            async (port) => {
                const ended = await runGate(port, 0.5);
                assert.deepEqual(ended, { code: 1, stderr: FAILED(port, "it does not speak SSH") });
            },
        );
    });

    it("refuses a server that hangs up before it says a word, within its deadline", async () => {
        await serving(
            (socket) => socket.end(),
            async (port) => {
                const ended = await runGate(port, 0.5);
                assert.deepEqual(ended, { code: 1, stderr: FAILED(port, "it hangs up at once") });
            },
        );
    });
});
