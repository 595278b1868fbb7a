import * as fs from "node:fs";
import * as net from "node:net";
import { spawn } from "node:child_process";
import { readLabFile } from "../lab/client/lab-file";
import { labDir } from "../lab/paths";

/** Bare machines of the lab, made through its Linode API, and plain ssh to them: the floor of what an `up` can do. */
export interface Bare {
    readonly ids: number[];
    readonly addresses: string[];
}

async function linode<T>(lab: string, method: string, path: string, body?: unknown): Promise<T> {
    const { url, linodeToken } = readLabFile(lab);
    const headers = { authorization: `Bearer ${linodeToken}`, "content-type": "application/json" };
    const response = await fetch(`${url}/linode/v4${path}`, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
}

/** Two machines as they come from the image, once they greet by SSH. */
export async function bareMachines(lab: string, label: string, publicKey: string): Promise<Bare> {
    const made = await Promise.all(
        ["a", "b"].map((member) =>
            linode<{ id: number; ipv4: string[] }>(lab, "POST", "/linode/instances", {
                ...{ label: `${label}-${member}`, region: "eu-central", type: "g6-nanode-1", image: "linode/debian12" },
                ...{ authorized_keys: [publicKey], root_pass: `Not-${Math.random()}-used` },
            }),
        ),
    );
    const addresses = made.map(({ ipv4 }) => ipv4[0]);
    await Promise.all(addresses.map((address) => greets(address)));
    return { ids: made.map(({ id }) => id), addresses };
}

/** Deletes them. */
export async function remove(lab: string, { ids }: Bare): Promise<void> {
    await Promise.all(ids.map((id) => linode(lab, "DELETE", `/linode/instances/${id}`)));
}

/** Resolves when the machine greets as an SSH server and has finished its first boot. */
export async function greets(address: string): Promise<void> {
    for (let tries = 0; tries < 300; tries++) {
        const said = await new Promise<string>((resolve) => {
            const socket = net.connect({ host: address, port: 22, timeout: 1000 });
            const end = (text: string) => (socket.destroy(), resolve(text));
            socket.once("data", (data) => end(data.toString("latin1")));
            socket.once("error", () => end(""));
            socket.once("timeout", () => end(""));
        });
        if (said.startsWith("SSH-")) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${address} did not greet by SSH`);
}

/** Resolves when the machines have finished their first boot; sshd may still restart once while they do. */
export async function booted(lab: string, addresses: string[]): Promise<void> {
    for (let tries = 0; ; tries++) {
        try {
            await overSsh(lab, addresses, "cloud-init status --wait || true");
            return;
        } catch (error) {
            if (tries >= 20) throw error;
            await new Promise((resolve) => setTimeout(resolve, 500));
        }
    }
}

/** Seconds that a command takes over one SSH session to each address, all at once. */
export async function overSsh(lab: string, addresses: string[], command: string): Promise<number> {
    const started = Date.now();
    const options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "BatchMode=yes"];
    const key = labDir(lab, "bench-key");
    if (!fs.existsSync(key)) throw new Error(`${key} is missing`);
    const args = ["-i", key, ...options.flatMap((option) => ["-o", option])];
    const sessions = addresses.map((address) => {
        const child = spawn("ssh", [...args, `root@${address}`, command], { stdio: ["ignore", "ignore", "inherit"] });
        return new Promise<void>((resolve, reject) => {
            child.once("error", reject);
            child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`ssh ${address}: exit ${code}`))));
        });
    });
    await Promise.all(sessions);
    return (Date.now() - started) / 1000;
}
