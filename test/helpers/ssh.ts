import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

export interface SshTarget {
    address: string;
    /** OpenSSH private key. */
    privateKey: string;
    /** "ssh-ed25519 AAAA…": the only identity that is accepted. */
    hostKey: string;
    /** @default root */
    user?: string;
}

/** Runs a command on a host with the stock SSH client, this key and no other. Any exit code is a result. */
export async function ssh(target: SshTarget, command: string): Promise<{ code: number; text: string }> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "standby-ssh-"));
    const [key, known] = ["key", "known_hosts"].map((name) => path.join(folder, name));
    fs.writeFileSync(key, target.privateKey, { mode: 0o600 });
    fs.writeFileSync(known, `${target.address} ${target.hostKey}\n`);
    const options = [
        ...["BatchMode=yes", "IdentitiesOnly=yes", "StrictHostKeyChecking=yes", "ConnectTimeout=10"],
        ...[`UserKnownHostsFile=${known}`, "GlobalKnownHostsFile=/dev/null", "IdentityAgent=none"],
    ].flatMap((option) => ["-o", option]);
    const login = `${target.user ?? "root"}@${target.address}`;
    const args = ["-F", "none", "-i", key, ...options, login, command];
    return new Promise((resolve) => {
        execFile("ssh", args, { timeout: 60_000 }, (error, stdout, stderr) => {
            fs.rmSync(folder, { recursive: true, force: true });
            const code = error ? (typeof error.code === "number" ? error.code : 255) : 0;
            resolve({ code, text: stdout + stderr });
        });
    });
}
