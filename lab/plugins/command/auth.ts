import * as net from "node:net";
import type { AnyAuthMethod, ConnectConfig } from "ssh2";
import { int, type Props, text } from "../values";

const RSA = ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"];

/** One hop: the target or the bastion. */
export interface Hop {
    host: string;
    port: number;
    user: string;
    dialErrorLimit: number;
    /** Limit of the TCP connect alone, as with the real plugin; 0: none. */
    perDialTimeoutMs: number;
    config: ConnectConfig;
}

function hostKeyConfig(hostKey: string): ConnectConfig {
    const [type, blob] = hostKey.trim().split(/\s+/);
    if (!type || !blob) throw new Error(`failed to parse host key: "${hostKey}" is not "<type> <base64>"`);
    const pinned = Buffer.from(blob, "base64");
    return {
        // Offering only this algorithm makes the server show this key and no other.
        algorithms: { serverHostKey: (type === "ssh-rsa" ? RSA : [type]) as never },
        hostVerifier: (key: Buffer) => pinned.equals(key),
    };
}

async function agentAnswers(socket: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
        const connection = net.connect(socket, () => {
            connection.destroy();
            resolve();
        });
        connection.on("error", (error) => reject(new Error(`dial unix ${socket}: ${error.message}`)));
    });
}

async function keyMethod(username: string, connection: Props): Promise<AnyAuthMethod[]> {
    const key = text(connection, "privateKey");
    if (key === undefined) return [];
    const { utils } = await import("ssh2");
    const passphrase = text(connection, "privateKeyPassword");
    const parsed = utils.parseKey(key, passphrase);
    if (parsed instanceof Error) throw new Error(`ssh: cannot read privateKey: ${parsed.message}`);
    return [{ type: "publickey", username, key, passphrase } as AnyAuthMethod];
}

function passwordMethods(username: string, connection: Props): AnyAuthMethod[] {
    const password = text(connection, "password");
    if (password === undefined) return [];
    return [
        { type: "password", username, password },
        {
            type: "keyboard-interactive",
            username,
            prompt: (_name, _instructions, _lang, prompts, finish) => finish(prompts.map(() => password)),
        },
    ];
}

async function agentMethod(username: string, connection: Props, hasKey: boolean): Promise<AnyAuthMethod[]> {
    const agent = text(connection, "agentSocketPath") ?? process.env.SSH_AUTH_SOCK;
    if (!agent) return [];
    // The real plugin dials the agent in any case, but tries public keys only once: a privateKey wins.
    await agentAnswers(agent);
    return hasKey ? [] : [{ type: "agent", username, agent }];
}

/** What a `connection` (or its `proxy`) says, in ssh2's words. Errors here are not retried. */
export async function hopOf(connection: Props): Promise<Hop> {
    const user = text(connection, "user") ?? "root";
    const key = await keyMethod(user, connection);
    const agent = await agentMethod(user, connection, key.length > 0);
    const hostKey = text(connection, "hostKey");
    const authHandler = [...key, ...passwordMethods(user, connection), ...agent];
    return {
        host: text(connection, "host") ?? "",
        port: int(connection, "port") ?? 22,
        user,
        dialErrorLimit: int(connection, "dialErrorLimit") ?? 10,
        perDialTimeoutMs: (int(connection, "perDialTimeout") ?? 15) * 1000,
        config: { username: user, authHandler, readyTimeout: 0, ...(hostKey ? hostKeyConfig(hostKey) : {}) },
    };
}
