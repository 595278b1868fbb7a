import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

/** The Pulumi version that the lab builds or downloads, and the oldest that it takes from PATH. */
export const ENGINE_VERSION = "3.220.0";

/** A Pulumi CLI with the Node language host beside it. */
export interface Engine {
    /** Absolute path of the CLI. */
    pulumi: string;
    /** The folder of both programs; goes on PATH. */
    bin: string;
    /** Without a leading v. */
    version: string;
    from: "PATH" | "download" | "build";
}

/** The engine in folder `bin`; undefined unless both programs are there and run, and it is new enough. */
export async function engineIn(bin: string, from: Engine["from"]): Promise<Engine | undefined> {
    const pulumi = path.join(bin, "pulumi");
    if (![pulumi, path.join(bin, "pulumi-language-nodejs")].every(isExecutable)) return undefined;
    const version = await versionOf(pulumi);
    if (version === undefined || !atLeast(version, ENGINE_VERSION)) return undefined;
    return { pulumi, bin, version, from };
}

/** Whether version `found` is `wanted` or later. A pre-release counts as its release. Pure. */
export function atLeast(found: string, wanted: string): boolean {
    const numbers = (text: string) =>
        text
            .replace(/[-+].*/, "")
            .split(".")
            .map(Number);
    const [a, b] = [numbers(found), numbers(wanted)];
    for (let i = 0; i < 3; i++) {
        const difference = (a[i] ?? 0) - (b[i] ?? 0);
        if (difference !== 0) return difference > 0;
    }
    return true;
}

function versionOf(pulumi: string): Promise<string | undefined> {
    const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
    return new Promise((resolve) => {
        execFile(pulumi, ["version"], { env, timeout: 10_000 }, (error, stdout) => {
            resolve(error ? undefined : /^v?(\d+\.\d+\.\d+\S*)/.exec(stdout)?.[1]);
        });
    });
}

function isExecutable(file: string): boolean {
    try {
        fs.accessSync(file, fs.constants.X_OK);
        return fs.statSync(file).isFile();
    } catch {
        return false;
    }
}
