import { createSocket } from "node:dgram";

const TYPES: Record<string, number> = { A: 1, MX: 15, PTR: 12 };
const HEADER = 12;
const PATIENCE_MS = 3000;

/** The TTLs in seconds with which the server at `address` answers a question; node's own resolver tells those of A only. */
export async function ttlsOf(address: string, name: string, type: string): Promise<number[]> {
    const labels = name.split(".").flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]);
    const question = Buffer.concat([...labels, Buffer.from([0, 0, TYPES[type], 0, 1])]);
    const header = Buffer.from([0x12, 0x34, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    const answer = await ask(address, Buffer.concat([header, question]));
    const ttls: number[] = [];
    let at = HEADER + question.length;
    for (let left = answer.readUInt16BE(6); left > 0; left--) {
        at = afterName(answer, at);
        ttls.push(answer.readUInt32BE(at + 4));
        at += 10 + answer.readUInt16BE(at + 8);
    }
    return ttls;
}

function afterName(answer: Buffer, start: number): number {
    let at = start;
    while (answer[at] !== 0) {
        if (answer[at] >= 0xc0) return at + 2;
        at += answer[at] + 1;
    }
    return at + 1;
}

function ask(address: string, question: Buffer): Promise<Buffer> {
    const socket = createSocket("udp4");
    const signal = AbortSignal.timeout(PATIENCE_MS);
    return new Promise<Buffer>((resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error(`${address} does not answer`)));
        socket.once("message", resolve);
        socket.once("error", reject);
        socket.send(question, 53, address);
    }).finally(() => socket.close());
}
