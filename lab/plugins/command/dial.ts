import * as net from "node:net";
import type { Duplex } from "node:stream";
import type { Client } from "ssh2";
import type { Context } from "../resource";
import { nested, type Props } from "../values";
import { type Hop, hopOf } from "./auth";
import { withRetry } from "./retry";

const KEEP_ALIVE_MS = 15_000;
const endpoint = (hop: Hop): string =>
    hop.host.includes(":") ? `[${hop.host}]:${hop.port}` : `${hop.host}:${hop.port}`;

function openSocket(hop: Hop): Promise<net.Socket> {
    return new Promise((resolve, reject) => {
        const socket = net.connect({ host: hop.host, port: hop.port });
        const fail = (why: string): void => {
            socket.destroy();
            reject(new Error(`dial tcp ${endpoint(hop)}: ${why}`));
        };
        if (hop.perDialTimeoutMs > 0) socket.setTimeout(hop.perDialTimeoutMs, () => fail("i/o timeout"));
        socket.once("error", (error: NodeJS.ErrnoException) => {
            fail(error.code === "ECONNREFUSED" ? "connect: connection refused" : error.message);
        });
        socket.once("connect", () => {
            socket.setTimeout(0);
            socket.removeAllListeners("error").on("error", () => undefined);
            // Small packets back and forth: waiting to fill them costs 40 ms a login.
            socket.setNoDelay(true);
            // A peer that lost power is noticed after about two and a half minutes, as with Go's sockets.
            socket.setKeepAlive(true, KEEP_ALIVE_MS);
            resolve(socket);
        });
    });
}

function handshakeError(error: Error & { level?: string }): Error {
    if (/Host denied|verification failed/i.test(error.message)) {
        return new Error("ssh: handshake failed: ssh: host key mismatch");
    }
    if (error.level === "client-authentication") {
        return new Error("ssh: handshake failed: ssh: unable to authenticate, no supported methods remain");
    }
    return new Error(`ssh: handshake failed: ${error.message}`);
}

async function handshake(hop: Hop, sock: Duplex): Promise<Client> {
    const { Client: SshClient } = await import("ssh2");
    return new Promise((resolve, reject) => {
        const client = new SshClient();
        const fail = (error: Error): void => {
            sock.destroy();
            reject(handshakeError(error));
        };
        // Not once: a lost connection is told twice, by the socket and by the protocol, and nobody may be missing then.
        client.on("error", fail);
        client.once("close", () => fail(new Error("EOF")));
        client.once("ready", () => {
            client.removeAllListeners("error").removeAllListeners("close");
            // Later failures show up as the end of the session that runs then.
            client.on("error", () => undefined);
            resolve(client);
        });
        client.connect({ ...hop.config, sock: sock as never });
    });
}

function forward(proxy: Client, hop: Hop): Promise<Duplex> {
    return new Promise((resolve, reject) => {
        proxy.forwardOut("127.0.0.1", 0, hop.host, hop.port, (error, stream) => {
            if (error) reject(error);
            else resolve(stream);
        });
    });
}

export interface Connected {
    client: Client;
    hop: Hop;
    close(): void;
}

async function viaProxy(hop: Hop, settings: Props, context: Context): Promise<Connected> {
    try {
        const bastion = await hopOf(settings);
        const proxy = await withRetry("Dial proxy", bastion.dialErrorLimit, context, async () =>
            handshake(bastion, await openSocket(bastion)),
        );
        const stream = await withRetry("Dial from proxy", hop.dialErrorLimit, context, () => forward(proxy, hop));
        const client = await handshake(hop, stream);
        const close = (): void => {
            client.end();
            proxy.end();
        };
        return { client, hop, close };
    } catch (error) {
        throw new Error(`proxy: ${(error as Error).message}`);
    }
}

/**
 * Opens the SSH connection of a `connection` argument. The caller must close it: the real plugin leaves every
 * connection open until the engine ends, which is the one behaviour not copied.
 */
export async function dial(connection: Props, context: Context): Promise<Connected> {
    const hop = await hopOf(connection);
    const settings = nested(connection, "proxy");
    if (settings) return viaProxy(hop, settings, context);
    const client = await withRetry("Dial", hop.dialErrorLimit, context, async () =>
        handshake(hop, await openSocket(hop)),
    );
    return { client, hop, close: () => client.end() };
}
