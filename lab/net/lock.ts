import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

/**
 * Runs `work` while holding an exclusive lock on the file `file`, across processes.
 * The lock is the kernel's (flock) and is held by a child that ends with us: a crash never leaves a stale lock.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const release = await acquire(file);
    try {
        return await work();
    } finally {
        await release();
    }
}

function acquire(file: string): Promise<() => Promise<void>> {
    return new Promise((resolve, reject) => {
        const holder = spawn("flock", ["--exclusive", file, "sh", "-c", "echo held; exec cat"], {
            stdio: ["pipe", "pipe", "inherit"],
        });
        const gone = new Promise<void>((done) => holder.on("exit", () => done()));
        holder.stdin.on("error", () => undefined);
        holder.on("error", (error) => reject(new Error(`cannot lock ${file}: ${error.message}; is flock installed?`)));
        holder.on("exit", (code) => reject(new Error(`cannot lock ${file}: flock ended with exit code ${code}`)));
        holder.stdout.once("data", () =>
            resolve(() => {
                holder.stdin.end();
                return gone;
            }),
        );
    });
}
