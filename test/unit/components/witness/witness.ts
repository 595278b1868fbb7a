import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** The scripts as they are shipped, run where they are. */
export const scripts = path.resolve("components/witness/files/usr/local/lib/standby");

export interface Answer {
    readonly status: number | null;
    readonly stdout: string;
    readonly stderr: string;
}

/** Runs a program to its end, with its own environment beside ours. */
export function run(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}, input = ""): Promise<Answer> {
    return new Promise((resolve, reject) => {
        const child = spawn(file, args, { env: { ...process.env, ...env }, timeout: 60_000 });
        let stdout = "";
        let stderr = "";
        child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
        child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
        child.stdin.on("error", () => undefined); // who refuses early does not read to the end
        child.on("error", reject);
        child.on("close", (status) => resolve({ status, stdout, stderr }));
        child.stdin.end(input);
    });
}

export async function openssl(...args: string[]): Promise<string> {
    const { status, stdout, stderr } = await run("openssl", args);
    if (status !== 0) throw new Error(`openssl ${args.join(" ")}: ${stderr}`);
    return stdout;
}

/** A record as a member hands it in, without its number. */
export function record(change: Partial<Record<string, string>> = {}): string {
    const lines = { epoch: "1", primary: "a", sync: "yes", since: "2026-01-31T12:00:00Z", by: "a", why: "first up" };
    return Object.entries({ ...lines, ...change })
        .map(([key, value]) => `${key} ${value}\n`)
        .join("");
}

/** A witness with the pair "db" of the members a and b, in a folder of its own; no network and no SSH. */
export class Witness {
    readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "standby-witness-"));
    readonly pair = path.join(this.folder, "state", "db");
    readonly env: NodeJS.ProcessEnv = { STANDBY_WITNESS_STATE: path.join(this.folder, "state") };

    constructor() {
        fs.mkdirSync(this.pair, { recursive: true });
        this.members("a db1.example.test db.example.test 203.0.113.5", "b db2.example.test db.example.test");
    }

    members(...lines: string[]): void {
        fs.writeFileSync(path.join(this.pair, "members"), lines.map((line) => `${line}\n`).join(""));
    }

    /** What a member's key runs on the witness. */
    serve(member: string, words: string, input = "", env: NodeJS.ProcessEnv = {}): Promise<Answer> {
        const all = { ...this.env, SSH_ORIGINAL_COMMAND: words, ...env };
        return run(path.join(scripts, "witness/serve"), ["db", member], all, input);
    }

    /** The operator's word `standby ca`. */
    ca(...args: string[]): Promise<Answer> {
        return run(path.join(scripts, "witness/ca"), args, this.env);
    }

    read(name: string): string {
        return fs.readFileSync(path.join(this.folder, name), "utf8");
    }

    remove(): void {
        fs.rmSync(this.folder, { recursive: true, force: true });
    }
}
