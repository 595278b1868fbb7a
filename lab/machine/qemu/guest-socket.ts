import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import type { MachineSpec } from "../machine";
import { GuestSession } from "./guest-session";

const OPEN_SECONDS = 30;

/**
 * Connects to a Unix socket inside of the machine. The caller gets one end of a connection within this process, whose
 * other end is carried to the machine; it is closed at once when nobody answers there.
 */
export function dialInside(spec: MachineSpec, socketPath: string): net.Socket {
    const meeting = path.join(os.tmpdir(), `standby-dial-${randomBytes(8).toString("hex")}`);
    const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true }, (end) => {
        server.close();
        void carry(spec, socketPath, end);
    });
    server.listen(meeting);
    const socket = net.connect(meeting);
    const forget = () => {
        server.close();
        fs.rmSync(meeting, { force: true });
    };
    socket.once("connect", forget);
    socket.once("error", forget);
    return socket;
}

async function carry(spec: MachineSpec, socketPath: string, end: net.Socket): Promise<void> {
    end.on("error", () => undefined);
    const session = await GuestSession.open(spec, OPEN_SECONDS).catch(() => undefined);
    if (!session) {
        end.destroy();
        return;
    }
    const over = () => {
        end.destroy();
        session.close();
    };
    session.lost = over;
    session.hear = (word, rest) => {
        if (word === "OUT" && !end.write(Buffer.from(rest, "base64"))) session.pause();
        else if (word === "FAIL") over();
        else if (word === "EXIT") {
            session.close();
            end.end();
        }
    };
    end.on("drain", () => session.resume());
    session.onDrain(() => end.resume());
    end.on("data", (chunk: Buffer) => {
        if (!session.say("IN", chunk.toString("base64"))) end.pause();
    });
    end.on("end", () => session.say("EOF"));
    end.on("close", () => session.close());
    session.say("DIAL", Buffer.from(socketPath).toString("base64"));
    end.resume();
}
