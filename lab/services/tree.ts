import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { cacheDir } from "../paths";
import { hostAptOptions, hostDebianSources, renderSource } from "./apt-sources";
import { output } from "../net/command";
import { withLock } from "../net/lock";

/** The Debian release of the services and of the machines. */
export const RELEASE = "bookworm";
const SERVICES = ["knot", "unbound", "apt-cacher-ng", "pebble"];
/** What enter-tree.sh runs inside: a shell, mount and pivot_root. */
const TOOLS = ["dash", "coreutils", "mount", "util-linux", "libc-bin"];
/** Nothing that a service reads, and half of the size. */
const UNUSED = ["usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/perl", "var/lib/apt", "var/cache"];
/** Raise it when what finish() does changes. */
const RECIPE = 1;

/** Says which tree this version of the lab wants; trees of other recipes stay in the cache until it is cleared. */
export function treeKey(architecture: string): string {
    const recipe = JSON.stringify({ RECIPE, RELEASE, SERVICES, TOOLS, UNUSED, architecture });
    return `services-${createHash("sha256").update(recipe).digest("hex").slice(0, 12)}`;
}

/**
 * The folder with the programs of the lab's services, made at the first call (seconds, needs mmdebstrap and root) and
 * cached. Packages are unpacked only, none of their scripts runs: so none can start anything.
 */
export async function ensureServicesTree(log: (line: string) => void): Promise<string> {
    const key = treeKey(process.arch);
    const tree = cacheDir("trees", key);
    if (existsSync(tree)) return tree;
    return withLock(cacheDir("trees", `${key}.lock`), async () => {
        if (!existsSync(tree)) await build(key, tree, log);
        return tree;
    });
}

async function build(key: string, tree: string, log: (line: string) => void): Promise<void> {
    const started = Date.now();
    log(`making the tree of the lab's services (${SERVICES.join(", ")}; Debian ${RELEASE})`);
    await removeLeftovers(path.dirname(tree), `${key}.building-`);
    const building = `${tree}.building-${process.pid}`;
    try {
        await bootstrap(building, log);
        await finish(building);
        await rename(building, tree);
    } catch (error) {
        await removeTree(building);
        throw error;
    }
    log(`made ${tree} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

async function bootstrap(target: string, log: (line: string) => void): Promise<void> {
    const sources = await hostDebianSources(RELEASE);
    const options = await hostAptOptions();
    const args = [
        "--mode=root",
        "--variant=extract",
        "--format=directory",
        `--include=${[...SERVICES, ...TOOLS].join(",")}`,
        ...options.map((option) => `--aptopt=${option}`),
        RELEASE,
        target,
        ...sources.map(renderSource),
    ];
    await runLogged("mmdebstrap", args, (line) => line.startsWith("I: ") && log(line.slice(3)));
}

/** Runs a long program, giving each line it says at once. Throws with its last lines unless it exits with 0. */
function runLogged(program: string, args: string[], onLine: (line: string) => void): Promise<void> {
    return new Promise((resolve, reject) => {
        const child = spawn(program, args, { stdio: ["ignore", "inherit", "pipe"] });
        const lines: string[] = [];
        createInterface({ input: child.stderr }).on("line", (line) => {
            lines.push(line);
            onLine(line);
        });
        child.on("error", (error) => reject(new Error(`cannot start ${program}: ${error.message}; is it installed?`)));
        child.on("close", (code, signal) => {
            if (code === 0) return resolve();
            reject(
                new Error(`${program} ended with ${signal ?? code}; its last lines:\n${lines.slice(-15).join("\n")}`),
            );
        });
    });
}

/** Adds what maintainer scripts would have: the mount points of enter-tree.sh and the one user there is. */
async function finish(tree: string): Promise<void> {
    for (const folder of UNUSED) await rm(path.join(tree, folder), { recursive: true, force: true });
    for (const folder of ["lab", "cache", "proc", "run", "tmp", "dev", "mnt", "etc"]) {
        await mkdir(path.join(tree, folder), { recursive: true });
    }
    const files: Record<string, string> = {
        passwd: "root:x:0:0:root:/:/bin/sh\n",
        group: "root:x:0:\n",
        "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
        hosts: "127.0.0.1 localhost\n::1 localhost\n",
    };
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(tree, "etc", name), text);
    // Who needs names has the host's servers in its state folder, where they can follow the host's.
    await rm(path.join(tree, "etc/resolv.conf"), { force: true });
    await symlink("/lab/resolv.conf", path.join(tree, "etc/resolv.conf"));
}

async function removeLeftovers(folder: string, prefix: string): Promise<void> {
    for (const name of await readdir(folder)) {
        if (name.startsWith(prefix)) await removeTree(path.join(folder, name));
    }
}

/** A build that was killed may have left something mounted inside: its files are not ours to delete. */
async function removeTree(folder: string): Promise<void> {
    await output("rm", ["-rf", "--one-file-system", folder]);
}
