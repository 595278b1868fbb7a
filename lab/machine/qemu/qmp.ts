import * as net from "node:net";
import type { MachineSpec } from "../machine";
import { socketIn } from "./sockets";

const ANSWER_SECONDS = 20;

type Data = Record<string, unknown>;
interface Message {
    QMP?: unknown;
    return?: unknown;
    error?: { class: string; desc: string };
    event?: string;
    data?: Data;
}
type Listener = (message: Message) => void;

/** A connection to a QEMU's monitor. QEMU serves one at a time: the next one waits for its turn. */
export class Qmp {
    private rest = "";
    private readonly listeners = new Set<Listener>();

    private constructor(private readonly socket: net.Socket) {
        socket.setEncoding("utf8");
        socket.on("data", (chunk: string) => {
            const lines = (this.rest + chunk).split("\n");
            this.rest = lines.pop() ?? "";
            for (const line of lines.filter(Boolean)) {
                const message = JSON.parse(line) as Message;
                for (const listener of [...this.listeners]) listener(message);
            }
        });
    }

    /** Runs `work` with the monitor of a machine that runs. */
    static async with<T>(spec: MachineSpec, work: (qmp: Qmp) => Promise<T>): Promise<T> {
        const socket = net.connect(socketIn(spec, "qmp.sock"));
        socket.on("error", () => undefined); // the answers that do not come are the error
        const qmp = new Qmp(socket);
        try {
            await qmp.next("its monitor", ({ QMP }) => QMP !== undefined);
            await qmp.order("qmp_capabilities");
            return await work(qmp);
        } finally {
            socket.destroy();
        }
    }

    async order(command: string, args: Data = {}): Promise<unknown> {
        const answer = this.next(command, ({ error, ...rest }) => error !== undefined || "return" in rest);
        this.socket.write(`${JSON.stringify({ execute: command, arguments: args })}\n`);
        const { error, return: result } = await answer;
        if (error) throw new Error(`QEMU: ${command}: ${error.desc}`);
        return result;
    }

    /** The next event of that name that fits. */
    async event(name: string, fits: (data: Data) => boolean): Promise<void> {
        await this.next(name, ({ event, data }) => event === name && fits(data ?? {}));
    }

    private next(what: string, fits: (message: Message) => boolean): Promise<Message> {
        return new Promise((resolve, reject) => {
            const stop = () => {
                clearTimeout(limit);
                this.listeners.delete(listener);
                this.socket.off("close", closed);
            };
            const fail = (why: string) => {
                stop();
                reject(new Error(`QEMU: ${what}: ${why}`));
            };
            const closed = () => fail("it has ended");
            const limit = setTimeout(() => fail(`no answer within ${ANSWER_SECONDS} s`), ANSWER_SECONDS * 1000);
            const listener = (message: Message) => {
                if (!fits(message)) return;
                stop();
                resolve(message);
            };
            this.listeners.add(listener);
            this.socket.on("close", closed);
        });
    }
}
