import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as net from "node:net";
import * as path from "node:path";
import { machineNetns } from "../../net/network";
import type { MachineSpec } from "../machine";
import { pause } from "../wait";
import { PORTS } from "./command-line";
import { socketIn } from "./sockets";

/** Takes the first free port, and holds it until its stdin ends: so also when the caller dies. */
const TAKE = `for n in $(seq 0 ${PORTS - 1}); do
    exec 9>"$1/port$n.lock"
    if flock --nonblock 9; then echo "$n"; exec cat; fi
done`;
const AGAIN_MS = 50;

/** What the agent says: a word and the rest of the line. */
export type Hearer = (word: string, rest: string) => void;

/** A caller's talk with the agent of a machine, on one port. See agent.py. */
export class GuestSession {
    private rest = "";
    hear: Hearer = () => undefined;
    /** Called when the machine, or its agent, is gone. */
    lost: (why: string) => void = () => undefined;

    private constructor(
        private readonly socket: net.Socket,
        private readonly holder: ChildProcess,
    ) {
        socket.setEncoding("latin1");
        socket.on("data", (chunk: string) => this.take(chunk));
        socket.on("error", () => undefined); // a close follows
        socket.on("close", () => this.lost("the machine has lost its power"));
    }

    /** Opens a session; throws unless the agent answers within `seconds`. */
    static async open(spec: MachineSpec, seconds: number): Promise<GuestSession> {
        const deadline = Date.now() + seconds * 1000;
        const { port, holder } = await takePort(spec, deadline);
        const session = new GuestSession(net.connect(socketIn(spec, `port${port}.sock`)), holder);
        try {
            await session.greet(deadline);
            return session;
        } catch (error) {
            session.close();
            throw new Error(`${machineNetns(spec.net, spec.id)}: ${(error as Error).message}`);
        }
    }

    say(word: string, rest = ""): boolean {
        return this.socket.write(`${word} ${rest}\n`);
    }

    onDrain(listener: () => void): void {
        this.socket.on("drain", listener);
    }

    pause(): void {
        this.socket.pause();
    }

    resume(): void {
        this.socket.resume();
    }

    /** Ends the session, and in the machine what it started. */
    close(): void {
        this.lost = () => undefined;
        this.hear = () => undefined;
        this.socket.destroy();
        this.holder.stdin?.end();
    }

    /** What an earlier caller has left on the port is passed over until the agent answers this one. */
    private greet(deadline: number): Promise<void> {
        const nonce = randomBytes(8).toString("hex");
        return new Promise((resolve, reject) => {
            const limit = setTimeout(() => reject(new Error("its agent does not answer")), deadline - Date.now());
            this.lost = (why) => {
                clearTimeout(limit);
                reject(new Error(why));
            };
            this.hear = (word, rest) => {
                // An agent that starts says BYE, and does not know of us.
                if (word === "BYE") this.socket.write(`\nHELLO ${nonce}\n`);
                if (word !== "HELLO" || rest !== nonce) return;
                clearTimeout(limit);
                resolve();
            };
            this.socket.write(`\nHELLO ${nonce}\n`);
        });
    }

    private take(chunk: string): void {
        const lines = (this.rest + chunk).split("\n");
        this.rest = lines.pop() ?? "";
        for (const line of lines) {
            const space = line.indexOf(" ");
            const word = space < 0 ? line : line.slice(0, space);
            if (word === "BYE" && this.greeted) this.lost("the machine has restarted");
            this.hear(word, space < 0 ? "" : line.slice(space + 1));
            if (word === "HELLO") this.greeted = true;
        }
    }

    private greeted = false;
}

async function takePort(spec: MachineSpec, deadline: number): Promise<{ port: string; holder: ChildProcess }> {
    for (;;) {
        const holder = spawn("sh", ["-c", TAKE, "take", path.resolve(spec.dir)], { stdio: ["pipe", "pipe", "ignore"] });
        holder.stdin.on("error", () => undefined);
        const port = await new Promise<string | undefined>((resolve) => {
            holder.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString().trim()));
            holder.once("close", () => resolve(undefined));
            holder.once("error", () => resolve(undefined));
        });
        if (port !== undefined) return { port, holder };
        if (Date.now() > deadline) throw new Error(`${spec.hostname}: all ${PORTS} ports to it are in use`);
        await pause(AGAIN_MS);
    }
}
