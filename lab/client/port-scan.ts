import { createSocket } from "node:dgram";
import { connect } from "node:net";

export interface ScanOptions {
    /** Connections under way at a time. @default 3000 */
    atOnce?: number;
    /** Milliseconds after which a port counts as silent. @default 1000 */
    patienceMs?: number;
}

/** The TCP ports at `address` that take a connection, ascending. */
export async function openTcpPorts(address: string, ports: number[], options: ScanOptions = {}): Promise<number[]> {
    return scan(ports, options.atOnce ?? 3000, (port) => takesConnection(address, port, options.patienceMs ?? 1000));
}

/** The UDP ports at `address` that send anything back, ascending. A refusal (ICMP) is not an answer. */
export async function answeringUdpPorts(
    address: string,
    ports: number[],
    options: ScanOptions = {},
): Promise<number[]> {
    return scan(ports, options.atOnce ?? 200, (port) => answersDatagram(address, port, options.patienceMs ?? 1000));
}

async function scan(ports: number[], atOnce: number, probe: (port: number) => Promise<boolean>): Promise<number[]> {
    const open: number[] = [];
    let next = 0;
    const worker = async () => {
        while (next < ports.length) {
            const port = ports[next++];
            if (await probe(port)) open.push(port);
        }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, ports.length) }, worker));
    return open.sort((one, other) => one - other);
}

function takesConnection(host: string, port: number, patienceMs: number): Promise<boolean> {
    return new Promise((resolve) => {
        const socket = connect({ host, port });
        const end = (open: boolean) => {
            clearTimeout(timer);
            socket.destroy();
            resolve(open);
        };
        const timer = setTimeout(() => end(false), patienceMs);
        socket.once("connect", () => end(true));
        socket.once("error", () => end(false));
    });
}

function answersDatagram(host: string, port: number, patienceMs: number): Promise<boolean> {
    return new Promise((resolve) => {
        const socket = createSocket("udp4");
        const end = (answered: boolean) => {
            clearTimeout(timer);
            socket.close();
            resolve(answered);
        };
        const timer = setTimeout(() => end(false), patienceMs);
        socket.once("message", () => end(true));
        socket.once("error", () => end(false));
        // A question that DNS, and most others, would answer somehow.
        const question = Buffer.from("123401000001000000000000000010000100", "hex");
        socket.connect(port, host, () => socket.send(question));
    });
}
